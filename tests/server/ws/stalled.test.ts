import { afterEach, describe, expect, it } from 'vitest'
import { rowOf } from '../../../shared/document/BoardDocument.ts'
import { writeRow } from '../../../shared/document/change.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { NoteId } from '../../../shared/model/ids.ts'
import { closeCodes, messageKinds } from '../../../shared/protocol/messages.ts'
import { DeafSocket, heldTogether } from '../../support/DeafSocket.ts'
import { eventually } from '../../support/eventually.ts'
import { opcodes } from '../../support/rawSocket.ts'
import { aNote, startRelay, type Client, type Relay, type Someone } from './relay.ts'

/*
 * Bytes are counted where they wait, so that the figure is the same on every machine and in every run. What the whole
 * process takes with real sockets, `npm run stalled` measures.
 */

const MIB = 1024 * 1024
const MOST_FOR_ONE = 8 * MIB
const MOST_IN_ALL = 50 * MIB

let relay: Relay | undefined
const deafOnes: DeafSocket[] = []
afterEach(async () => {
  for (const deaf of deafOnes.splice(0)) deaf.destroy()
  await relay?.stop()
  relay = undefined
})

type Written = { readonly note: NoteId; readonly said: string }

/** A board with a writer, and with somebody who reads. */
async function start(): Promise<{
  house: Relay
  reader: Client
  /** Writes notes of twenty thousand characters over some of forty, in one change. @returns the last of them */
  write(this: void, count?: number): Promise<Written>
}> {
  const house = (relay = await startRelay({ socketLimits: { closePatienceMs: 200 } }))
  const [writer, ben] = [await house.join('member'), await house.join('member')]
  const reader = house.connect(ben)
  await eventually(() => {
    expect(reader.provider.synced).toBe(true)
  })
  const notes = Array.from({ length: 40 }, () => newId<NoteId>())
  let written = 0
  return {
    house,
    reader,
    write: async (count = 1) => {
      const last = { note: notes[0]!, said: '' }
      await house.rooms.write(house.board, (document) => {
        for (let i = 0; i < count; i++) {
          last.note = notes[written % notes.length]!
          last.said = `${written++} `.padEnd(10_000, 'x')
          const row = { ...aNote(writer, last.said), impression: 'y'.repeat(10_000) }
          writeRow(document, 'notes', last.note, row)
        }
      })
      return last
    },
  }
}

async function connectDeaf({ server, board }: Relay, who: Someone): Promise<DeafSocket> {
  const deaf = new DeafSocket()
  deafOnes.push(deaf)
  deaf.upgrade(server, `/sync/${board}?as=${who.participant}&v=1`)
  await eventually(() => {
    expect(deaf.isOpen).toBe(true)
  })
  // The question for the state of somebody who has nothing.
  deaf.send(opcodes.binary, Uint8Array.of(messageKinds.sync, 0, 1, 0))
  await eventually(() => {
    // The server's own question, and its answer.
    expect(deaf.held.length).toBeGreaterThan(1)
  })
  return deaf
}

const readerHas = ({ document }: Client, { note, said }: Written) =>
  eventually(() => {
    expect(rowOf(document, 'notes', note)?.said).toBe(said)
  })

describe('someone who connects and never reads', () => {
  it.each([
    ['small changes', 1],
    ['long ones', 35],
  ])(
    'is let go before 8 MiB of %s wait for them, and those who read notice nothing',
    async (_, count) => {
      const { house, reader, write } = await start()
      const deaf = await connectDeaf(house, await house.join('member'))
      let most = 0
      let last: Uint8Array | undefined
      let written = await write()
      for (let bytes = 0; !deaf.destroyed && bytes < 2 * MOST_FOR_ONE; bytes += count * 20_000) {
        written = await write(count)
        most = Math.max(most, heldTogether([deaf]))
        last = deaf.held.at(-1) ?? last
      }
      await eventually(() => {
        expect(deaf.destroyed).toBe(true)
      })
      expect(most).toBeLessThanOrEqual(MOST_FOR_ONE)
      // It was not let go long before either: a phone in a tunnel may have a good deal waiting.
      expect(most).toBeGreaterThan(MOST_FOR_ONE - MIB)
      expect(Buffer.from(last ?? []).readUInt16BE(0)).toBe(closeCodes.tooSlow)
      await readerHas(reader, written)
      expect(reader.closeCode).toBeUndefined()
    },
    60_000,
  )

  it('costs less than 50 MiB though there are two hundred, each with another state to be sent', async () => {
    const { house, reader, write } = await start()
    await write(40)
    let most = 0
    let given = 0
    for (let i = 0; i < 200; i++) {
      // Since the document has changed, this one's answer is shared with nobody.
      const deaf = await connectDeaf(house, await house.join('member'))
      given += heldTogether([deaf])
      await write()
      most = Math.max(most, heldTogether(deafOnes))
    }
    // Had nobody been let go, it would have been far more.
    expect(given).toBeGreaterThan(2 * MOST_IN_ALL)
    expect(most).toBeGreaterThan(MOST_FOR_ONE)
    expect(most).toBeLessThan(MOST_IN_ALL)
    await readerHas(reader, await write())
    expect(reader.closeCode).toBeUndefined()
  }, 120_000)
})
