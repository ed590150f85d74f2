import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import * as encoding from 'lib0/encoding'
import { afterEach, expect, it } from 'vitest'
import {
  awarenessFrame,
  readAwareness,
  readFrame,
  type AwarenessEntry,
} from '../../../server/rooms/framing.ts'
import { Connection } from '../../../server/rooms/Connection.ts'
import { Presence } from '../../../server/rooms/Presence.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { ParticipantId } from '../../../shared/model/ids.ts'
import { limits } from '../../../shared/model/limits.ts'
import { messageKinds } from '../../../shared/protocol/messages.ts'

const sent: Uint8Array[] = []
const presence = new Presence(
  (frames) => sent.push(...frames),
  1,
  () => true,
)
afterEach(() => {
  presence.stop()
})

it('shows a state of up to the limit, and passes over one beyond it without forgetting the last', async () => {
  const connection = new Connection(
    { participant: newId(), author: newId(), speaksOurs: true },
    { bufferedBytes: 0, send: () => undefined, close: () => undefined },
  )
  const hear = (clock: number, json: string) => {
    const message = readFrame(awarenessFrame([{ clientId: 5, clock, json }]))
    if (message.is !== 'awareness') throw new Error('no awareness')
    presence.hear(connection, message.states)
  }
  const shown = (): readonly AwarenessEntry[] => {
    const message = readFrame(presence.everyone()!)
    return message.is === 'awareness' ? readAwareness(message.states) : []
  }
  const small = JSON.stringify({ participant: connection.visitor.participant, stage: 'themes' })
  hear(1, small)
  expect(shown()).toHaveLength(1)
  // The same words, and blanks after them up to the limit: only its length tells one from the other.
  hear(2, small.padEnd(limits.presenceBytes))
  expect(shown()[0]).toMatchObject({ clock: 2 })
  hear(3, small.padEnd(limits.presenceBytes + 1))
  expect(shown()[0]).toMatchObject({ clock: 2 })
  await pause(5)
  expect(sent.length).toBeGreaterThan(0)
})

/** What a client may send while it points, and what a broken one might. */
const ID = 300
const stateAt = (participant: string, x: number | string) =>
  `{"participant":"${participant}","stage":"themes","cursor":{"x":${x},"y":2}}`
const oddity = fc.constantFrom(
  'none',
  'another id',
  'two states',
  'bytes behind the state',
  'bytes behind the states',
  'cut short',
  'a clock of too many bytes',
)
const message = fc.record({
  x: fc.oneof(fc.integer({ min: -99, max: 99 }), fc.constantFrom('01', '1.5', 'null', '"x":1')),
  clock: fc.nat(40),
  oddity: fc.oneof({ weight: 5, arbitrary: fc.constant('none' as const) }, { weight: 2, arbitrary: oddity }),
  at: fc.nat(),
})

function frameFrom(
  participant: string,
  { x, clock, oddity, at }: typeof message extends fc.Arbitrary<infer T> ? T : never,
) {
  const states = encoding.createEncoder()
  encoding.writeVarUint(states, oddity === 'two states' ? 2 : 1)
  for (let i = 0; i < (oddity === 'two states' ? 2 : 1); i++) {
    encoding.writeVarUint(states, oddity === 'another id' ? ID + 1 : ID)
    if (oddity === 'a clock of too many bytes')
      encoding.writeUint8Array(states, new Uint8Array(200).fill(0x80))
    encoding.writeVarUint(states, clock + i)
    encoding.writeVarString(
      states,
      stateAt(participant, x) + (oddity === 'bytes behind the state' ? ' ' : ''),
    )
  }
  if (oddity === 'bytes behind the states') encoding.writeVarUint(states, 7)
  const frame = encoding.createEncoder()
  encoding.writeVarUint(frame, messageKinds.awareness)
  encoding.writeVarUint8Array(frame, encoding.toUint8Array(states))
  const bytes = encoding.toUint8Array(frame)
  return oddity === 'cut short' ? bytes.subarray(0, at % bytes.length) : bytes
}

/** One person who points, in a room of their own. */
function pointing(participant: ParticipantId, readsMoves: boolean) {
  const presence = new Presence(
    () => undefined,
    1_000,
    () => true,
  )
  const connection = new Connection(
    { participant, author: newId(), speaksOurs: true },
    { bufferedBytes: 0, send: () => undefined, close: () => undefined },
  )
  let moves = 0
  return {
    stop: () => {
      presence.stop()
      return moves
    },
    /** @returns what everybody sees then */
    hear(frame: Uint8Array): unknown {
      try {
        if (readsMoves && presence.takeMove(connection, frame)) moves++
        else {
          const message = readFrame(frame)
          if (message.is === 'awareness') presence.hear(connection, message.states)
        }
      } catch {
        return 'closed'
      }
      return presence.everyone()
    },
  }
}

it('shows of somebody who moves what it would if all they send were read as a whole', () => {
  let moves = 0
  fc.assert(
    fc.property(fc.array(message, { minLength: 2, maxLength: 12 }), (messages) => {
      const participant = newId<ParticipantId>()
      const [quick, slow] = [pointing(participant, true), pointing(participant, false)]
      for (const each of messages) {
        const frame = frameFrom(participant, each)
        expect(quick.hear(frame)).toEqual(slow.hear(frame))
      }
      moves += quick.stop()
      slow.stop()
    }),
    { numRuns: 2_000 },
  )
  expect(moves, 'that were read off the bytes').toBeGreaterThan(500)
})
