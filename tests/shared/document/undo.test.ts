import { beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { openBoardDocument, rowOf, type BoardDocument } from '../../../shared/document/BoardDocument.ts'
import { addNote, saveNote, saveTheme, writeRow } from '../../../shared/document/change.ts'
import { createUndo, type BoardUndo } from '../../../shared/document/undo.ts'
import type { AuthorKey, ConversationId, NoteId, ThemeId } from '../../../shared/model/ids.ts'
import type { Conversation, Note } from '../../../shared/model/tables.ts'
import { idNamed } from '../../support/boardState.ts'

const id = idNamed<NoteId>('NOTE')
const other = idNamed<NoteId>('OTHER')
const author = idNamed<AuthorKey>('ANA')
const FIRST = 'Mrs Quillfeather of Larkspur Close'
const SECOND = 'a lady who lives in Larkspur Close'
const note = (said: string, conversation: ConversationId | null = null): Note => ({
  kind: 'heard',
  said,
  impression: '',
  language: '',
  conversation,
  quote: 'yes',
  author,
  brought: 'written',
  source: '',
  import: null,
  addedAtMs: 1,
})

describe('undo after a note was erased', () => {
  let mine: BoardDocument
  let server: BoardDocument
  let undo: BoardUndo
  beforeEach(() => {
    mine = openBoardDocument(new Y.Doc())
    server = openBoardDocument(new Y.Doc())
    undo = createUndo(mine)
  })
  const exchange = () => {
    for (const [from, to] of [
      [mine, server],
      [server, mine],
    ] as const)
      Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)), 'elsewhere')
  }
  const takenBack = () => {
    server.doc.transact(() => {
      server.tables.notes.delete(id)
      writeRow(server, 'hidden', id, { is: 'withdrawn', atMs: 2 })
    })
    exchange()
  }
  const words = () => Buffer.from(Y.encodeStateAsUpdate(mine.doc)).toString()

  it('writes nothing under a key that was taken back, and the document has none of its words', () => {
    addNote(mine, id, note(FIRST))
    saveNote(mine, id, note(SECOND))
    exchange()
    expect(words()).toContain(FIRST)
    takenBack()
    undo.undo()
    expect(rowOf(mine, 'notes', id)).toBeUndefined()
    expect(words()).not.toContain(FIRST)
    expect(words()).not.toContain(SECOND)
  })

  it('nor does redo', () => {
    addNote(mine, id, note(FIRST))
    saveNote(mine, id, note(SECOND))
    undo.undo()
    exchange()
    takenBack()
    undo.redo()
    expect(rowOf(mine, 'notes', id)).toBeUndefined()
    expect(words()).not.toMatch(/Larkspur/)
  })

  it('keeps nothing of what was blacked out', () => {
    addNote(mine, id, note(FIRST))
    saveNote(mine, id, note(`${FIRST}, she says`))
    exchange()
    server.doc.transact(() => {
      writeRow(server, 'notes', id, note('█████, she says'))
    })
    exchange()
    undo.undo()
    expect(rowOf(mine, 'notes', id)?.said).toBe('█████, she says')
    expect(words()).not.toMatch(/Quillfeather/)
  })

  it('keeps nothing of a conversation that went with its last note', () => {
    const conversation = idNamed<ConversationId>('TALK')
    const place = (words: string): Conversation => ({
      setting: '',
      place: words,
      when: '',
      peopleHeard: 1,
      communities: [],
      author,
    })
    addNote(mine, id, note('Nothing', conversation), { id: conversation, row: place('Pemberton Row') })
    saveNote(mine, id, note('Nothing', conversation), { id: conversation, row: place('Larkspur Close') })
    exchange()
    server.doc.transact(() => {
      server.tables.conversations.delete(conversation)
    })
    exchange()
    undo.undo()
    expect(rowOf(mine, 'conversations', conversation)).toBeUndefined()
    expect(words()).not.toMatch(/Pemberton|Larkspur/)
  })

  it('still takes back all other steps, and says that it can', () => {
    const theme = idNamed<ThemeId>('THEME')
    const row = { title: 'Buses', colour: 'teal', state: 'open', addedAtMs: 1 } as const
    mine.doc.transact(() => {
      writeRow(mine, 'themes', theme, row)
    })
    addNote(mine, id, note(FIRST))
    addNote(mine, other, note('No bus after six'))
    saveTheme(mine, theme, { title: 'Late buses' })
    saveNote(mine, id, note(SECOND))
    saveNote(mine, other, note('No bus after seven'))
    exchange()
    let heard = 0
    undo.onChange(() => heard++)
    takenBack()
    expect(heard).toBe(1)
    undo.undo()
    expect(rowOf(mine, 'notes', other)?.said).toBe('No bus after six')
    undo.undo()
    expect(rowOf(mine, 'themes', theme)?.title).toBe('Buses')
    expect(undo.canUndo).toBe(false)
  })

  it('keeps steps when others move or add notes', () => {
    addNote(mine, id, note(FIRST))
    saveNote(mine, id, note(SECOND))
    exchange()
    addNote(server, other, note('No bus after six'))
    exchange()
    undo.undo()
    expect(rowOf(mine, 'notes', id)?.said).toBe(FIRST)
  })
})
