import { setTimeout as pause } from 'node:timers/promises'
import { startRelay, type ContenderName } from './contenders.ts'
import type { Closing } from '../closing.ts'
import { crowdIn } from './fanOut.ts'
import type { Hall } from './halls.ts'
import { figure } from '../statistics.ts'

/** Beyond this a room does not feel live. */
const MOST_P99_MS = 200
const PROBE_SECONDS = 3
const WARM_UP_SECONDS = 4
/** Each probe asks for so much more than the last that held. */
const STEP = 1.4
const RECOVERED_WITHIN_MS = 5_000

export type Ceiling = {
  /** Deliveries a second, the most with which all arrived and 99 of 100 within 200 ms. */
  readonly deliveredPerSecond: number
  readonly p99Ms: number
  /** After twice that load: how long until an edit arrives within 200 ms; undefined if it did not. */
  readonly recoveredMs: number | undefined
}

/** The most that a relay delivers to one room in which everyone writes, each probe on a relay of its own. */
export async function ceilingOf(
  name: ContenderName,
  hall: Hall,
  fromPerSecond: number,
  closing: Closing,
): Promise<Ceiling> {
  const people = hall.guests.length
  const probe = async (perSecond: number) => {
    const relay = await startRelay(name, [hall], closing)
    try {
      const crowd = await crowdIn(relay, [hall], people)
      // Until ids are known and code is compiled: a relay at work has been so for long.
      await crowd.write(perSecond / 2, WARM_UP_SECONDS)
      await crowd.write(perSecond, PROBE_SECONDS, 10_000)
      const written = await crowd.write(perSecond, PROBE_SECONDS, 10_000)
      const holds = written.lacking === 0 && written.p99Ms <= MOST_P99_MS
      await crowd.leave()
      const delivered = written.delivered / (written.tookMs / 1000)
      console.log(
        `    ${figure(delivered)} a second: p99 ${figure(written.p99Ms)} ms${holds ? '' : ', too much'}`,
      )
      return { ...written, holds, perSecond: delivered }
    } finally {
      await relay.stop()
    }
  }
  // Another program may have spoilt the first attempt, unless it was far off.
  const twice = async (perSecond: number) => {
    const first = await probe(perSecond)
    return first.holds || first.p99Ms > 5 * MOST_P99_MS ? first : probe(perSecond)
  }
  let perSecond = fromPerSecond
  let best = await twice(perSecond)
  while (!best.holds) best = await twice((perSecond /= STEP))
  for (;;) {
    const next = await twice(perSecond * STEP)
    if (!next.holds) break
    best = next
    perSecond *= STEP
  }
  const recoveredMs = await recoveryAfter(name, hall, 2 * perSecond, closing)
  return { deliveredPerSecond: best.perSecond, p99Ms: best.p99Ms, recoveredMs }
}

/**
 * How long after such a load has ended a single edit arrives within 200 ms again, between two who were in the room and
 * wrote nothing: whoever brought the load has been slowed down by some relays, and waits for themselves.
 */
async function recoveryAfter(
  name: ContenderName,
  hall: Hall,
  perSecond: number,
  closing: Closing,
): Promise<number | undefined> {
  const relay = await startRelay(name, [hall], closing)
  try {
    const loud = { ...hall, guests: hall.guests.slice(0, -2) }
    const quiet = { ...hall, guests: hall.guests.slice(-2) }
    const crowd = await crowdIn(relay, [loud], loud.guests.length)
    const pair = await crowdIn(relay, [quiet], 2)
    await crowd.write(perSecond / 4, WARM_UP_SECONDS)
    await pair.write(1, 2)
    await crowd.write(perSecond, PROBE_SECONDS, 0)
    const endMs = performance.now()
    while (performance.now() - endMs < 2 * RECOVERED_WITHIN_MS) {
      const { p99Ms, lacking } = await pair.write(1, 1, MOST_P99_MS)
      if (lacking === 0 && p99Ms <= MOST_P99_MS) return performance.now() - endMs
      await pause(100)
    }
    return undefined
  } finally {
    await relay.stop()
  }
}
