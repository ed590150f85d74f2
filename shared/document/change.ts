import { generateNKeysBetween } from 'fractional-indexing'
import * as Y from 'yjs'
import type {
  CommunityId,
  ConversationId,
  NoteId,
  RecommendationId,
  SessionId,
  ThemeId,
} from '../model/ids.ts'
import { limits } from '../model/limits.ts'
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
  TextKey,
  Theme,
} from '../model/tables.ts'
import { textFields, type Table } from '../model/tableNames.ts'
import { LASTING, LOCAL, rowOf, TYPING, type BoardDocument } from './BoardDocument.ts'

/*
 * Everything that a person can change in the document. One intention is one transaction under one origin:
 * undo, echo and the guard's verdict all have that grain.
 */

/** Writes a row whole; writing what already stands there is no change and makes no update. */
export function writeRow<T extends Table>(board: BoardDocument, table: T, key: RowKey<T>, row: Row<T>): void {
  if (JSON.stringify(rowOf(board, table, key)) === JSON.stringify(row)) return
  ;(board.tables[table] as unknown as Y.Map<Row<T>>).set(key, row)
}

function removeRow<T extends Table>(board: BoardDocument, table: T, key: RowKey<T>): void {
  if (board.tables[table].has(key)) board.tables[table].delete(key)
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

/** Where notes come from and go to when they are moved. */
export type Move = {
  readonly notes: readonly NoteId[]
  /** The theme they leave; null when they come from the tray or the canvas; 'all' to leave every theme. */
  readonly from: ThemeId | null | 'all'
  /** A theme, the tray, or points on the canvas (one a note, in the order of `notes`). */
  readonly to:
    | {
        readonly is: 'theme'
        readonly theme: ThemeId
        /** The note they come to lie before; null for the end. */ readonly before: NoteId | null
      }
    | { readonly is: 'tray' }
    | {
        readonly is: 'canvas'
        readonly points: readonly { readonly x: number; readonly y: number }[]
        readonly standsAlone: boolean
      }
}

/**
 * Moves notes: one transaction takes one placement away and adds another. When two people move one note
 * to two themes at once it rests in both, and the group decides; nobody's packet wins.
 * @param orderInTarget the target theme's notes in order, as the mover sees them (`outline.notesOf`)
 */
export function moveNotes(board: BoardDocument, move: Move, orderInTarget: readonly NoteId[] = []): void {
  board.doc.transact(() => {
    const target = move.to.is === 'theme' ? move.to.theme : undefined
    for (const note of move.notes) {
      for (const theme of themesLeft(board, note, move.from)) {
        if (theme !== target) writeRow(board, 'placements', `${note}/${theme}`, { present: false })
      }
    }
    switch (move.to.is) {
      case 'theme': {
        const { theme, before } = move.to
        for (const note of move.notes) {
          writeRow(board, 'placements', `${note}/${theme}`, { present: true })
          removeRow(board, 'positions', note)
        }
        orderNotes(board, theme, move.notes, before, orderInTarget)
        return
      }
      case 'tray':
        for (const note of move.notes) removeRow(board, 'positions', note)
        return
      case 'canvas': {
        const { points, standsAlone } = move.to
        move.notes.forEach((note, i) => {
          const point = points[i]
          if (!point)
            throw new Error(`a move of ${move.notes.length} notes to the canvas needs as many points`)
          writeRow(board, 'positions', note, { x: Math.round(point.x), y: Math.round(point.y), standsAlone })
        })
      }
    }
  }, LOCAL)
}

function themesLeft(board: BoardDocument, note: NoteId, from: Move['from']): ThemeId[] {
  if (from === null) return []
  if (from !== 'all') return [from]
  const left: ThemeId[] = []
  board.tables.placements.forEach((placement, key) => {
    if (placement.present && key.startsWith(`${note}/`)) left.push(key.slice(note.length + 1) as ThemeId)
  })
  return left
}

/** Puts a note in one theme more; its other placements stay. */
export function placeNoteAlso(board: BoardDocument, note: NoteId, theme: ThemeId): void {
  moveNotes(board, { notes: [note], from: null, to: { is: 'theme', theme, before: null } })
}

/** Takes a note out of one theme; it stays in its others. */
export function unplaceNote(board: BoardDocument, note: NoteId, theme: ThemeId): void {
  moveNotes(board, { notes: [note], from: theme, to: { is: 'tray' } })
}

/**
 * Gives the moved notes order keys before `before`. Neighbours without a key, with equal keys or with keys
 * grown too long are keyed afresh, so that there is always room between two.
 */
function orderNotes(
  board: BoardDocument,
  theme: ThemeId,
  moved: readonly NoteId[],
  before: NoteId | null,
  orderInTarget: readonly NoteId[],
): void {
  const rest = orderInTarget.filter((note) => !moved.includes(note))
  const at = before === null ? rest.length : Math.max(0, rest.indexOf(before))
  const key = (note: NoteId | undefined) =>
    note === undefined ? null : (rowOf(board, 'orders', `${note}/${theme}`)?.index ?? undefined)
  const low = key(rest[at - 1])
  const high = key(rest[at])
  const hasRoom = low !== undefined && high !== undefined && (low === null || high === null || low < high)
  if (hasRoom) {
    const keys = generateNKeysBetween(low, high, moved.length)
    if (keys.every((index) => index.length <= limits.orderCharacters)) {
      moved.forEach((note, i) => {
        writeRow(board, 'orders', `${note}/${theme}`, { index: keys[i]! })
      })
      return
    }
  }
  const all = [...rest.slice(0, at), ...moved, ...rest.slice(at)]
  generateNKeysBetween(null, null, all.length).forEach((index, i) => {
    writeRow(board, 'orders', `${all[i]!}/${theme}`, { index })
  })
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

/**
 * Makes a theme, with its texts, and moves notes into it.
 *
 * Two transactions: the first makes it set aside and cannot be undone, the second opens it and can. So undo
 * puts a new theme aside instead of deleting words that others may already have written in it.
 */
export function addTheme(
  board: BoardDocument,
  id: ThemeId,
  theme: Omit<Theme, 'state'>,
  frame: Frame | undefined,
  notes: { readonly ids: readonly NoteId[]; readonly from: Move['from'] } = { ids: [], from: null },
): void {
  board.doc.transact(() => {
    writeRow(board, 'themes', id, { ...theme, state: 'set aside' })
    if (frame) writeRow(board, 'frames', id, frame)
    for (const field of textFields.themes) board.texts.set(`themes/${id}/${field}`, new Y.Text())
  }, LASTING)
  board.doc.transact(() => {
    writeRow(board, 'themes', id, { ...theme, state: 'open' })
    if (notes.ids.length > 0)
      moveNotes(board, { notes: notes.ids, from: notes.from, to: { is: 'theme', theme: id, before: null } })
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

/**
 * Makes a shared text read `next`, by the smallest change, so that what others type at the same moment stays.
 * Nothing happens if the text is not there: a text is made only together with its owner.
 */
export function replaceText(board: BoardDocument, key: TextKey, next: string): void {
  const text = board.texts.get(key)
  if (!text) return
  const { at, remove, insert } = difference(text.toJSON(), next)
  if (remove === 0 && insert === '') return
  board.doc.transact(() => {
    if (remove > 0) text.delete(at, remove)
    if (insert !== '') text.insert(at, insert)
  }, TYPING)
}

/**
 * The one stretch in which two strings differ, in UTF-16 units, never beginning or ending inside a
 * surrogate pair: Yjs would split the pair and both halves become U+FFFD.
 */
export function difference(before: string, after: string): { at: number; remove: number; insert: string } {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start--
  let end = 0
  const most = Math.min(before.length, after.length) - start
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  if (end > 0 && isLowSurrogate(before.charCodeAt(before.length - end))) end--
  return { at: start, remove: before.length - end - start, insert: after.slice(start, after.length - end) }
}

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff
const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff
