import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openBoardDocument, rowOf, type BoardDocument } from '../../../shared/document/BoardDocument.ts'
import { addNote, saveTheme, writeRow } from '../../../shared/document/change.ts'
import { replaceText } from '../../../shared/document/changeText.ts'
import { moveNotes } from '../../../shared/document/placing.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { NoteId } from '../../../shared/model/ids.ts'
import { closeCodes, messageKinds } from '../../../shared/protocol/messages.ts'
import { readFrame } from '../../../server/rooms/framing.ts'
import { memoryStorage } from '../../../server/storage/memory/memoryStorage.ts'
import { crowdedBoard, type Author } from '../../bench/crowdedBoard.ts'
import { noteSaying } from '../../bench/sampleBoard.ts'
import { openFilledRoom, syncFrame, type FilledRoom, type Guest } from './filledRoom.ts'

/* What arrives in one turn of the event loop is one transaction; each message is judged and answered by itself all the same. */

const crowd = crowdedBoard({ notes: 1200, themes: 4, authors: 4 })
const [ana, ben, cat] = crowd.authors as [Author, Author, Author]
const [theme] = crowd.themes as [(typeof crowd.themes)[number]]
const summary = `themes/${theme}/summary` as const

let filled: FilledRoom | undefined
afterEach(async () => {
  await filled?.rooms.stop()
  filled = undefined
})

type Tab = {
  readonly guest: Guest
  readonly board: BoardDocument
  readonly author: Author
  send(this: void): void
}

/** A room that counts what it stores, and people who have the board open and keep what they have not sent. */
async function openedRoom() {
  const bindings = crowd.authors.map(({ clientId, participant }) => ({ clientId, participant }))
  const storage = memoryStorage()
  const stored: number[] = []
  const counting = {
    ...storage,
    appendUpdates: (updates: Parameters<typeof storage.appendUpdates>[0]) => {
      stored.push(updates.length)
      return storage.appendUpdates(updates)
    },
  }
  const room = (filled = await openFilledRoom(crowd.board.doc, bindings, { storage: counting }))
  const open = async (author: Author): Promise<Tab> => {
    const guest = await room.enter({ ...author, speaksOurs: true })
    const doc = new Y.Doc()
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(crowd.board.doc))
    guest.receive(syncFrame('step1', Y.encodeStateVector(doc)))
    const waiting: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => waiting.push(update))
    return {
      guest,
      board: openBoardDocument(doc),
      author,
      send() {
        for (const update of waiting.splice(0)) guest.receive(syncFrame('update', update))
      },
    }
  }
  const tabs = [await open(ana), await open(ben), await open(cat)] as const
  await room.rooms.read(room.board, () => undefined)
  stored.length = 0
  for (const { guest } of tabs) guest.sent.length = 0
  return { room, tabs, stored }
}

/** The ns of all `saved` that this one was told. */
function savedTo({ sent }: Guest): number[] {
  return sent.flatMap((frame) => {
    const decoder = decoding.createDecoder(frame)
    if (decoding.readVarUint(decoder) !== messageKinds.saved) return []
    return [(JSON.parse(decoding.readVarString(decoder)) as { n: number }).n]
  })
}

/** Takes in what this one was sent of the document. @returns how many frames that was */
function hear({ guest, board }: Tab): number {
  let frames = 0
  for (const frame of guest.sent) {
    const message = readFrame(frame)
    if (message.is !== 'update') continue
    Y.applyUpdate(board.doc, message.update)
    frames++
  }
  return frames
}

/** Ana, Ben and Cat send something at once, and Ben a note in another's name: only he and his note are refused. */
async function amongThemAForgery(
  room: FilledRoom,
  [anas, bens, cats]: readonly [Tab, Tab, Tab],
): Promise<void> {
  saveTheme(anas.board, theme, { title: 'Getting about' })
  anas.send()
  const forged = newId<NoteId>()
  addNote(bens.board, forged, noteSaying('I agree with it all.', ana.author, 1))
  bens.send()
  replaceText(cats.board, summary, 'It takes two buses.')
  cats.send()
  await room.rooms.read(room.board, () => undefined)
  expect([anas, bens, cats].map(({ guest }) => guest.closed)).toEqual([[], [closeCodes.refused], []])
  expect(rowOf(room.document, 'notes', forged)).toBeUndefined()
  expect(rowOf(room.document, 'themes', theme)?.title).toBe('Getting about')
  expect(room.document.texts.get(summary)?.toJSON()).toBe('It takes two buses.')
  expect([anas, bens, cats].map(({ guest }) => savedTo(guest))).toEqual([[1], [], [1]])
}

/** How much later it is at each look at the clock: how many go into one transaction depends on it, and nothing else may. */
let eachLookMs = 0
beforeEach(() => {
  let nowMs = 0
  eachLookMs = 0
  vi.spyOn(performance, 'now').mockImplementation(() => (nowMs += eachLookMs))
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe('messages that arrive together', () => {
  it('are stored as one, and each author is told of all their own', async () => {
    const { room, tabs, stored } = await openedRoom()
    const notes = tabs.map(({ board, author, send }, i) => {
      const ids = [newId<NoteId>(), newId<NoteId>()]
      for (const id of ids) addNote(board, id, noteSaying(`Nobody told us. ${i}`, author.author, i))
      send()
      return ids
    })
    await room.rooms.read(room.board, () => undefined)
    for (const id of notes.flat()) expect(rowOf(room.document, 'notes', id)).toBeDefined()
    expect(stored).toEqual([1])
    for (const { guest } of tabs) expect(savedTo(guest)).toEqual([2])
    // And whoever wrote in it as well has what the others wrote.
    for (const tab of tabs) {
      hear(tab)
      for (const id of notes.flat()) expect(rowOf(tab.board, 'notes', id)).toBeDefined()
    }
  })

  it('are not sent back to whoever alone wrote them', async () => {
    const { room, tabs } = await openedRoom()
    const [anas, bens] = tabs
    for (const title of ['Getting', 'Getting about']) {
      saveTheme(anas.board, theme, { title })
      anas.send()
    }
    await room.rooms.read(room.board, () => undefined)
    expect([hear(anas), hear(bens)]).toEqual([0, 1])
    expect(rowOf(bens.board, 'themes', theme)?.title).toBe('Getting about')
  })

  it('are judged each by what those before have made of the board', async () => {
    const { room, tabs } = await openedRoom()
    const [anas, bens] = tabs
    const id = newId<NoteId>()
    addNote(anas.board, id, noteSaying('Mine.', ana.author, 1))
    anas.send()
    // Ben has it before the server does, and puts other words into Ana's mouth.
    Y.applyUpdate(bens.board.doc, Y.encodeStateAsUpdate(anas.board.doc))
    writeRow(bens.board, 'notes', id, noteSaying('I agree with it all.', ana.author, 1))
    bens.send()
    await room.rooms.read(room.board, () => undefined)
    expect(rowOf(room.document, 'notes', id)?.said).toBe('Mine.')
    expect(anas.guest.closed).toEqual([])
    expect(bens.guest.closed).toEqual([closeCodes.refused])
  })

  it('are refused one by one: whoever did no wrong notices nothing', async () => {
    const { room, tabs, stored } = await openedRoom()
    await amongThemAForgery(room, tabs)
    expect(stored).toEqual([1])
  })

  it('take a transaction each where one alone takes as long as several may', async () => {
    const { room, tabs } = await openedRoom()
    eachLookMs = 60
    await amongThemAForgery(room, tabs)
  })

  it('are let in one after another when one of them takes long to judge', async () => {
    const { room, tabs } = await openedRoom()
    const [anas, bens, cats] = tabs
    const onCanvas = [...bens.board.tables.positions.keys()] as NoteId[]
    // So many rows that it cannot be judged without a pause, in few bytes.
    expect(onCanvas.length).toBeGreaterThan(100)
    saveTheme(anas.board, theme, { title: 'Before' })
    anas.send()
    moveNotes(bens.board, { notes: onCanvas, from: null, to: { is: 'tray' } })
    bens.send()
    saveTheme(cats.board, theme, { title: 'After' })
    cats.send()
    await room.rooms.read(room.board, () => undefined)
    expect([...room.document.tables.positions.keys()]).toEqual([])
    expect(['Before', 'After']).toContain(rowOf(room.document, 'themes', theme)?.title)
    for (const { guest } of tabs) expect([savedTo(guest), guest.closed]).toEqual([[1], []])
  })

  it('may be so many that they take several transactions', async () => {
    const { room, tabs } = await openedRoom()
    const [anas] = tabs
    for (let i = 1; i <= 1_500; i++) {
      saveTheme(anas.board, theme, { title: `Getting about ${i}` })
      anas.send()
    }
    await room.rooms.read(room.board, () => undefined)
    expect(rowOf(room.document, 'themes', theme)?.title).toBe('Getting about 1500')
    expect(savedTo(anas.guest).at(-1)).toBe(1_500)
  })

  it('are looked at though their sender has gone in the same moment', async () => {
    const { room, tabs } = await openedRoom()
    const id = newId<NoteId>()
    addNote(tabs[0].board, id, noteSaying('The signal went.', ana.author, 1))
    tabs[0].send()
    tabs[0].guest.close()
    await room.rooms.read(room.board, () => undefined)
    expect(rowOf(room.document, 'notes', id)?.said).toBe('The signal went.')
  })
})
