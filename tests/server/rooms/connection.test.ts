import { describe, expect, it } from 'vitest'
import * as decoding from 'lib0/decoding'
import { Connection, type Transport } from '../../../server/rooms/Connection.ts'
import { keepAliveFrame } from '../../../server/rooms/framing.ts'
import { newId } from '../../../shared/document/newId.ts'
import { closeCodes } from '../../../shared/protocol/messages.ts'

function aConnection() {
  const sent: Uint8Array[] = []
  const closed: number[] = []
  const transport = {
    bufferedBytes: 0,
    send: (frame) => {
      sent.push(frame)
    },
    close: (code) => {
      closed.push(code)
    },
  } satisfies Transport
  const connection = new Connection({ participant: newId(), author: newId(), speaksOurs: true }, transport)
  /** Counts as one more sync message from the client. */
  const receive = () => connection.counted('update')
  const saved = () =>
    sent.map((frame) => {
      const decoder = decoding.createDecoder(frame)
      decoding.readVarUint(decoder)
      return (JSON.parse(decoding.readVarString(decoder)) as { n: number }).n
    })
  return { connection, transport, sent, closed, receive, saved }
}

describe('a connection', () => {
  it('is told once a flush how many of its messages are safe', () => {
    const { connection, receive, saved } = aConnection()
    for (const position of [4, 5, 9]) {
      connection.accepted(receive(), position, false)
    }
    connection.savedThrough(3)
    connection.savedThrough(6)
    connection.savedThrough(9)
    connection.savedThrough(9)
    expect(saved()).toEqual([2, 3])
  })

  it('is not told that messages behind a gap are safe, until it has sent all it has', () => {
    const { connection, receive, saved } = aConnection()
    receive()
    expect(connection.foundGap(false)).toBe('ask')
    receive()
    expect(connection.foundGap(false)).toBe('wait')
    connection.accepted(receive(), 1, false)
    connection.savedThrough(1)
    expect(saved()).toEqual([])
    connection.accepted(receive(), 2, true)
    connection.savedThrough(2)
    expect(saved()).toEqual([4])
  })

  it('is told of its messages by their own numbers, also when more have come meanwhile', () => {
    const { connection, receive, saved } = aConnection()
    const [first, second] = [receive(), receive()]
    connection.counted('step1')
    connection.accepted(first, 1, false)
    connection.savedThrough(1)
    connection.accepted(second, 2, false)
    connection.savedThrough(2)
    expect(saved()).toEqual([1, 2])
  })

  it('is not asked for ever for what it does not have', () => {
    const { connection } = aConnection()
    const answers = [false, true, true, true].map((isStep2) => connection.foundGap(isStep2))
    expect(answers).toEqual(['ask', 'ask', 'ask', 'give up'])
  })

  it('is let go when it reads so slowly that its bytes pile up', () => {
    const { connection, transport, sent, closed } = aConnection()
    connection.send(keepAliveFrame)
    transport.bufferedBytes = 8 * 1024 * 1024 + 1
    connection.send(keepAliveFrame)
    expect(sent).toHaveLength(1)
    expect(closed).toEqual([closeCodes.tooSlow])
  })

  it('is kept alive at every step in which nothing else was sent', () => {
    const { connection, sent } = aConnection()
    connection.keepAlive(keepAliveFrame)
    connection.keepAlive(keepAliveFrame)
    expect(sent).toHaveLength(2)
    connection.send(keepAliveFrame)
    connection.keepAlive(keepAliveFrame)
    expect(sent).toHaveLength(3)
  })
})
