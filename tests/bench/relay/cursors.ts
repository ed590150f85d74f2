import * as encoding from 'lib0/encoding'
import { uint32 } from 'lib0/random'
import { setTimeout as pause } from 'node:timers/promises'
import type { PresenceState } from '../../../shared/protocol/presence.ts'
import { cpuMsOf, type Relay } from './contenders.ts'
import { Deliveries, type Receiver } from './Deliveries.ts'
import type { Guest, Hall } from './halls.ts'
import { paced } from './pacing.ts'
import { openVisitor, type Visitor } from './Visitor.ts'

export type Moved = {
  readonly sent: number
  readonly lacking: number
  /** Of one processor, while people moved. */
  readonly cpuShare: number
  readonly p99Ms: number
  readonly framesPerPersonAndSecond: number
  readonly bytesPerPersonAndSecond: number
}

type Seat = {
  readonly id: number
  readonly receiver: Receiver
  readonly visitor: Visitor
  readonly guest: Guest
  clock: number
}

/** Everyone in a room moves their pointer, so often a second. */
export async function moveCursors(
  relay: Relay,
  hall: Hall,
  perSecond: number,
  seconds: number,
  patienceMs = 10_000,
): Promise<Moved> {
  const deliveries = new Deliveries('awareness')
  const seats: Seat[] = []
  for (const guest of hall.guests) {
    const id = uint32()
    const receiver = deliveries.receiver(relay.dialect(hall), id)
    const visitor = await openVisitor(relay, hall, guest, {
      onFrame: (frame) => {
        receiver.heard(frame)
      },
    })
    seats.push({ id, receiver, visitor, guest, clock: 0 })
  }
  await pause(1_000) // for the greetings
  const move = (seat: Seat) => {
    seat.clock++
    deliveries.sent(seat.id, seat.clock)
    seat.visitor.say(seat.visitor.dialect.awareness(stateOf(seat.id, seat.clock, seat.guest)))
  }
  // So that everybody is known before it is measured.
  for (const seat of seats) move(seat)
  await pause(2_000)
  deliveries.restart()
  const before = seats.map(({ receiver: { frames, bytes } }) => ({ frames, bytes }))
  const cpuBeforeMs = cpuMsOf(relay.pid)
  const startMs = performance.now()
  const times = Math.round(perSecond * seconds)
  await paced(
    seats.map((seat) => ({
      perSecond,
      times,
      act: () => {
        move(seat)
      },
    })),
  )
  const movedMs = performance.now() - startMs
  const cpuMs = cpuMsOf(relay.pid) - cpuBeforeMs
  const sum = (of: 'frames' | 'bytes') =>
    seats.reduce((total, { receiver }, i) => total + receiver[of] - before[i]![of], 0)
  const [frames, bytes] = [sum('frames'), sum('bytes')]
  const expected = seats.length * (seats.length - 1) * times
  while (deliveries.delivered < expected && performance.now() - startMs < movedMs + patienceMs) await pause(5)
  const perPersonAndSecond = 1 / seats.length / (movedMs / 1000)
  for (const { visitor } of seats) visitor.leave()
  return {
    sent: deliveries.sentCount,
    lacking: expected - deliveries.delivered,
    cpuShare: cpuMs / movedMs,
    p99Ms: deliveries.latencies.quantile(0.99),
    framesPerPersonAndSecond: frames * perPersonAndSecond,
    bytesPerPersonAndSecond: bytes * perPersonAndSecond,
  }
}

/** An awareness update about one person, as our client sends it while a pointer moves over the canvas. */
function stateOf(id: number, clock: number, { participant }: Guest): Uint8Array {
  const state: PresenceState = { participant, stage: 'themes', cursor: { x: 100 + (clock % 900), y: 417 } }
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 1)
  encoding.writeVarUint(encoder, id)
  encoding.writeVarUint(encoder, clock)
  encoding.writeVarString(encoder, JSON.stringify(state))
  return encoding.toUint8Array(encoder)
}
