import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addNote } from '../../shared/document/change.ts'
import { newId } from '../../shared/document/newId.ts'
import type { NoteId } from '../../shared/model/ids.ts'
import { aNote } from '../server/ws/relay.ts'
import { diceOf } from '../server/rooms/guard/Dice.ts'
import { eventually } from '../support/eventually.ts'
import { startProduct } from '../support/product.ts'
import { whyNoTrace } from '../support/strace.ts'
import { Ledger } from './Ledger.ts'
import { gatherPeople } from './people.ts'
import { systemCallsIn, type SystemCall } from './systemCalls.ts'
import { Writer } from './Writer.ts'

/*
 * A process that is killed leaves what it has written to the system, which writes it to the disk in its own time; a
 * power cut does not. So that the disk was reached is shown by the system calls themselves.
 */

const whyNot = whyNoTrace()
if (whyNot !== undefined) console.warn(`Not tested: ${whyNot}`)
const TRACED = 'pwrite64,pwritev,write,writev,sendto,sendmsg,sendmmsg,fsync,fdatasync'
const NOTES = 16

describe.skipIf(whyNot !== undefined)('what reaches the disk, by the system calls', () => {
  const folder = mkdtempSync(join(tmpdir(), 'common-thread-trace-'))
  const words = Array.from({ length: NOTES }, (_, i) => `Note-${String(i).padStart(2, '0')}-of-${NOTES}`)
  let calls: SystemCall[] = []
  /** The message, as the writer counts them, in which each note left. */
  const messageOf = new Map<string, number>()

  beforeAll(async () => {
    const trace = join(folder, 'trace')
    const product = await startProduct('127.0.0.1', {
      logLevel: 'info',
      // -D: the product itself is our child, and gets our signals. A page of 4096 bytes is shown whole.
      through: ['strace', '-D', '-f', '-y', '-s', '9000', '-e', `trace=${TRACED}`, '-o', trace],
    })
    try {
      const [writer, reader] = await twoPeople(product.url)
      for (const [i, each] of words.entries()) {
        const run = () => {
          addNote(
            writer.document,
            newId<NoteId>(),
            aNote({ participant: writer.who.id, author: writer.who.authorKey }, each),
          )
        }
        messageOf.set(each, writer.sentCount + 1)
        await writer.do({ is: 'edit', run }, () => false)
        // Half of them one after another, the others all at once.
        if (i < NOTES / 2) await writer.saved()
      }
      await writer.saved()
      await eventually(() => {
        expect(reader.document.tables.notes.size).toBe(NOTES)
      })
      for (const one of [writer, reader]) one.leave()
    } finally {
      await product.stop()
    }
    // The tracer writes the end of its file after the product has ended.
    await eventually(() => {
      expect(readFileSync(trace, 'utf8').slice(-100)).toMatch(/\+\+\+ exited with 0 \+\+\+\n$/)
    })
    calls = systemCallsIn(readFileSync(trace, 'utf8'))
  }, 120_000)
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  const isToLog = ({ of }: SystemCall) => of.endsWith('/boards.db-wal')
  const isToSocket = ({ of }: SystemCall) => of.startsWith('TCP:') || of.startsWith('socket:')
  const isSync = ({ name }: SystemCall) => name === 'fsync' || name === 'fdatasync'
  /** Where in the trace a note's words had reached the disk: the end of the first sync after they were written. */
  const onDisk = (each: string): number => {
    const written = calls.find((call) => isToLog(call) && !isSync(call) && call.text.includes(each))
    if (!written) throw new Error(`${each} was never written to the log`)
    const sync = calls.find(
      (call) => isToLog(call) && isSync(call) && call.succeeded && call.began > written.ended,
    )
    return sync?.ended ?? Infinity
  }

  it('is synced before any other person is sent it', () => {
    for (const each of words) {
      const sent = calls.filter((call) => isToSocket(call) && call.text.includes(each))
      expect(sent.length).toBeGreaterThan(0)
      for (const call of sent) expect(call.began).toBeGreaterThan(onDisk(each))
    }
  })

  it('is synced before its author is told that it is saved', () => {
    const told = calls.filter(isToSocket).flatMap((call) =>
      // Strace writes a quotation mark as \".
      [...call.text.matchAll(/\{\\"n\\":(\d+)\}/g)].map(([, n]) => ({ n: Number(n), began: call.began })),
    )
    for (const each of words) {
      const first = told.find(({ n }) => n >= (messageOf.get(each) ?? Infinity))
      expect(first?.began).toBeGreaterThan(onDisk(each))
    }
  })
})

async function twoPeople(origin: string): Promise<[Writer, Writer]> {
  const [facilitator, member] = await gatherPeople(origin, ['member'])
  const join = async (person = facilitator) => {
    const parts = { origin, board: person.board, person, ledger: new Ledger(), dice: diceOf(1) }
    const onFault = (fault: string) => {
      throw new Error(fault)
    }
    const one = new Writer({ ...parts, onFault })
    await one.connect()
    return one
  }
  return [await join(), await join(member)]
}
