import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { memoryStorage } from '../../../server/storage/memory/memoryStorage.ts'
import { sqliteStorage } from '../../../server/storage/sqlite/sqliteStorage.ts'
import { addNote } from '../../../shared/document/change.ts'
import { addTheme, moveNotes } from '../../../shared/document/placing.ts'
import { openBoardDocument, rowOf } from '../../../shared/document/BoardDocument.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { NoteId, ThemeId } from '../../../shared/model/ids.ts'
import { closeCodes } from '../../../shared/protocol/messages.ts'
import { aNote, heldStorage, startRelay, type Client, type Relay } from './relay.ts'
import { eventually } from '../../support/eventually.ts'

let relay: Relay | undefined
/** Lets go of a commit that a failed test still holds, so that the relay can stop. */
let letGo: (() => void) | undefined
afterEach(async () => {
  letGo?.()
  await relay?.stop()
  relay = undefined
})
const start = async (...options: Parameters<typeof startRelay>) => (relay = await startRelay(...options))

const synced = (client: Client) =>
  eventually(() => {
    expect(client.provider.synced).toBe(true)
  })
const saidIn = (client: Client, note: NoteId) => rowOf(client.document, 'notes', note)?.said
const lastSaved = (client: Client) => client.heard.filter(({ kind }) => kind === 'saved').at(-1)?.message['n']
/** Long enough for anything that is on its way to arrive. */
const aWhile = () => pause(150)

describe('a board that people have open', () => {
  it('brings what one stock y-websocket client writes to another', async () => {
    const { join: take, connect } = await start()
    const [ana, ben] = [await take('member'), await take('officer')]
    const [anas, bens] = [connect(ana, { stock: true }), connect(ben, { stock: true })]
    await Promise.all([synced(anas), synced(bens)])
    const [note, theme] = [newId<NoteId>(), newId<ThemeId>()]
    addNote(anas.document, note, aNote(ana))
    await eventually(() => {
      expect(saidIn(bens, note)).toBe('The bus comes twice a day')
    })
    addTheme(bens.document, theme, { title: 'Getting about', colour: 'teal', addedAtMs: 1 }, undefined)
    moveNotes(bens.document, { notes: [note], from: null, to: { is: 'theme', theme, before: null } })
    await eventually(() => {
      expect(rowOf(anas.document, 'placements', `${note}/${theme}`)?.present).toBe(true)
    })
    expect(anas.document.doc.toJSON()).toEqual(bens.document.doc.toJSON())
  })

  it('shows nobody what is not yet on disk, by any way, and says saved only when it is', async () => {
    const storage = heldStorage(memoryStorage())
    const { join: take, connect, rooms, board } = await start({ storage })
    const [ana, ben, cat] = [await take('member'), await take('member'), await take('member')]
    const [anas, bens] = [connect(ana), connect(ben)]
    await Promise.all([synced(anas), synced(bens)])
    await eventually(() => {
      expect(lastSaved(anas)).toBe(1) // the answer to the server's own step 1
    })

    storage.hold()
    letGo = () => {
      storage.release()
    }
    const note = newId<NoteId>()
    addNote(anas.document, note, aNote(ana))
    await aWhile()
    const cats = connect(cat)
    let hasRead = false
    const reading = rooms.read(board, (state) => state.notes.has(note)).finally(() => (hasRead = true))
    let snapshot: Uint8Array | undefined
    const loading = rooms.snapshot(board).then(({ update }) => (snapshot = update))
    await aWhile()
    expect(saidIn(bens, note)).toBeUndefined()
    expect(saidIn(cats, note)).toBeUndefined()
    expect(lastSaved(anas)).toBe(1)
    expect(hasRead).toBe(false)
    expect(snapshot).toBeUndefined()

    storage.release()
    await eventually(() => {
      expect(saidIn(bens, note)).toBeDefined()
      expect(saidIn(cats, note)).toBeDefined()
      expect(lastSaved(anas)).toBe(2)
    })
    expect(await reading).toBe(true)
    const fresh = new Y.Doc()
    Y.applyUpdate(fresh, await loading)
    expect(fresh.getMap('notes').has(note)).toBe(true)
  })

  it('refuses what an observer writes, and nobody else sees it', async () => {
    const { join: take, connect, rooms, board } = await start()
    const [watcher, ben] = [await take('observer'), await take('member')]
    const [watchers, bens] = [connect(watcher), connect(ben)]
    await Promise.all([synced(watchers), synced(bens)])
    const note = newId<NoteId>()
    addNote(watchers.document, note, aNote(watcher))
    await eventually(() => {
      expect(watchers.closeCode).toBe(closeCodes.refused)
    })
    expect(watchers.heard.at(-1)).toEqual({
      kind: 'denied',
      message: { n: 2, rows: [`notes/${note}`], reason: 'reads-only' },
    })
    await aWhile()
    expect(saidIn(bens, note)).toBeUndefined()
    expect(await rooms.read(board, (state) => state.notes.size)).toBe(0)
  })

  it('refuses a message that is too large before it is ever read, and says so', async () => {
    const { join: take, connect } = await start()
    const anas = connect(await take('member'))
    await synced(anas)
    anas.document.doc.getMap('notes').set('big', 'x'.repeat(1_100_000))
    await eventually(() => {
      expect(anas.closeCode).toBe(closeCodes.refused)
    })
    expect(anas.heard.at(-1)?.message).toMatchObject({ reason: 'too-large' })
  })

  it('asks again instead of refusing when an update builds on one that is missing', async () => {
    const { join: take, connect, rooms, board } = await start()
    const ana = await take('member')
    const anas = connect(ana)
    await synced(anas)
    const [lost, next] = [newId<NoteId>(), newId<NoteId>()]
    // The provider sends nothing while it takes itself for disconnected, and never makes up for it by itself.
    anas.provider.wsconnected = false
    addNote(anas.document, lost, aNote(ana))
    anas.provider.wsconnected = true
    addNote(anas.document, next, aNote(ana))
    await eventually(async () => {
      expect(await rooms.read(board, (state) => [...state.notes.keys()].sort())).toEqual([lost, next].sort())
    })
    await eventually(() => {
      expect(lastSaved(anas)).toBe(3) // step 2, the update that showed the gap, the second step 2
    })
    expect(anas.closeCode).toBeUndefined()
  })

  it('tells everyone when the store fails, takes nothing, and goes on once it works again', async () => {
    const storage = heldStorage(memoryStorage())
    const { join: take, connect } = await start({ storage })
    const [ana, ben] = [await take('member'), await take('member')]
    const [anas, bens] = [connect(ana), connect(ben)]
    await Promise.all([synced(anas), synced(bens)])
    storage.fail(true)
    const note = newId<NoteId>()
    addNote(anas.document, note, aNote(ana))
    await eventually(() => {
      expect([anas.closeCode, bens.closeCode]).toEqual([closeCodes.storeFailing, closeCodes.storeFailing])
    })
    expect(bens.heard.at(-1)).toEqual({ kind: 'notice', message: { is: 'store-failing' } })
    expect(saidIn(bens, note)).toBeUndefined()
    storage.fail(false)
    // y-websocket comes back by itself, and the author's client still has the note.
    await vi.waitFor(() => {
      expect(saidIn(bens, note)).toBeDefined()
    }, 5000)
  })

  it('is read again from SQLite after a restart, with whose client ids are whose', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'common-thread-'))
    const file = join(folder, 'boards.db')
    const first = await start({ storage: sqliteStorage({ file }) })
    const [ana, ben] = [await first.join('member'), await first.join('member')]
    const before = first.connect(ana)
    await synced(before)
    const note = newId<NoteId>()
    addNote(before.document, note, aNote(ana))
    await eventually(() => {
      expect(lastSaved(before)).toBe(2)
    })
    const anasClientId = before.document.doc.clientID
    await first.stop()

    const second = await start({ storage: sqliteStorage({ file }), board: first.board })
    const bens = second.connect(ben)
    await synced(bens)
    expect(saidIn(bens, note)).toBe('The bus comes twice a day')
    const forger = new Y.Doc()
    Y.applyUpdate(forger, Y.encodeStateAsUpdate(bens.document.doc))
    forger.clientID = anasClientId
    addNote(openBoardDocument(forger), newId<NoteId>(), aNote(ben))
    Y.applyUpdate(bens.document.doc, Y.encodeStateAsUpdate(forger))
    await eventually(() => {
      expect(bens.closeCode).toBe(closeCodes.refused)
    })
    await second.stop()
    relay = undefined
    await rm(folder, { recursive: true })
  })

  it('turns away who is nobody here, and sends old pages and erased boards away for good', async () => {
    const { join: take, connect, rooms, board } = await start()
    const ana = await take('member')
    const old = connect(ana, { params: { v: '0' } })
    const stale = connect(ana, { params: { epoch: '7' } })
    const right = connect(ana, { params: { epoch: '1' } })
    await synced(right)
    await eventually(() => {
      expect([old.closeCode, stale.closeCode]).toEqual([closeCodes.reloadForSchema, closeCodes.boardErased])
    })
    expect(await rooms.connected(board)).toEqual(new Set([ana.participant]))
    await rooms.disconnect(board, ana.participant, closeCodes.removed)
    await eventually(() => {
      expect(right.closeCode).toBe(closeCodes.removed)
    })
  })
})
