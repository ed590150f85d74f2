import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { batchesIn } from '../../../server/storage/sqlite/batches.ts'
import { openDatabase, type Database } from '../../../server/storage/sqlite/database.ts'
import { documentsIn } from '../../../server/storage/sqlite/documents.ts'
import { tailsOf } from '../../../server/storage/sqlite/tails.ts'
import { openSqliteStore } from '../../../server/storage/sqlite/sqliteStore.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { ParticipantId } from '../../../shared/model/ids.ts'
import { messageKinds } from '../../../shared/protocol/messages.ts'
import type { PresenceState } from '../../../shared/protocol/presence.ts'
import { crowdedBoard } from '../../bench/crowdedBoard.ts'
import { aBoard } from '../../contract/storage.ts'
import { eventually } from '../../support/eventually.ts'
import { openFilledRoom, syncFrame, type FilledRoom, type Guest } from './filledRoom.ts'

/*
 * What things cost that does not depend on the machine: frames, bytes, statements. Each of these numbers has a reason; it
 * may fall, and whoever lets it rise says why.
 */

const PEOPLE = 50
const crowd = crowdedBoard({ notes: 500, themes: 4, authors: 4 })
const state = Y.encodeStateAsUpdate(crowd.board.doc)

let room: FilledRoom | undefined
const undo: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  await room?.rooms.stop()
  room = undefined
  for (const each of undo.splice(0).reverse()) await each()
})

type Person = {
  readonly guest: Guest
  readonly participant: ParticipantId
  readonly id: number
  clock: number
}

async function aHall(): Promise<readonly Person[]> {
  room = await openFilledRoom(crowd.board.doc, [], { awarenessTickMs: 20 })
  const people: Person[] = []
  for (let id = 1; id <= PEOPLE; id++) {
    const { participant, author } = crowd.authors[id % crowd.authors.length]!
    const guest = await room.enter({ participant, author, speaksOurs: true })
    people.push({ guest, participant, id: 2 ** 31 + id, clock: 0 })
  }
  return people
}

function move(person: Person): void {
  const { participant, id } = person
  person.clock++
  const shown: PresenceState = { participant, stage: 'themes', cursor: { x: 900 + person.clock, y: 1417 } }
  const states = encoding.createEncoder()
  encoding.writeVarUint(states, 1)
  encoding.writeVarUint(states, id)
  encoding.writeVarUint(states, person.clock)
  encoding.writeVarString(states, JSON.stringify(shown))
  const frame = encoding.createEncoder()
  encoding.writeVarUint(frame, messageKinds.awareness)
  encoding.writeVarUint8Array(frame, encoding.toUint8Array(states))
  person.guest.receive(encoding.toUint8Array(frame))
}

const forget = (people: readonly Person[]) => {
  for (const { guest } of people) guest.sent.length = 0
}

describe('a tick of cursors', () => {
  it('is one frame for everyone, of eleven bytes for each who moved', async () => {
    const people = await aHall()
    for (const person of people) move(person)
    const hasAll = ({ guest }: Person) => guest.sent.some((frame) => frame.length > 50 * PEOPLE)
    await eventually(() => {
      expect(people.every(hasAll), 'who is here').toBe(true)
    })
    forget(people)
    // Several times within the tick: the last counts.
    for (let times = 0; times < 3; times++) for (const person of people) move(person)
    await eventually(() => {
      expect(people.every(({ guest }) => guest.sent.length > 0)).toBe(true)
    })
    const [first] = people[0]!.guest.sent
    for (const { guest } of people) {
      expect(guest.sent).toHaveLength(1)
      expect(guest.sent[0], 'one and the same, which is put on the wire once').toBe(first)
    }
    expect(first![0]).toBe(messageKinds.moved)
    expect(first!.length).toBeLessThanOrEqual(2 + 11 * PEOPLE)
  })

  it('reads nobody’s state as JSON who has only moved', async () => {
    const people = await aHall()
    const read = vi.spyOn(JSON, 'parse')
    undo.push(() => {
      read.mockRestore()
    })
    for (const person of people) move(person)
    expect(read).toHaveBeenCalledTimes(PEOPLE)
    for (let times = 0; times < 3; times++) for (const person of people) move(person)
    expect(read).toHaveBeenCalledTimes(PEOPLE)
  })
})

describe('coming in', () => {
  it('is two frames, one and the same for all who have nothing, with hardly more than the document', async () => {
    const people = await aHall()
    for (const { guest } of people) guest.receive(syncFrame('step1', Uint8Array.of(0)))
    await eventually(() => {
      expect(people.every(({ guest }) => guest.sent.length === 2)).toBe(true)
    })
    const [question, answer] = people[0]!.guest.sent
    for (const { guest } of people) {
      expect(guest.sent[0]).toBe(question)
      expect(guest.sent[1]).toBe(answer)
    }
    expect(answer!.length).toBeLessThanOrEqual(state.length + 10)
    expect(question!.length).toBeLessThan(100)
  })

  it('again with everything is nothing but the deletions', async () => {
    const people = await aHall()
    const level = Y.encodeStateVector(crowd.board.doc)
    for (const { guest } of people) guest.receive(syncFrame('step1', level))
    await eventually(() => {
      expect(people.every(({ guest }) => guest.sent.length === 2)).toBe(true)
    })
    expect(people[0]!.guest.sent[1]!.length).toBeLessThanOrEqual(
      Y.encodeStateAsUpdate(crowd.board.doc, level).length + 10,
    )
  })
})

describe('a flush', () => {
  it('is one transaction, with two statements for all rooms and one for each client id that is new', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'common-thread-costs-'))
    undo.push(() => rm(folder, { recursive: true }))
    const file = join(folder, 'boards.sqlite')
    const store = await openSqliteStore(file)
    const boards = Array.from({ length: 20 }, aBoard)
    for (const board of boards) store.createBoard(board)
    store.close()
    const database = openDatabase(file)
    undo.push(() => {
      database.close()
    })
    const ran = { statements: 0, transactions: 0 }
    const batches = batchesIn(counting(database, ran))
    const documents = documentsIn(counting(database, ran), batches, tailsOf(batches))
    // Opening reads what lies there already.
    ran.statements = 0
    const update = Buffer.from('a change')
    documents.appendUpdates(boards.map(({ id }) => ({ board: id, update, bindings: [] })))
    expect(ran).toEqual({ statements: 2, transactions: 1 })
    const bindings = [{ clientId: 7, participant: newId<ParticipantId>() }]
    documents.appendUpdates([{ board: boards[0]!.id, update, bindings }])
    expect(ran).toEqual({ statements: 5, transactions: 2 })
  })
})

/** The database, whose statements are counted as they run. */
function counting(database: Database, ran: { statements: number; transactions: number }): Database {
  return {
    ...database,
    prepare(sql) {
      const statement = database.prepare(sql)
      return {
        run(...values) {
          ran.statements++
          return statement.run(...values)
        },
        all(...values) {
          ran.statements++
          return statement.all(...values)
        },
      }
    },
    transaction(work) {
      ran.transactions++
      return database.transaction(work)
    },
  }
}
