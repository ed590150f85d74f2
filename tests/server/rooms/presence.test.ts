import { setTimeout as pause } from 'node:timers/promises'
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
import { limits } from '../../../shared/model/limits.ts'

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
