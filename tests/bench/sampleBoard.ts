import { readFileSync } from 'node:fs'
import Papa from 'papaparse'
import type { BoardDocument } from '../../shared/document/BoardDocument.ts'
import { addNote } from '../../shared/document/change.ts'
import { addTheme, moveNotes } from '../../shared/document/placing.ts'
import { newId } from '../../shared/document/newId.ts'
import type { AuthorKey, NoteId, ThemeId } from '../../shared/model/ids.ts'
import type { Note } from '../../shared/model/tables.ts'
import { themeColours } from '../../shared/model/tableNames.ts'

const file = new URL('../../../shared/data/nhs-feedback-themes/cards.csv', import.meta.url)

/** What patients wrote (MIT, © 2021 NHS England), in the order of the file: lengths as people really write. */
export function realComments(): readonly { readonly text: string; readonly subtheme: string }[] {
  const { data } = Papa.parse<{ text: string; subtheme: string }>(readFileSync(file, 'utf8'), {
    header: true,
    skipEmptyLines: true,
  })
  return data
}

const FIRST_MS = Date.UTC(2026, 10, 23, 9)

/** A note as its author's client would write it. */
export const noteSaying = (said: string, author: AuthorKey, minute: number): Note => ({
  kind: 'heard',
  said,
  impression: '',
  language: 'en',
  conversation: null,
  quote: 'not asked',
  author,
  brought: 'written',
  source: '',
  import: null,
  addedAtMs: FIRST_MS + minute * 60_000,
})

/** So many notes leave in one sync message: about 20 kB, as an import would send them. */
const BATCH = 50
const COLUMNS = 8

/**
 * Fills a board with real comments: half of the notes evenly in themes, a quarter loose on the canvas, a quarter
 * in the tray. The same numbers give the same board but for its ids.
 */
export function fillBoard(
  board: BoardDocument,
  author: AuthorKey,
  count: { readonly notes: number; readonly themes: number },
): void {
  const comments = realComments()
  const titles = [...new Set(comments.map(({ subtheme }) => subtheme))]
  const notes = comments.slice(0, count.notes).map(({ text }) => ({ id: newId<NoteId>(), text }))
  for (let from = 0; from < notes.length; from += BATCH) {
    board.doc.transact(() => {
      notes.slice(from, from + BATCH).forEach(({ id, text }, i) => {
        addNote(board, id, noteSaying(text, author, from + i))
      })
    })
  }
  const inThemes = notes.slice(0, Math.ceil(count.notes / 2)).map(({ id }) => id)
  for (let t = 0; t < count.themes; t++) {
    const frame = { x: (t % COLUMNS) * 440, y: Math.floor(t / COLUMNS) * 1600, width: 404 }
    const theme = {
      title: titles[t % titles.length] ?? `Theme ${t}`,
      colour: themeColours[t % themeColours.length] ?? 'teal',
      addedAtMs: FIRST_MS + t,
    }
    const ids = inThemes.filter((_, i) => i % count.themes === t)
    addTheme(board, newId<ThemeId>(), theme, frame, { ids, from: null })
  }
  const loose = notes.slice(inThemes.length, inThemes.length + Math.floor(count.notes / 4))
  const foot = Math.ceil(count.themes / COLUMNS) * 1600
  const points = loose.map((_, i) => ({ x: (i % 14) * 240, y: foot + Math.floor(i / 14) * 240 }))
  if (loose.length > 0) {
    const ids = loose.map(({ id }) => id)
    moveNotes(board, { notes: ids, from: null, to: { is: 'canvas', points, standsAlone: false } })
  }
}
