import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as decoding from 'lib0/decoding'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { takeMoved } from '../../../client/sync/takeMoved.ts'
import { processBus } from '../../../server/bus/processBus.ts'
import { createRooms, type RoomsOptions, type RoomsServer } from '../../../server/rooms/createRooms.ts'
import { memoryStorage } from '../../../server/storage/memory/memoryStorage.ts'
import type { Storage } from '../../../server/storage/Storage.ts'
import { acceptSockets } from '../../../server/ws/acceptSockets.ts'
import type { SocketLimits } from '../../../server/ws/socketLimits.ts'
import { openBoardDocument, type BoardDocument } from '../../../shared/document/BoardDocument.ts'
import { writeRow } from '../../../shared/document/change.ts'
import { SCHEMA_VERSION } from '../../../shared/document/migrate.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { AuthorKey, BoardId, ParticipantId } from '../../../shared/model/ids.ts'
import type { Role } from '../../../shared/model/roles.ts'
import type { Note } from '../../../shared/model/tables.ts'
import { messageKinds } from '../../../shared/protocol/messages.ts'
import { aBoard } from '../../contract/storage.ts'

/** Someone on the board of a test. */
export type Someone = { readonly participant: ParticipantId; readonly author: AuthorKey }

export type Relay = {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string
  readonly server: Server
  readonly rooms: RoomsServer
  readonly storage: Storage
  readonly board: BoardId
  /** Puts a person on the board, as the server does when somebody joins. */
  readonly join: (role: Role) => Promise<Someone>
  readonly connect: (
    who: Someone,
    options?: { readonly stock?: boolean; readonly params?: Record<string, string> },
  ) => Client
  readonly stop: () => Promise<void>
}

export type Client = {
  readonly document: BoardDocument
  readonly awareness: Awareness
  readonly provider: WebsocketProvider
  /** Our own messages, in the order in which they came. */
  readonly heard: { readonly kind: keyof typeof messageKinds; readonly message: Record<string, unknown> }[]
  /** The code with which the server closed for good or for now; undefined while nothing closed. */
  closeCode: number | undefined
}

/** A relay on a free port with one seeded board, whose clients say in `?as=` who they are. */
export async function startRelay(
  options: Partial<RoomsOptions> & {
    readonly board?: BoardId
    readonly socketLimits?: Partial<SocketLimits>
  } = {},
): Promise<Relay> {
  const log = pino({ level: 'silent' })
  const storage = options.storage ?? memoryStorage()
  const rooms = createRooms({ bus: processBus(), log, awarenessTickMs: 5, ...options, storage })
  const people = new Map<string, Someone>()
  const server = createServer()
  const sockets = acceptSockets(
    server,
    {
      rooms,
      log,
      authenticate: async (request) => {
        const as = new URL(request.url ?? '', 'http://board').searchParams.get('as')
        return people.get(as ?? '') ?? { refuse: 403 }
      },
    },
    options.socketLimits,
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const clients: Client[] = []

  const board = options.board ?? aBoard().id
  if (!(await storage.board(board))) {
    await storage.createBoard({ ...aBoard(), id: board })
    await rooms.write(board, (document) => {
      writeRow(document, 'meta', 'meta', { schema: SCHEMA_VERSION, epoch: 1 })
    })
  }

  return {
    origin: `http://127.0.0.1:${port}`,
    server,
    rooms,
    storage,
    board,
    async join(role) {
      const who: Someone = { participant: newId<ParticipantId>(), author: newId<AuthorKey>() }
      await rooms.write(board, (document) => {
        const person = { name: role, organisation: '', role, state: { is: 'here' as const }, joinedAtMs: 1 }
        writeRow(document, 'people', who.participant, person)
      })
      people.set(who.participant, who)
      return who
    },
    connect(who, connectOptions = {}) {
      people.set(who.participant, who)
      const client = connectTo(`ws://127.0.0.1:${port}/sync`, board, who, connectOptions)
      clients.push(client)
      return client
    },
    async stop() {
      for (const { provider, awareness } of clients) {
        provider.destroy()
        awareness.destroy()
      }
      const letGo = sockets.stop()
      await rooms.stop()
      await letGo
      await new Promise((resolve) => server.close(resolve))
      await storage.close()
    },
  }
}

function connectTo(
  address: string,
  board: BoardId,
  who: Someone,
  { stock = false, params = {} }: { stock?: boolean; params?: Record<string, string> },
): Client {
  const doc = new Y.Doc()
  const awareness = new Awareness(doc)
  awareness.setLocalState(null)
  const ours: Record<string, string> = stock ? {} : { v: String(SCHEMA_VERSION) }
  const provider = new WebsocketProvider(address, board, doc, {
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
    awareness,
    connect: false,
    params: { as: who.participant, ...ours, ...params },
  })
  const client: Client = {
    document: openBoardDocument(doc),
    awareness,
    provider,
    heard: [],
    closeCode: undefined,
  }
  for (const kind of ['saved', 'denied', 'notice'] as const) {
    provider.messageHandlers[messageKinds[kind]] = (_encoder, decoder) => {
      client.heard.push({
        kind,
        message: JSON.parse(decoding.readVarString(decoder)) as Record<string, unknown>,
      })
    }
  }
  if (!stock)
    provider.messageHandlers[messageKinds.moved] = (_encoder, decoder) => {
      takeMoved(awareness, decoder)
    }
  provider.on('connection-close', (event) => {
    client.closeCode = event?.code
  })
  provider.connect()
  return client
}

/** A note as its author writes it. */
export const aNote = (who: Someone, said = 'The bus comes twice a day'): Note => ({
  kind: 'heard',
  said,
  impression: '',
  language: '',
  conversation: null,
  quote: 'not asked',
  author: who.author,
  brought: 'written',
  source: '',
  import: null,
  addedAtMs: 1,
})

/** A store whose commits can be held back, or made to fail. */
export function heldStorage(storage: Storage): Storage & {
  hold(): void
  release(): void
  fail(isFailing: boolean): void
} {
  let release: (() => void) | undefined
  let held: Promise<void> | undefined
  let isFailing = false
  return {
    ...storage,
    async appendUpdates(updates) {
      await held
      if (isFailing) throw new Error('no space left on device')
      return storage.appendUpdates(updates)
    },
    hold() {
      held = new Promise((resolve) => (release = resolve))
    },
    release() {
      release?.()
      held = undefined
    },
    fail(next) {
      isFailing = next
    },
  }
}
