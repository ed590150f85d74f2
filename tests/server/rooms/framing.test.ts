import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import { readAwareness, readFrame } from '../../../server/rooms/framing.ts'
import { messageKinds } from '../../../shared/protocol/messages.ts'

/** A frame as it lies in memory: with another person's words right behind it. */
function inMemory(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  write(encoder)
  const frame = encoding.toUint8Array(encoder)
  const memory = Buffer.alloc(frame.length + 200, 'somebody else’s words ')
  memory.set(frame)
  return memory.subarray(0, frame.length)
}

describe('a frame that announces more bytes than it has', () => {
  it.each([0, 1, 2])('is refused when it is a sync message of type %i', (type) => {
    const frame = inMemory((encoder) => {
      encoding.writeVarUint(encoder, messageKinds.sync)
      encoding.writeVarUint(encoder, type)
      encoding.writeVarUint(encoder, 100)
    })
    expect(() => readFrame(frame)).toThrow('end of array')
  })

  it('is refused when it is awareness', () => {
    const frame = inMemory((encoder) => {
      encoding.writeVarUint(encoder, messageKinds.awareness)
      encoding.writeVarUint(encoder, 100)
    })
    expect(() => readFrame(frame)).toThrow('end of array')
  })

  it('is refused when it is a state within awareness', () => {
    const states = inMemory((encoder) => {
      for (const number of [1, 7, 1, 100]) encoding.writeVarUint(encoder, number)
    })
    expect(() => readAwareness(states)).toThrow('end of array')
  })
})
