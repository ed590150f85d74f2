import { setTimeout as pause } from 'node:timers/promises'
import { opcodes } from '../../support/rawSocket.ts'
import { cpuMsOf, type Relay } from './contenders.ts'
import { Deliveries, type Receiver } from './Deliveries.ts'
import type { Hall } from './halls.ts'
import { paced } from './pacing.ts'
import { Traffic } from './Traffic.ts'
import { openVisitor, type Visitor } from './Visitor.ts'

/** People in one or several rooms, of whom some write. */
export type Crowd = {
  readonly deliveries: Deliveries
  /** Has each writer make so many edits, and waits until everyone has them all, for so long at most. */
  write(perSecond: number, seconds: number, patienceMs?: number): Promise<Written>
  leave(): Promise<void>
}
export type Written = {
  readonly sent: number
  readonly delivered: number
  readonly lacking: number
  readonly cpuMs: number
  /** From the first edit until everyone had the last. */
  readonly tookMs: number
  readonly framesPerReceiver: number
  readonly p50Ms: number
  readonly p99Ms: number
}

type Seat = { readonly visitor: Visitor; readonly receiver: Receiver }
type Writer = { readonly seat: Seat; readonly traffic: Traffic; readonly n: number }

/** Brings everyone in. @param writers of each room */
export async function crowdIn(relay: Relay, halls: readonly Hall[], writers: number): Promise<Crowd> {
  const deliveries = new Deliveries('update')
  const seats: Seat[] = []
  const writing: Writer[] = []
  for (const hall of halls) {
    const traffic = new Traffic(hall, writers)
    for (const [n, guest] of hall.guests.entries()) {
      const receiver = deliveries.receiver(
        relay.dialect(hall),
        n < writers ? traffic.clientIdOf(n) : undefined,
      )
      const visitor = await openVisitor(relay, hall, guest, {
        onFrame: (frame) => {
          receiver.heard(frame)
        },
      })
      const seat = { visitor, receiver }
      seats.push(seat)
      if (n < writers) writing.push({ seat, traffic, n })
    }
  }
  await pause(1_000) // for the greetings

  return {
    deliveries,
    async write(perSecond, seconds, patienceMs = 20_000) {
      const times = Math.round(perSecond * seconds)
      const edits = writing.map(({ traffic, n }) => traffic.next(n, times))
      deliveries.restart()
      const before = seats.map(({ receiver }) => receiver.frames)
      const cpuBeforeMs = cpuMsOf(relay.pid)
      const startMs = performance.now()
      await paced(
        writing.map(({ seat: { visitor } }, i) => ({
          perSecond,
          times,
          act(n) {
            const { update, clientId, clock } = edits[i]![n]!
            deliveries.sent(clientId, clock)
            visitor.socket.send(opcodes.binary, visitor.dialect.update(update))
          },
        })),
      )
      const expected = halls.reduce((sum, { guests }) => sum + (guests.length - 1) * writers * times, 0)
      const untilMs = performance.now() + patienceMs
      while (deliveries.delivered < expected && performance.now() < untilMs) await pause(5)
      const tookMs = performance.now() - startMs
      const frames = seats.reduce((sum, { receiver }, i) => sum + receiver.frames - before[i]!, 0)
      return {
        sent: deliveries.sentCount,
        delivered: deliveries.delivered,
        lacking: expected - deliveries.delivered,
        cpuMs: cpuMsOf(relay.pid) - cpuBeforeMs,
        tookMs,
        framesPerReceiver: frames / seats.length,
        p50Ms: deliveries.latencies.quantile(0.5),
        p99Ms: deliveries.latencies.quantile(0.99),
      }
    },
    async leave() {
      for (const { visitor } of seats) visitor.leave()
      await pause(200)
    },
  }
}
