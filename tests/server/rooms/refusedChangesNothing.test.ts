import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { addNote, writeRow } from '../../../shared/document/change.ts'
import { addTheme } from '../../../shared/document/placing.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { NoteId, ThemeId } from '../../../shared/model/ids.ts'
import { closeCodes } from '../../../shared/protocol/messages.ts'
import { sqliteStorage } from '../../../server/storage/sqlite/sqliteStorage.ts'
import { eventually } from '../../support/eventually.ts'
import { aNote, startRelay, type Client, type Relay, type Someone } from '../ws/relay.ts'

let relay: Relay
let folder: string
let ana: Someone
let ben: Someone
let bens: Client
/** Every message that reached Ben. */
let heardByBen: unknown[]
const hers = newId<NoteId>()
const transport = newId<ThemeId>()

async function begin(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'refused-'))
  relay = await startRelay({ storage: sqliteStorage({ file: join(folder, 'board.db') }) })
  ana = await relay.join('member')
  ben = await relay.join('member')
  const anas = relay.connect(ana)
  bens = relay.connect(ben)
  await synced(anas)
  await synced(bens)
  addNote(anas.document, hers, aNote(ana))
  addTheme(anas.document, transport, { title: 'Transport', colour: 'blue', addedAtMs: 1 }, undefined)
  await eventually(() => {
    expect(bens.document.tables.themes.has(transport)).toBe(true)
  })
  // Who went is said once; from here on nothing is under way.
  anas.provider.destroy()
  await eventually(() => {
    expect(bens.awareness.getStates().size).toBeLessThanOrEqual(1)
  })
  heardByBen = []
  bens.document.doc.on('update', (update: Uint8Array) => heardByBen.push(update))
  bens.awareness.on('change', (change: unknown) => heardByBen.push(change))
}

afterEach(async () => {
  await relay.stop()
  await rm(folder, { recursive: true })
})

const synced = (client: Client) =>
  eventually(() => {
    expect(client.provider.synced).toBe(true)
  })

/** All that there is of the board: what the room serves, what the store keeps, what another person has. */
async function everything() {
  const { update, etag } = await relay.rooms.snapshot(relay.board)
  const stored = await relay.storage.loadDocument(relay.board)
  return { update, etag, stored, bens: Y.encodeStateAsUpdate(bens.document.doc), heard: [...heardByBen] }
}

const strangers = new Y.Doc()

/** What someone with a client of their own making may try; each is refused whole. */
const attempts: readonly [string, (client: Client, who: Someone) => void][] = [
  [
    'another’s words, among one’s own',
    ({ document }, who) => {
      document.doc.transact(() => {
        addNote(document, newId<NoteId>(), aNote(who))
        writeRow(document, 'notes', hers, { ...aNote(ana), said: 'Everything is fine' })
      })
    },
  ],
  [
    'the deletion of all that there is',
    ({ document }) => {
      document.doc.transact(() => {
        for (const table of Object.values(document.tables)) for (const key of table.keys()) table.delete(key)
      })
    },
  ],
  [
    'a table that does not exist',
    ({ document }) => {
      document.doc.getMap('votes').set('a', 1)
    },
  ],
  [
    'a root that is a list',
    ({ document }) => {
      document.doc.getArray('list').push(['x'])
    },
  ],
  [
    'one’s own role',
    ({ document }, { participant }) => {
      const me = document.tables.people.get(participant)
      if (me) document.tables.people.set(participant, { ...me, role: 'facilitator' })
    },
  ],
  [
    'a subdocument',
    ({ document }) => {
      document.doc.getMap('notes').set(newId(), strangers)
    },
  ],
]

it.each(attempts)(
  'changes nothing anywhere when it is refused: %s',
  async (_, attempt) => {
    await begin()
    const mallory = await relay.join('member')
    const mallorys = relay.connect(mallory)
    await synced(mallorys)
    await eventually(() => {
      expect(bens.document.tables.people.has(mallory.participant)).toBe(true)
    })
    await relay.rooms.read(relay.board, () => undefined)
    heardByBen.length = 0
    const before = await everything()

    attempt(mallorys, mallory)
    await eventually(() => {
      expect(mallorys.closeCode).toBe(closeCodes.refused)
    })
    expect(mallorys.heard.at(-1)?.kind).toBe('denied')
    // What someone else does next comes through, and is all that comes.
    expect(await everything()).toEqual(before)
    const savedBefore = bens.heard.length
    addNote(bens.document, newId<NoteId>(), aNote(ben, 'Still here'))
    await eventually(() => {
      expect(bens.heard.slice(savedBefore).map(({ kind }) => kind)).toEqual(['saved'])
    })
    const after = await everything()
    expect(after.heard).toHaveLength(1)
    expect(after.stored.tail).toHaveLength(before.stored.tail.length + 1)
    expect(after.stored.bindings.map(({ participant }) => participant)).not.toContain(mallory.participant)
    expect(Y.encodeStateAsUpdate(bens.document.doc)).toEqual(after.update)
  },
  60_000,
)
