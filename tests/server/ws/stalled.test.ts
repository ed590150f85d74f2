import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { writeRow } from '../../../shared/document/change.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { NoteId } from '../../../shared/model/ids.ts'
import { connectBrowser, joinAsMember, makeBoard, type Client } from '../../bench/client.ts'
import type { ServerPeak, ServerReport } from '../../fuzz/serverProcess.ts'
import { opcodes, openRaw, type RawSocket } from '../../support/rawSocket.ts'

const READERS_THAT_STALL = 200
const NOTE_BYTES = 20_000
const NOTES_A_SECOND = 100
const MIB = 1024 * 1024

let child: ChildProcess | undefined
const clients: Client[] = []
const raws: RawSocket[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  for (const raw of raws.splice(0)) raw.destroy()
  if (child?.connected) {
    child.disconnect()
    await once(child, 'exit')
  }
  child = undefined
})

async function ask<T>(question: 'report' | 'peak'): Promise<T> {
  child?.send(question)
  const [answer] = (await once(child!, 'message')) as [T]
  return answer
}

describe('two hundred who connect and never read', () => {
  // Resident memory also tells how busy the machine was: a run may be repeated.
  it(
    'are dropped before they cost 50 MiB together, and those who read notice nothing',
    { retry: 2, timeout: 90_000 },
    async () => {
      child = fork(fileURLToPath(new URL('../../fuzz/serverProcess.ts', import.meta.url)), {
        execArgv: ['--expose-gc', '--import', 'tsx'],
      })
      const [{ port }] = (await once(child, 'message')) as [{ port: number }]
      const origin = `http://127.0.0.1:${port}`
      const board = await makeBoard(origin)
      const writer = await connectBrowser(origin, board.id, board.maker)
      // The same person in a second tab: each tab stays within what one connection may send.
      const secondTab = await connectBrowser(origin, board.id, board.maker)
      const reader = await connectBrowser(origin, board.id, await joinAsMember(origin, board, 'Ben'))
      clients.push(writer, secondTab, reader)
      const closed = vi.fn()
      for (const { provider } of clients) provider.on('connection-close', closed)

      const keys = Array.from({ length: 20 }, () => newId<NoteId>())
      const sentAtMs = new Map<number, number>()
      let slowestMs = 0
      reader.document.tables.notes.observe((event) => {
        for (const key of event.keysChanged) {
          const seen = Number(reader.document.tables.notes.get(key as NoteId)?.source)
          // What was written over before it left came along with what replaced it.
          for (const [edit, atMs] of sentAtMs) {
            if (edit > seen) break
            slowestMs = Math.max(slowestMs, performance.now() - atMs)
            sentAtMs.delete(edit)
          }
        }
      })
      let written = 0
      /** Two megabytes a second, over the same twenty notes, so that the board itself does not grow. */
      const writeFor = async (ms: number) => {
        const untilMs = performance.now() + ms
        const startMs = performance.now()
        const first = written
        while (performance.now() < untilMs) {
          const due = first + ((performance.now() - startMs) / 1000) * NOTES_A_SECOND
          while (written < due) {
            sentAtMs.set(written, performance.now())
            const { document } = written % 2 === 0 ? writer : secondTab
            writeRow(document, 'notes', keys[written % keys.length]!, {
              kind: 'heard',
              said: 'x'.repeat(NOTE_BYTES / 2),
              impression: 'y'.repeat(NOTE_BYTES / 2),
              language: '',
              conversation: null,
              quote: 'not asked',
              author: board.author,
              brought: 'written',
              source: String(written),
              import: null,
              addedAtMs: 1,
            })
            written++
          }
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
      }

      await writeFor(1_500)
      const before = await ask<ServerReport>('report')
      await ask<ServerPeak>('peak')
      await writeFor(2_000)
      const without = await ask<ServerPeak>('peak')

      const cookie = (await joinAsMember(origin, board, 'Mal')).cookie()
      for (let i = 0; i < READERS_THAT_STALL; i++) {
        const raw = await openRaw(origin, `/sync/${board.id}`, { headers: { cookie }, stall: true })
        expect(raw.status).toBe(101)
        raw.send(opcodes.binary, Uint8Array.of(0, 0, 1, 0))
        raws.push(raw)
      }
      slowestMs = 0
      const giveUpMs = performance.now() + 40_000
      while (raws.some(({ hasEnded }) => !hasEnded) && performance.now() < giveUpMs) {
        await writeFor(1_000)
        // Nothing is read here, so that a socket has gone shows when it writes.
        for (const raw of raws) raw.send(opcodes.pong, new Uint8Array())
      }
      const withThem = await ask<ServerPeak>('peak')
      expect(raws.filter(({ hasEnded }) => !hasEnded)).toHaveLength(0)
      await vi.waitFor(() => {
        expect(sentAtMs.size).toBe(0)
      }, 10_000)
      const after = await ask<ServerReport>('report')

      const mib = (bytes: number) => Math.round(bytes / MIB)
      console.log(
        `most resident: ${mib(without.rssBytes)} MiB without them, ${mib(withThem.rssBytes)} with; waiting for them ${mib(withThem.backlogBytes)}; at rest ${mib(before.rssBytes)} before, ${mib(after.rssBytes)} after; slowest edit ${Math.round(slowestMs)} ms`,
      )
      expect(withThem.backlogBytes).toBeGreaterThan(4 * MIB)
      expect(withThem.backlogBytes).toBeLessThan(50 * MIB)
      expect(withThem.rssBytes - without.rssBytes).toBeLessThan(50 * MIB)
      expect(after.backlogBytes).toBeLessThan(MIB)
      expect(closed).not.toHaveBeenCalled()
      expect(slowestMs).toBeLessThan(10_000)
    },
  )
})
