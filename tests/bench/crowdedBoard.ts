import { readFileSync } from 'node:fs'
import Papa from 'papaparse'
import * as Y from 'yjs'
import { openBoardDocument, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { addNote, saveNote, saveTheme, setBearing, writeRow } from '../../shared/document/change.ts'
import { replaceText } from '../../shared/document/changeText.ts'
import { addTheme, moveNotes } from '../../shared/document/placing.ts'
import { SCHEMA_VERSION } from '../../shared/document/migrate.ts'
import type { AuthorKey, NoteId, ParticipantId, ThemeId } from '../../shared/model/ids.ts'
import { themeColours } from '../../shared/model/tableNames.ts'
import { diceOf } from '../server/rooms/guard/Dice.ts'
import { noteSaying, realComments } from './sampleBoard.ts'

/** Someone with one tab, which writes under one Yjs client id. */
export type Author = {
  readonly participant: ParticipantId
  readonly author: AuthorKey
  readonly clientId: number
}

/** A board as many people leave it, and the one document in which all of them wrote. */
export type CrowdedBoard = {
  readonly board: BoardDocument
  readonly authors: readonly Author[]
  readonly notes: readonly NoteId[]
  readonly themes: readonly ThemeId[]
  /** Does something as this author's tab would. */
  as(author: Author, deed: (board: BoardDocument) => void): void
}

const petitions = new URL('../../../shared/data/uk-petitions-2015-2017/petitions.csv', import.meta.url)
const idOf = <Id extends string>(kind: string, i: number) => `${kind}-${i}`.padEnd(16, '_') as Id

let wordsRead: readonly string[] | undefined

/** What patients wrote, and what people asked their parliament for (Open Government Licence): real lengths. */
export const realWords = (): readonly string[] => (wordsRead ??= readWords())

function readWords(): readonly string[] {
  const { data } = Papa.parse<{ text: string }>(readFileSync(petitions, 'utf8'), {
    header: true,
    skipEmptyLines: true,
  })
  return [...realComments(), ...data].map(({ text }) => text)
}

const SEED = 20261128

/**
 * Fills a board by the hands of many: each note shared by one of them, a tenth edited later by its author, half moved
 * between themes by others, a quarter on the canvas, themes renamed, summaries typed letter by letter by several.
 * @param name tells its people from those of other boards in the same store; a few letters
 */
export function crowdedBoard(
  count: { readonly notes: number; readonly themes: number; readonly authors: number },
  name = 'a',
): CrowdedBoard {
  const dice = diceOf(SEED)
  const doc = new Y.Doc()
  const board = openBoardDocument(doc)
  const authors = Array.from({ length: count.authors }, (_, i) => ({
    participant: idOf<ParticipantId>(`person-${name}`, i),
    author: idOf<AuthorKey>(`author-${name}`, i),
    clientId: 1 + dice.below(0xffff_fffe),
  }))
  const as: CrowdedBoard['as'] = ({ clientId }, deed) => {
    doc.clientID = clientId
    deed(board)
  }
  const someone = () => dice.pick(authors)
  doc.transact(() => {
    writeRow(board, 'meta', 'meta', { schema: SCHEMA_VERSION, epoch: 1 })
    for (const { participant } of authors) {
      const state = { is: 'here' as const }
      writeRow(board, 'people', participant, {
        name: 'Ana',
        organisation: '',
        role: 'member',
        state,
        joinedAtMs: 1,
      })
    }
  })

  const themes = Array.from({ length: count.themes }, (_, i) => idOf<ThemeId>('theme', i))
  themes.forEach((id, i) => {
    const theme = { title: `Theme ${i}`, colour: themeColours[i % themeColours.length]!, addedAtMs: i }
    as(someone(), () => addTheme(board, id, theme, { x: i * 440, y: 0, width: 404 }))
  })
  const words = realWords()
  const notes = Array.from({ length: count.notes }, (_, i) => idOf<NoteId>('note', i))
  const orders = new Map<ThemeId, NoteId[]>(themes.map((theme) => [theme, []]))
  notes.forEach((id, i) => {
    const author = someone()
    const note = noteSaying(words[i % words.length]!, author.author, i)
    as(author, () => addNote(board, id, note))
    if (dice.chance(0.1)) as(author, () => saveNote(board, id, { ...note, impression: dice.pick(words) }))
    if (dice.chance(0.25)) {
      const to = { is: 'canvas', points: [{ x: i, y: i }], standsAlone: false } as const
      as(someone(), () => moveNotes(board, { notes: [id], from: null, to }))
    }
    if (dice.chance(0.5)) {
      const [first, second] = [dice.pick(themes), dice.pick(themes)]
      const into = (theme: ThemeId, from: 'all' | null) => {
        const to = { is: 'theme', theme, before: null } as const
        as(someone(), () => moveNotes(board, { notes: [id], from, to }, orders.get(theme)!.slice(-1)))
        orders.get(theme)!.push(id)
      }
      into(first, null)
      if (first !== second && dice.chance(0.2)) as(someone(), () => setBearing(board, id, second, 'differs'))
    }
  })
  for (const id of themes) {
    as(someone(), () => saveTheme(board, id, { title: dice.pick(words).slice(0, 60) }))
    const key = `themes/${id}/summary` as const
    const written = dice.pick(words).slice(0, 300)
    for (let end = 1; end <= written.length; end++) {
      const typist = authors[Math.floor(end / 40) % authors.length]!
      as(typist, () => replaceText(board, key, written.slice(0, end)))
    }
  }
  return { board, authors, notes, themes, as }
}
