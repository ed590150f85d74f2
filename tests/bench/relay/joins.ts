import { setTimeout as pause } from 'node:timers/promises'
import { cpuMsOf, type Relay } from './contenders.ts'
import { NOTHING } from './dialects.ts'
import type { Hall } from './halls.ts'
import { openVisitor } from './Visitor.ts'

export type Joined = {
  /** From the first packet until all was there that was lacking. */
  readonly tookMs: number
  readonly bytes: number
  /** Whether an answer came that held nothing though there was something: a client then shows an empty board. */
  readonly sawEmptyAnswer: boolean
}

/**
 * Somebody comes in and waits until everything they lack has come.
 * @param wanted bytes of updates that it takes
 * @param has the state vector of what they have
 */
export async function join(
  relay: Relay,
  hall: Hall,
  n: number,
  wanted: number,
  has: Uint8Array = NOTHING,
): Promise<Joined> {
  const startMs = performance.now()
  let bytes = 0
  let tookMs: number | undefined
  let sawEmptyAnswer = false
  let isAnswered = false
  const dialect = relay.dialect(hall)
  const visitor = await openVisitor(relay, hall, hall.guests[n % hall.guests.length]!, {
    has,
    onFrame(frame) {
      const heard = dialect.hear(frame)
      if (heard?.is !== 'update') return
      bytes += heard.update.length
      if (heard.isAnswer) {
        isAnswered = true
        sawEmptyAnswer ||= bytes < wanted
      }
      if (isAnswered && bytes >= wanted) tookMs ??= performance.now() - startMs
    },
  })
  const untilMs = startMs + 60_000
  while (tookMs === undefined) {
    if (performance.now() > untilMs || visitor.socket.hasEnded)
      throw new Error(`only ${bytes} of ${wanted} bytes came (${visitor.socket.closeCode ?? 'open'})`)
    await pause(1)
  }
  visitor.leave()
  return { tookMs, bytes, sawEmptyAnswer }
}

/** Several people, one after another. @returns each one's time, and processor time for one */
export async function joinInTurn(relay: Relay, hall: Hall, times: number, wanted: number) {
  const tookMs: number[] = []
  const cpuBeforeMs = cpuMsOf(relay.pid)
  for (let i = 0; i < times; i++) tookMs.push((await join(relay, hall, i, wanted)).tookMs)
  await pause(100)
  return { tookMs, cpuMs: (cpuMsOf(relay.pid) - cpuBeforeMs) / times }
}

/** Many at once. @returns how long it took until the last had everything */
export async function joinTogether(
  relay: Relay,
  hall: Hall,
  people: number,
  wanted: number,
  has?: Uint8Array,
): Promise<{ readonly tookMs: number; readonly cpuMs: number }> {
  const cpuBeforeMs = cpuMsOf(relay.pid)
  const startMs = performance.now()
  await Promise.all(Array.from({ length: people }, (_, i) => join(relay, hall, i, wanted, has)))
  const tookMs = performance.now() - startMs
  return { tookMs, cpuMs: cpuMsOf(relay.pid) - cpuBeforeMs }
}
