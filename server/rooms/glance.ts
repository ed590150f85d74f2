import * as Y from 'yjs'
import { openBoardDocument, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { writeRow } from '../../shared/document/change.ts'
import type { BoardState } from '../../shared/model/board.ts'
import type { CommunityId, NoteId, ThemeId } from '../../shared/model/ids.ts'
import { outlining, type Outline } from '../../shared/model/outline.ts'
import type { Row, RowKey } from '../../shared/model/tables.ts'
import { TEXTS, textFields, type Table } from '../../shared/model/tableNames.ts'
import type { BoardView } from './boardView.ts'
import { finish, type Steps } from './guard/steps.ts'

/*
 * A glance: a small board of its own, with what one sees first of a large one, to be looked at until all of it has come.
 * Its rows are the large board's, word for word. It begins as the large board does, in the list as in the tray: whatever
 * is missing comes after what is there. What lies on the canvas lies where it lies on the board.
 */

/** A board of fewer notes is there about as soon: 1,500 make 80 kB, for which a slow phone needs 1.6 s. */
export const FEWEST_NOTES = 1500

/** What would be larger than this pays for nobody: single rows may be very long. */
export const MOST_BYTES = 96 * 1024

/** Rows of the list, and cards of the tray, that fill a high screen. */
const MOST_ROWS = 16
const MOST_IN_TRAY = 12
/** Notes in frames: four full ones, about as many as a wide screen shows. */
const MOST_IN_FRAMES = 52
/** The cards that a frame shows, and one more, so that it has the line below them that says so. */
const MOST_IN_FRAME = 13
const MOST_LOOSE = 16
/** Letters of the notes in frames, and of each of the others: where notes are longer, fewer fill a screen. */
const MOST_LETTERS_IN_FRAMES = 20_000
const MOST_LETTERS = 8_000

/** Whoever writes a glance; it is made anew each time, and the same board gives the same bytes. */
const CLIENT_ID = 1

/** The tables it is made of. Nobody is in it: a card names nobody, and on a large board there are many. */
const TABLES = [
  'meta',
  'board',
  'notes',
  'hidden',
  'conversations',
  'communities',
  'positions',
  'themes',
  'frames',
  'placements',
  'orders',
  'bearings',
] as const satisfies readonly Table[]
const PARTS = [...TABLES, TEXTS] as const

/**
 * Makes a function that gives the glance at a document as it is now, by {@link glanceOf}, in steps between which it may
 * not change. It is made anew only when something has changed that may be in it: each person who comes in changes the
 * document.
 */
export function glanceKeeper(document: BoardDocument, view: BoardView): () => Steps<Uint8Array | undefined> {
  let last: { readonly board: BoardState; readonly glance: Uint8Array | undefined } | undefined
  return function* () {
    // Before the rows of a small board are gathered for nothing.
    if (!isLarge(document)) return undefined
    const board = yield* view.inSteps()
    const isStale = !last || PARTS.some((part) => last!.board[part] !== board[part])
    if (!last || isStale) last = { board, glance: yield* glancing(board) }
    return last.glance
  }
}

/** Whether a glance pays on this board, unless it would be too long. */
export const isLarge = ({ tables }: BoardDocument): boolean => tables.notes.size >= FEWEST_NOTES

/** The glance at a board, as one Yjs update; undefined where it would not pay. Of hidden notes it holds nothing. */
export const glanceOf = (board: BoardState): Uint8Array | undefined => finish(glancing(board))

function* glancing(board: BoardState): Steps<Uint8Array | undefined> {
  if (board.notes.size < FEWEST_NOTES) return undefined
  const outline = yield* outlining(board)
  const list = firstOfList(board, outline)
  yield
  const { frames, loose } = firstOnCanvas(board, outline)
  yield
  const inTray = outline.unthemed.filter((note) => !board.positions.has(note))
  const doc = new Y.Doc()
  doc.clientID = CLIENT_ID
  const copy = copierFrom(board, outline, doc)
  doc.transact(() => {
    copy.row('meta', 'meta')
    for (const setting of ['title', 'stage'] as const) copy.row('board', setting)
    for (const note of list.notes) copy.note(note)
    for (const theme of list.themes) copy.theme(theme)
    for (const note of first(MOST_IN_TRAY, inTray, board)) copy.note(note)
    for (const { theme, notes } of frames) {
      copy.theme(theme)
      copy.row('frames', theme)
      for (const note of notes) copy.note(note)
    }
    for (const note of loose) copy.note(note)
  })
  const update = Y.encodeStateAsUpdate(doc)
  doc.destroy()
  return update.byteLength > MOST_BYTES ? undefined : update
}

/** Copies rows, each with the others that are needed to draw it. */
function copierFrom(board: BoardState, outline: Outline, doc: Y.Doc) {
  const glance = openBoardDocument(doc)
  function row<T extends (typeof TABLES)[number]>(table: T, key: RowKey<T>): void {
    const original = (board[table] as ReadonlyMap<RowKey<T>, Row<T>>).get(key)
    if (original !== undefined) writeRow(glance, table, key, original)
  }
  function community(id: CommunityId): void {
    // Two may be merged into each other.
    if (glance.tables.communities.has(id)) return
    row('communities', id)
    const into = board.communities.get(id)?.mergedInto
    if (into) community(into)
  }
  return {
    row,
    /** Without its frame, which only those get whose notes are there to fill it. */
    theme(id: ThemeId): void {
      row('themes', id)
      for (const field of textFields.themes) {
        const words = board.texts.get(`themes/${id}/${field}`)
        if (words !== undefined) glance.texts.set(`themes/${id}/${field}`, new Y.Text(words))
      }
    },
    note(id: NoteId): void {
      if (glance.tables.notes.has(id)) return
      row('notes', id)
      row('positions', id)
      const conversation = board.notes.get(id)?.conversation
      if (conversation) {
        row('conversations', conversation)
        for (const mention of board.conversations.get(conversation)?.communities ?? [])
          community(mention.community)
      }
      // All of them: a card says in how many themes its note rests.
      for (const theme of outline.themesOf.get(id) ?? []) {
        row('themes', theme)
        for (const table of ['placements', 'orders', 'bearings'] as const) row(table, `${id}/${theme}`)
      }
    },
  }
}

/** The list's first rows: notes in no theme, and where those are few the oldest themes with their notes. */
function firstOfList(board: BoardState, outline: Outline) {
  const notes = [...first(MOST_ROWS, outline.unthemed, board)]
  const themes: ThemeId[] = []
  let isWhole = notes.length === outline.unthemed.length
  for (const theme of outline.openThemes) {
    // Nothing may be missing before what is there. A theme's head is as high as a row.
    const left = MOST_ROWS - notes.length - themes.length
    if (!isWhole || left <= 0) break
    const members = outline.notesOf.get(theme) ?? []
    const shown = first(left, members, board)
    themes.push(theme)
    notes.push(...shown)
    isWhole = shown.length === members.length
  }
  return { notes, themes }
}

/** What lies nearest to the canvas's upper left corner, where one looks at first: themes that have a place, and notes. */
function firstOnCanvas(board: BoardState, outline: Outline) {
  const placedFrames = outline.openThemes.flatMap((theme) => placed(theme, board.frames.get(theme)))
  const placedNotes = outline.unthemed.flatMap((note) => placed(note, board.positions.get(note)))
  const all = [...placedFrames, ...placedNotes]
  const left = all.reduce((least, { x }) => Math.min(least, x), Infinity)
  const top = all.reduce((least, { y }) => Math.min(least, y), Infinity)
  const nearest = <Id>(things: readonly Placed<Id>[]): readonly Id[] =>
    [...things].sort((a, b) => a.x - left + (a.y - top) - (b.x - left + (b.y - top))).map(({ id }) => id)

  const frames: { readonly theme: ThemeId; readonly notes: readonly NoteId[] }[] = []
  let notesLeft = MOST_IN_FRAMES
  let lettersLeft = MOST_LETTERS_IN_FRAMES
  for (const theme of nearest(placedFrames)) {
    const notes = inFrame(board, outline, theme)
    // An empty one takes its room too.
    notesLeft -= Math.max(notes.length, 1)
    lettersLeft -= notes.reduce((letters, note) => letters + lettersOf(board, note), 0)
    if (frames.length > 0 && (notesLeft < 0 || lettersLeft < 0)) break
    frames.push({ theme, notes })
  }
  return { frames, loose: first(MOST_LOOSE, nearest(placedNotes), board) }
}

type Placed<Id> = { readonly id: Id; readonly x: number; readonly y: number }

const placed = <Id>(
  id: Id,
  place: { readonly x: number; readonly y: number } | undefined,
): readonly Placed<Id>[] => (place ? [{ id, x: place.x, y: place.y }] : [])

/** What a theme's frame is drawn from: its first cards, and of the rest one that tells whether people differ. */
function inFrame(board: BoardState, outline: Outline, theme: ThemeId): readonly NoteId[] {
  const notes = outline.notesOf.get(theme) ?? []
  const shown = notes.slice(0, MOST_IN_FRAME - 1)
  const rest = notes.slice(MOST_IN_FRAME - 1)
  const telling =
    rest.find((note) => board.bearings.get(`${note}/${theme}`)?.bearing === 'differs') ?? rest[0]
  return telling === undefined ? shown : [...shown, telling]
}

/** So many notes from the beginning, fewer if they are long; one at least, if there is one. */
function first(most: number, notes: readonly NoteId[], board: BoardState): readonly NoteId[] {
  let letters = 0
  const end = notes.findIndex((note, i) => {
    letters += lettersOf(board, note)
    return i >= most || (i > 0 && letters > MOST_LETTERS)
  })
  return end < 0 ? notes : notes.slice(0, end)
}

/** Letters of a note; its impression comes along, since rows are whole. */
function lettersOf(board: BoardState, id: NoteId): number {
  const { said, impression } = board.notes.get(id)!
  return said.length + impression.length
}
