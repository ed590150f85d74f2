import * as decoding from 'lib0/decoding'
import { Awareness } from 'y-protocols/awareness'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { BoardId, ParticipantId } from '../../shared/model/ids.ts'
import { limits } from '../../shared/model/limits.ts'
import {
  closeCodes,
  deniedMessage,
  messageKinds,
  noticeMessage,
  parseMessage,
  savedMessage,
  type DeniedMessage,
  type NoticeMessage,
} from '../../shared/protocol/messages.ts'
import { boardPath } from './boardPath.ts'
import { keepConnecting, pageSurroundings } from './keepConnecting.ts'
import { takeMoved } from './takeMoved.ts'
import type { Vector } from './vector.ts'
import type { ReconnectSchedule } from './ReconnectSchedule.ts'

/** What the connection reports. */
export type ConnectionEvents = {
  /** The server and this document are level; `false` when the connection is gone. */
  onSynced(synced: boolean): void
  /** This many sync messages have left on the present connection; called right after each. */
  onSent(n: number): void
  /** The first n of them are on the server's disk. */
  onSaved(n: number): void
  onDenied(denied: DeniedMessage): void
  /** Asked before anything is sent to a server that has this: whether nothing may be, as after a refusal. */
  isOvertaken(server: Vector): boolean
  onNotice(notice: NoticeMessage): void
  /** The server lets nobody in, since it cannot store. */
  onStoreFailing(): void
  /** A new connection begins: counting starts again from nothing. */
  onReset(): void
  /** The connection is gone, by which code; undefined when the network told none. Another attempt follows. */
  onLost(code: number | undefined): void
  /** The server said that coming back is pointless, and why. */
  onClosed(code: number): void
}

export type Connection = { readonly awareness: Awareness; destroy(): void }

const SYNC_STEP_1 = 0

/**
 * Connects a document to the relay by a stock y-websocket provider, and listens for the relay's own messages.
 *
 * The awareness has a Yjs client id of its own, so that nothing ties a cursor to the author of a note. The
 * provider assumes the document's; hence its local state is only set once synced, and cleared before it
 * reconnects: at any other moment it would throw or tidy away the state.
 * @param schedule when to come back; the tab's one, so that it holds over connections that follow each other
 */
export function connectBoard(
  doc: Y.Doc,
  options: { board: BoardId; as: ParticipantId; epoch: number; schema: number },
  localState: () => Record<string, unknown> | null,
  events: ConnectionEvents,
  schedule: ReconnectSchedule,
): Connection {
  let sent = 0
  let isDestroyed = false
  /** Counts what `saved` counts: sync messages of type 1 or 2, as they leave. */
  class CountingSocket extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      sent = 0
      events.onReset()
    }

    override send(data: Parameters<WebSocket['send']>[0]): void {
      const isUpdate = data instanceof Uint8Array && data[0] === messageKinds.sync && data[1] !== SYNC_STEP_1
      if (isUpdate && data.byteLength > limits.syncMessageBytes) {
        // The server would say the same, if not a larger limit of WebSockets ended the connection before it could.
        queueMicrotask(() => {
          beginAnew('too-large')
        })
        return
      }
      super.send(data)
      if (isUpdate) events.onSent(++sent)
    }
  }

  const awarenessDoc = new Y.Doc()
  const awareness = new Awareness(awarenessDoc)
  awareness.setLocalState(null)
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  const provider = new WebsocketProvider(`${scheme}://${location.host}/sync`, options.board, doc, {
    awareness,
    params: { as: options.as, v: String(options.schema), epoch: String(options.epoch) },
    connect: false,
    WebSocketPolyfill: CountingSocket,
    // A BroadcastChannel would hand a refused edit from tab to tab, past the guard.
    disableBc: true,
  })
  // Hanging up, the provider would tell other tabs that the document's own client has gone. There is no such
  // channel here and no such client in the awareness, so it would throw and leave the rest open.
  provider.disconnectBc = () => undefined
  const read = (decoder: decoding.Decoder) => decoding.readVarString(decoder)
  const takeSync = provider.messageHandlers[messageKinds.sync]!
  provider.messageHandlers[messageKinds.sync] = (encoder, decoder, ...more) => {
    const server = stateAskedWith(decoder)
    // What the server refuses begins anew, and so does what another tab has taken over.
    if (server && events.isOvertaken(server))
      queueMicrotask(() => {
        beginAnew('malformed')
      })
    else takeSync(encoder, decoder, ...more)
  }
  provider.messageHandlers[messageKinds.saved] = (_encoder, decoder) => {
    const message = parseMessage(savedMessage, read(decoder))
    if (message) events.onSaved(message.n)
  }
  provider.messageHandlers[messageKinds.denied] = (_encoder, decoder) => {
    const message = parseMessage(deniedMessage, read(decoder))
    if (message) events.onDenied(message)
  }
  provider.messageHandlers[messageKinds.notice] = (_encoder, decoder) => {
    const message = parseMessage(noticeMessage, read(decoder))
    if (message) events.onNotice(message)
  }
  provider.messageHandlers[messageKinds.moved] = (_encoder, decoder) => {
    takeMoved(awareness, decoder)
  }
  provider.on('sync', (synced) => {
    if (synced) awareness.setLocalState(localState())
    events.onSynced(synced)
  })
  provider.on('connection-close', (event) => {
    awareness.setLocalState(null)
    events.onLost(event?.code)
  })
  provider.on('closed', ({ code }) => {
    events.onClosed(code)
  })
  const stop = keepConnecting(provider, schedule, pageSurroundings, async () => {
    const status = await statusHere(options.board, options.as)
    const isNobody = refusing.has(status)
    if (isDestroyed) return !isNobody
    if (isNobody) events.onClosed(closeCodes.notSignedIn)
    if (status === 503) events.onStoreFailing()
    return !isNobody
  })
  function beginAnew(reason: DeniedMessage['reason']) {
    if (isDestroyed) return
    stop()
    provider.disconnect()
    events.onDenied({ n: sent + 1, rows: [], reason })
  }
  return {
    awareness,
    destroy() {
      isDestroyed = true
      stop()
      awareness.setLocalState(null)
      provider.destroy()
      awareness.destroy()
      awarenessDoc.destroy()
    },
  }
}

/** The server's state vector, if this message asks for what lies beyond it; the message can still be read. */
function stateAskedWith(decoder: decoding.Decoder): Vector | undefined {
  const copy = decoding.clone(decoder)
  if (decoding.readVarUint(copy) !== SYNC_STEP_1) return undefined
  return Y.decodeStateVector(decoding.readVarUint8Array(copy))
}

/** Statuses that say that one is nobody on this board. */
const refusing: ReadonlySet<number | undefined> = new Set([401, 403, 404, 410])

/** With what the server answers who one is here, which an upgrade's refusal does not tell; undefined out of reach. */
async function statusHere(board: BoardId, as: ParticipantId): Promise<number | undefined> {
  try {
    return (await fetch(boardPath(board, as, '/me'), { credentials: 'same-origin' })).status
  } catch {
    return undefined // out of reach: nobody has said anything
  }
}
