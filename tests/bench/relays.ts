import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import * as decoding from 'lib0/decoding'
import { WebSocket } from 'ws'
import { SCHEMA_VERSION } from '../../shared/document/migrate.ts'
import { newId } from '../../shared/document/newId.ts'
import type { AuthorKey } from '../../shared/model/ids.ts'
import { messageKinds, parseMessage, savedMessage } from '../../shared/protocol/messages.ts'
import { startProduct } from '../support/product.ts'
import { connectBrowser, connectClient, joinAsMember, makeBoard, type Client } from './client.ts'
import type { Closing } from './closing.ts'

/** A relay in a process of its own, with a room in which one client writes and the others listen. */
export type RelayRoom = {
  readonly name: string
  readonly writer: Client
  readonly author: AuthorKey
  readonly receivers: readonly Client[]
  /** Processor time that the relay's process has used so far, all its threads together. */
  cpuMs(this: void): Promise<number>
  /**
   * Reports how many more of the writer's messages are on disk, whenever it is told; undefined where nothing is
   * kept. @returns a function that stops it
   */
  readonly onSaved: ((listener: (newlySaved: number) => void) => () => void) | undefined
}

/** The built product as people run it: SQLite on disk, the guard judging every update. */
export async function productRoom(receiverCount: number, closing: Closing): Promise<RelayRoom> {
  const product = await startProduct()
  closing.add(() => product.stop())
  const board = await makeBoard(product.url)
  // Saying the schema asks for `saved`; in all else the writer is as stock as the others.
  const writer = await connectBrowser(product.url, board.id, board.maker, { v: String(SCHEMA_VERSION) })
  closing.add(writer.close)
  const listeners = new Set<(newlySaved: number) => void>()
  let savedSoFar = 0
  writer.provider.messageHandlers[messageKinds.saved] = (_encoder, decoder) => {
    const message = parseMessage(savedMessage, decoding.readVarString(decoder))
    if (!message) return
    for (const listener of listeners) listener(message.n - savedSoFar)
    savedSoFar = message.n
  }
  const receivers: Client[] = []
  for (let i = 0; i < receiverCount; i++) {
    const browser = await joinAsMember(product.url, board, `Member ${i}`)
    const receiver = await connectBrowser(product.url, board.id, browser)
    closing.add(receiver.close)
    receivers.push(receiver)
  }
  return {
    name: 'the product',
    writer,
    author: board.author,
    receivers,
    cpuMs: () => cpuFromMetrics(product.url),
    onSaved(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

async function cpuFromMetrics(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const seconds = /^process_cpu_seconds_total (\S+)$/m.exec(text)?.[1]
  if (seconds === undefined) throw new Error('the metrics tell no processor time')
  return Number(seconds) * 1000
}

/** The peer: {@link file://./nullRelay.ts}. */
export async function nullRoom(receiverCount: number, closing: Closing): Promise<RelayRoom> {
  const child = fork(fileURLToPath(new URL('nullRelay.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
  })
  closing.add(() => child.kill())
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  const url = `ws://127.0.0.1:${port}`
  const socket = WebSocket as unknown as typeof globalThis.WebSocket
  const clients: Client[] = []
  for (let i = 0; i <= receiverCount; i++) {
    const client = await connectClient(url, 'room', socket)
    closing.add(client.close)
    clients.push(client)
  }
  const [writer, ...receivers] = clients
  if (!writer) throw new Error('a room needs a writer')
  return {
    name: 'null relay',
    writer,
    author: newId<AuthorKey>(),
    receivers,
    async cpuMs() {
      child.send('cpu')
      const [{ cpuMs }] = (await once(child, 'message')) as [{ cpuMs: number }]
      return cpuMs
    },
    onSaved: undefined,
  }
}
