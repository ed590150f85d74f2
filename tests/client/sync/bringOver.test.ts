import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { bringOver, type Owner } from '../../../client/sync/bringOver.ts'
import { stateOf } from '../../../client/sync/vector.ts'
import { openBoardDocument, type BoardDocument } from '../../../shared/document/BoardDocument.ts'
import { writeRow } from '../../../shared/document/change.ts'
import { replaceText } from '../../../shared/document/changeText.ts'
import { addTheme } from '../../../shared/document/placing.ts'
import { migrate } from '../../../shared/document/migrate.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { AuthorKey, NoteId, ParticipantId, ThemeId } from '../../../shared/model/ids.ts'
import { BLACKED_OUT } from '../../../shared/model/blackOutMark.ts'
import type { Note } from '../../../shared/model/tables.ts'

const jo = { participant: newId<ParticipantId>(), author: newId<AuthorKey>() }
const theme = newId<ThemeId>()
const summary = `themes/${theme}/summary` as const
const aNote = (said: string): Note => ({
  kind: 'own',
  said,
  impression: '',
  language: '',
  conversation: null,
  quote: 'no',
  author: jo.author,
  brought: 'written',
  source: '',
  import: null,
  addedAtMs: 1,
})
const making = { newId, nowMs: 1 }

/** The board as the server has it, and Jo's copy of it, in which she goes on writing. */
function boardAndCopy(meta: { schema: number; epoch: number }) {
  const board = openBoardDocument(new Y.Doc())
  writeRow(board, 'meta', 'meta', meta)
  const name = { name: 'Jo', organisation: '', role: 'member', state: { is: 'here' }, joinedAtMs: 1 } as const
  writeRow(board, 'people', jo.participant, name)
  addTheme(board, theme, { title: 'Lifts', colour: 'teal', addedAtMs: 1 }, undefined)
  const copy = openBoardDocument(new Y.Doc())
  Y.applyUpdate(copy.doc, Y.encodeStateAsUpdate(board.doc))
  return { board, copy }
}
const ownerOf = (copy: BoardDocument, unsent: ReadonlyMap<number, number> = new Map()): Owner => ({
  writer: jo,
  wrote: new Set([copy.doc.clientID]),
  unsent,
  handled: new Map(),
  doesAgain: true,
})

describe('a copy of an earlier schema', () => {
  /** An earlier version of the product knew no quoting. */
  const asThen = (said: string) => {
    const then: Record<string, unknown> = { ...aNote(said) }
    delete then['quote']
    return then as unknown as Note
  }
  const addQuote = (copy: BoardDocument) => {
    migrate(copy, undefined, {
      0: ({ tables }) => {
        for (const [key, note] of tables.notes.entries())
          tables.notes.set(key, { ...note, quote: 'not asked' })
      },
    })
  }

  it('gives what was never sent in the form of this one, and no word of what was', () => {
    const { board, copy } = boardAndCopy({ schema: 0, epoch: 1 })
    writeRow(board, 'notes', newId<NoteId>(), asThen('Sent long ago.'))
    Y.applyUpdate(copy.doc, Y.encodeStateAsUpdate(board.doc))
    const note = newId<NoteId>()
    writeRow(copy, 'notes', note, asThen('Written without a connection.'))
    replaceText(copy, summary, 'They wait.')
    addQuote(board)

    const { kept, wasRestored } = bringOver(copy, board, ownerOf(copy), making, addQuote)
    expect(wasRestored).toBe(false)
    expect(kept.map(({ reason }) => reason)).toEqual(['goes-next', 'goes-next'])
    expect(kept.flatMap(({ changes }) => changes)).toEqual(
      expect.arrayContaining([
        {
          is: 'row',
          table: 'notes',
          key: note,
          row: { ...aNote('Written without a connection.'), quote: 'not asked' },
        },
        { is: 'text', key: summary, base: '', edits: [{ at: 0, remove: 0, insert: 'They wait.' }] },
      ]),
    )
  })

  it('is kept as it was written when it cannot be brought to this one', () => {
    const { board, copy } = boardAndCopy({ schema: 0, epoch: 1 })
    writeRow(copy, 'notes', newId<NoteId>(), asThen('Written without a connection.'))
    addQuote(board)
    const { kept } = bringOver(copy, board, ownerOf(copy), making, () => {
      throw new Error('no migration')
    })
    expect(kept).toMatchObject([
      { reason: 'bad-row', changes: [{ row: { said: 'Written without a connection.' } }] },
    ])
  })

  it('is brought over once, however many tabs look through it', () => {
    const { board, copy } = boardAndCopy({ schema: 0, epoch: 1 })
    writeRow(copy, 'notes', newId<NoteId>(), asThen('Written without a connection.'))
    const again = openBoardDocument(new Y.Doc())
    Y.applyUpdate(again.doc, Y.encodeStateAsUpdate(copy.doc))
    addQuote(board)
    const { handled } = bringOver(copy, board, ownerOf(copy), making, addQuote)
    expect(bringOver(again, board, { ...ownerOf(copy), handled }, making, addQuote).kept).toEqual([])
  })
})

describe('a copy from before a restore', () => {
  const restored = (board: BoardDocument) => {
    writeRow(board, 'meta', 'meta', { schema: 1, epoch: 2, backupAtMs: 7 })
  }

  it('keeps what would change the restored board, with the time of the backup', () => {
    const { board, copy } = boardAndCopy({ schema: 1, epoch: 1 })
    writeRow(copy, 'themes', theme, { title: 'Stairs', colour: 'teal', addedAtMs: 1, state: 'open' })
    restored(board)
    expect(bringOver(copy, board, ownerOf(copy), making)).toMatchObject({
      wasRestored: true,
      kept: [{ reason: 'restored', backupAtMs: 7, changes: [{ row: { title: 'Stairs' } }] }],
    })
  })

  it('does nothing again that somebody else wrote', () => {
    const { board, copy } = boardAndCopy({ schema: 1, epoch: 1 })
    writeRow(copy, 'notes', newId<NoteId>(), { ...aNote('Sam’s'), author: newId<AuthorKey>() })
    replaceText(copy, summary, 'Sam’s as well.')
    restored(board)
    expect(bringOver(copy, board, { ...ownerOf(copy), wrote: new Set() }, making).kept).toEqual([])
  })

  it.each(['taken back', 'blacked out'])('neither writes nor keeps what was %s since elsewhere', (what) => {
    const { board, copy } = boardAndCopy({ schema: 1, epoch: 1 })
    const note = newId<NoteId>()
    writeRow(copy, 'notes', note, aNote('Mrs Adams said it.'))
    restored(board)
    if (what === 'taken back') writeRow(board, 'hidden', note, { is: 'withdrawn', atMs: 1 })
    else writeRow(board, 'notes', note, aNote(`${BLACKED_OUT} said it.`))
    expect(bringOver(copy, board, ownerOf(copy), making).kept).toEqual([])
  })

  it('keeps an edit of such a note that was never sent, for its writer alone', () => {
    const { board, copy } = boardAndCopy({ schema: 1, epoch: 1 })
    const note = newId<NoteId>()
    const begins = stateOf(copy.doc).get(copy.doc.clientID) ?? 0
    writeRow(copy, 'notes', note, aNote('Never sent.'))
    restored(board)
    writeRow(board, 'hidden', note, { is: 'withdrawn', atMs: 1 })
    const unsent = new Map([[copy.doc.clientID, begins]])
    expect(bringOver(copy, board, ownerOf(copy, unsent), making).kept).toMatchObject([
      { reason: 'taken-back' },
    ])
  })
})
