import * as decoding from 'lib0/decoding'
import { WebSocket, type RawData } from 'ws'
import { deniedMessage, messageKinds, parseMessage, savedMessage } from '../../shared/protocol/messages.ts'
import type { HttpBrowser } from '../support/httpBrowser.ts'

/** What passes over one socket, as far as it is a promise. */
export type WireEvents = {
  /** A sync message with an update leaves, the nth of this socket. */
  sent(n: number, update: Uint8Array): void
  /** Another's update came, or the server's state. */
  seen(update: Uint8Array): void
  /** The server has said that the first n are on its disk. */
  saved(n: number): void
  denied(reason: string): void
}

/** A WebSocket for y-websocket that carries a browser's cookie and reports what passes. */
export function wireOf(
  browser: HttpBrowser,
  events: WireEvents,
  onMade: (socket: WebSocket) => void,
): typeof globalThis.WebSocket {
  return class extends WebSocket {
    private sentUpdates = 0

    constructor(url: string) {
      super(url, { headers: { cookie: browser.cookie(), origin: browser.origin } })
      onMade(this)
      this.on('message', (data: RawData) => {
        this.hear(new Uint8Array(data as Buffer))
      })
    }

    override send(data: Uint8Array): void {
      const update = updateIn(data)
      if (update) events.sent(++this.sentUpdates, update)
      super.send(data)
    }

    private hear(frame: Uint8Array): void {
      const update = updateIn(frame)
      if (update) events.seen(update)
      const decoder = decoding.createDecoder(frame)
      const kind = decoding.readVarUint(decoder)
      if (kind === messageKinds.saved) {
        const message = parseMessage(savedMessage, decoding.readVarString(decoder))
        if (message) events.saved(message.n)
      } else if (kind === messageKinds.denied) {
        const message = parseMessage(deniedMessage, decoding.readVarString(decoder))
        events.denied(`${message?.reason ?? 'no reason'} ${message?.rows.join(', ') ?? ''}`)
      }
    }
  } as unknown as typeof globalThis.WebSocket
}

/** The update in a sync message of type 1 or 2; undefined in any other. */
function updateIn(frame: Uint8Array): Uint8Array | undefined {
  const decoder = decoding.createDecoder(frame)
  if (decoding.readVarUint(decoder) !== messageKinds.sync) return undefined
  if (decoding.readVarUint(decoder) === 0) return undefined
  // A copy, since the frame's memory is used again.
  return decoding.readVarUint8Array(decoder).slice()
}
