import * as Y from 'yjs'
import type {
  CommunityId,
  ConversationId,
  NoteId,
  RecommendationId,
  SessionId,
  ThemeId,
} from '../model/ids.ts'
import type {
  Bearing,
  BoardSetting,
  BoardSettings,
  Community,
  Conversation,
  Frame,
  NextStep,
  Note,
  Recommendation,
  Row,
  RowKey,
  Session,
  Theme,
} from '../model/tables.ts'
import { textFields, type Table } from '../model/tableNames.ts'
import { LASTING, LOCAL, rowOf, type BoardDocument } from './BoardDocument.ts'

/*
 * What a person can change in the document; where notes lie is in `placing.ts`, texts that several write in
 * `changeText.ts`. One intention is one transaction under one origin: undo, echo and the guard's verdict all have that
 * grain.
 */

/** Writes a row whole; writing what already stands there is no change and makes no update. */
export function writeRow<T extends Table>(board: BoardDocument, table: T, key: RowKey<T>, row: Row<T>): void {
  if (JSON.stringify(rowOf(board, table, key)) === JSON.stringify(row)) return
  ;(board.tables[table] as unknown as Y.Map<Row<T>>).set(key, row)
}

/** Shares a note, with the conversation it came from when that is new. Not undoable: a note is taken back by a call. */
export function addNote(
  board: BoardDocument,
  id: NoteId,
  note: Note,
  conversation?: { id: ConversationId; row: Conversation },
): void {
  board.doc.transact(() => {
    if (conversation) writeRow(board, 'conversations', conversation.id, conversation.row)
    writeRow(board, 'notes', id, note)
  }, LASTING)
}

/** Saves an author's change to their note, and to its conversation. */
export function saveNote(
  board: BoardDocument,
  id: NoteId,
  note: Note,
  conversation?: { id: ConversationId; row: Conversation },
): void {
  board.doc.transact(() => {
    if (conversation) writeRow(board, 'conversations', conversation.id, conversation.row)
    writeRow(board, 'notes', id, note)
  }, LOCAL)
}

/** Says that a note supports its theme or sees it differently. */
export function setBearing(
  board: BoardDocument,
  note: NoteId,
  theme: ThemeId,
  bearing: Bearing['bearing'],
): void {
  board.doc.transact(() => {
    writeRow(board, 'bearings', `${note}/${theme}`, { bearing })
  }, LOCAL)
}

/** Changes a theme's title, colour or state. Nothing happens if it is not there. */
export function saveTheme(board: BoardDocument, id: ThemeId, change: Partial<Theme>): void {
  const before = rowOf(board, 'themes', id)
  if (before)
    board.doc.transact(() => {
      writeRow(board, 'themes', id, { ...before, ...change })
    }, LOCAL)
}

/** Moves or sizes theme frames on the canvas, several as one step ("Tidy"). */
export function moveFrames(board: BoardDocument, frames: ReadonlyMap<ThemeId, Frame>): void {
  board.doc.transact(() => {
    for (const [id, frame] of frames) writeRow(board, 'frames', id, frame)
  }, LOCAL)
}

/** Adds a community or changes one. Adding is not undoable: a community is kept once others may rest on it. */
export function saveCommunity(board: BoardDocument, id: CommunityId, community: Community): void {
  const origin = rowOf(board, 'communities', id) ? LOCAL : LASTING
  board.doc.transact(() => {
    writeRow(board, 'communities', id, community)
  }, origin)
}

/** Makes a recommendation with its wording; in two transactions, as {@link addTheme} does and for its reason. */
export function addRecommendation(
  board: BoardDocument,
  id: RecommendationId,
  recommendation: Omit<Recommendation, 'state'>,
  wording: string,
  themes: readonly ThemeId[],
): void {
  board.doc.transact(() => {
    writeRow(board, 'recommendations', id, { ...recommendation, state: 'set aside' })
    for (const field of textFields.recommendations)
      board.texts.set(`recommendations/${id}/${field}`, new Y.Text(wording))
  }, LASTING)
  board.doc.transact(() => {
    writeRow(board, 'recommendations', id, { ...recommendation, state: 'draft' })
    for (const theme of themes) writeRow(board, 'supports', `${id}/${theme}`, { present: true })
  }, LOCAL)
}

/** Changes whom a recommendation is addressed to, or how the group has marked it. */
export function saveRecommendation(
  board: BoardDocument,
  id: RecommendationId,
  change: Partial<Recommendation>,
): void {
  const before = rowOf(board, 'recommendations', id)
  if (before)
    board.doc.transact(() => {
      writeRow(board, 'recommendations', id, { ...before, ...change })
    }, LOCAL)
}

/** Rests a recommendation on a theme, or no longer. */
export function setSupport(
  board: BoardDocument,
  id: RecommendationId,
  theme: ThemeId,
  present: boolean,
): void {
  board.doc.transact(() => {
    writeRow(board, 'supports', `${id}/${theme}`, { present })
  }, LOCAL)
}

/** Says what happens next with a recommendation. */
export function saveNextStep(board: BoardDocument, id: RecommendationId, step: NextStep): void {
  board.doc.transact(() => {
    writeRow(board, 'nextSteps', id, step)
  }, LOCAL)
}

/** Sets one setting of the board. */
export function saveSetting<S extends BoardSetting>(
  board: BoardDocument,
  setting: S,
  value: BoardSettings[S],
): void {
  // Moving the group to a stage is not a step to be undone: the room has moved.
  board.doc.transact(
    () => {
      writeRow(board, 'board', setting, value)
    },
    setting === 'stage' ? LASTING : LOCAL,
  )
}

/** Adds a session or changes its record. Adding is not undoable: the record of a meeting is kept. */
export function saveSession(board: BoardDocument, id: SessionId, session: Session): void {
  const origin = rowOf(board, 'sessions', id) ? LOCAL : LASTING
  board.doc.transact(() => {
    writeRow(board, 'sessions', id, session)
  }, origin)
}
