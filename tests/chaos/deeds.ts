import { randomBytes } from 'node:crypto'
import { rowOf, textOf, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import {
  addNote,
  moveFrames,
  saveNote,
  saveSetting,
  saveTheme,
  setBearing,
} from '../../shared/document/change.ts'
import { replaceText } from '../../shared/document/changeText.ts'
import { addTheme, moveNotes, placeNoteAlso } from '../../shared/document/placing.ts'
import { newId } from '../../shared/document/newId.ts'
import type { NoteId, ThemeId } from '../../shared/model/ids.ts'
import type { Note } from '../../shared/model/tables.ts'
import { themeColours } from '../../shared/model/tableNames.ts'
import { stages } from '../../shared/model/stages.ts'
import type { Dice } from '../server/rooms/guard/Dice.ts'
import type { Ledger } from './Ledger.ts'
import { answerOf, type Person } from './people.ts'

/** One thing that somebody does: an edit, made at once, or a call to the server about what is saved. */
export type Deed = {
  readonly is: 'edit' | 'call'
  /** A note that this writes, with words that are nowhere else. */
  readonly note?: { readonly note: NoteId; readonly words: string }
  run(this: void): void | Promise<void>
}

const MOST_THEMES = 12
const MOST_CHARACTERS = 600

/** Something that this person may do to the board as it stands. */
export function deed(document: BoardDocument, person: Person, ledger: Ledger, dice: Dice): Deed {
  const notes = [...document.tables.notes.keys()] as NoteId[]
  const themes = [...document.tables.themes.keys()] as ThemeId[]
  const edit = (run: () => void): Deed => ({ is: 'edit', run })
  if (person.role === 'observer') return edit(() => undefined)
  if (themes.length < 3 || (themes.length < MOST_THEMES && dice.chance(0.03)))
    return edit(() => {
      const theme = { title: `A theme of ${person.role}`, colour: dice.pick(themeColours), addedAtMs: 1 }
      addTheme(document, newId<ThemeId>(), theme, { x: 0, y: 0, width: 300 })
    })
  if (notes.length === 0 || dice.chance(0.25)) return bringNote(document, person)
  const note = dice.pick(notes)
  const theme = dice.pick(themes)
  switch (dice.below(10)) {
    case 0:
    case 1:
      return edit(() => {
        moveNotes(document, { notes: [note], from: 'all', to: { is: 'theme', theme, before: null } })
      })
    case 2:
      return edit(() => {
        const points = [{ x: dice.below(900), y: dice.below(900) }]
        moveNotes(document, { notes: [note], from: 'all', to: { is: 'canvas', points, standsAlone: true } })
      })
    case 3:
      return edit(() => {
        moveNotes(document, { notes: [note], from: 'all', to: { is: 'tray' } })
      })
    case 4:
      return edit(() => {
        placeNoteAlso(document, note, theme)
        setBearing(document, note, theme, dice.pick(['supports', 'differs']))
      })
    case 5:
    case 6:
      return edit(() => {
        writeTogether(document, theme, dice)
      })
    case 7:
      return edit(() => {
        if (person.role === 'facilitator')
          saveSetting(document, 'stage', { stage: dice.pick(stages), movedAtMs: dice.below(1e9) })
        else saveTheme(document, theme, { title: `Theme ${dice.below(1e6)}` })
        moveFrames(document, new Map([[theme, { x: dice.below(900), y: 0, width: 300 }]]))
      })
    case 8: {
      const own = ownNote(document, person, ledger, dice)
      if (!own) return bringNote(document, person)
      return edit(() => {
        saveNote(document, own.id, { ...own.note, impression: `Thought ${dice.below(1e6)}` })
      })
    }
    default:
      return dice.chance(0.3) ? erasure(document, person, ledger, dice) : bringNote(document, person)
  }
}

/** Takes back, or blacks out, a note of one's own that is saved. */
export function erasure(document: BoardDocument, person: Person, ledger: Ledger, dice: Dice): Deed {
  const own = ownNote(document, person, ledger, dice)
  const words = own && ledger.notesSaved.get(own.id)
  if (!own || words === undefined) return bringNote(document, person)
  const isWithdrawal = dice.chance(0.5)
  const asked = isWithdrawal ? ledger.withdrawn : ledger.blackedOut
  // From now on nobody edits it: an edit on its way would be refused, and rightly.
  asked.set(own.id, false)
  const start = own.note.said.indexOf(words)
  const passages = [{ field: 'said', start, end: start + words.length }]
  return {
    is: 'call',
    async run() {
      const answer = isWithdrawal
        ? await answerOf(person, 'POST', `/notes/${own.id}/withdraw`)
        : await answerOf(person, 'POST', `/notes/${own.id}/redact`, { passages })
      if (answer?.status === 204) asked.set(own.id, true)
      else if (answer) throw new Error(`erasing gave ${answer.status}: ${JSON.stringify(answer.json)}`)
    },
  }
}

function bringNote(document: BoardDocument, { authorKey }: Person): Deed {
  const note = newId<NoteId>()
  const words = randomBytes(12).toString('hex')
  const row: Note = {
    kind: 'heard',
    said: `They said ${words} about the bus.`,
    impression: '',
    language: 'en',
    conversation: null,
    quote: 'not asked',
    author: authorKey,
    brought: 'written',
    source: '',
    import: null,
    addedAtMs: 1,
  }
  return {
    is: 'edit',
    note: { note, words },
    run() {
      addNote(document, note, row)
    },
  }
}

function ownNote(document: BoardDocument, { authorKey }: Person, ledger: Ledger, dice: Dice) {
  const own = [...document.tables.notes.entries()].filter(
    ([id, { author }]) =>
      author === authorKey && !ledger.withdrawn.has(id as NoteId) && !ledger.blackedOut.has(id as NoteId),
  )
  if (own.length === 0) return undefined
  const [id, note] = dice.pick(own)
  return { id: id as NoteId, note }
}

/** Types into a summary, or takes a stretch of it away. */
function writeTogether(document: BoardDocument, theme: ThemeId, dice: Dice): void {
  const key = `themes/${theme}/summary` as const
  const before = textOf(document, key)
  if (before === undefined || !rowOf(document, 'themes', theme)) return
  const at = dice.below(before.length + 1)
  const remove = before.length > MOST_CHARACTERS ? 200 : dice.chance(0.3) ? dice.below(12) : 0
  const insert = dice.chance(0.8) ? `word${dice.below(1e6)} ` : ''
  replaceText(document, key, before.slice(0, at) + insert + before.slice(at + remove))
}
