import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { databaseIn } from '../../../server/maintenance/dataFolder.ts'
import { SCHEMA_VERSION } from '../../../shared/document/migrate.ts'
import { startProduct } from '../../support/product.ts'
import type { Closing } from '../closing.ts'
import { hocuspocus, yWebsocket, type Dialect } from './dialects.ts'
import { dataFolderOf, type Guest, type Hall } from './halls.ts'
import { openVisitor, type Visitor } from './Visitor.ts'

/** A relay in a process of its own that has some rooms. */
export type Relay = {
  readonly origin: string
  readonly dialect: (hall: Hall) => Dialect
  /** Where a guest opens a socket, and what they show there. */
  way(hall: Hall, guest: Guest): { readonly path: string; readonly headers: Readonly<Record<string, string>> }
  readonly pid: number
  /** Ends it and starts it again on what it kept. */
  again(): Promise<Relay>
  stop(): Promise<void>
}

export const contenderNames = [
  'null relay',
  'null relay, joined',
  'null relay, in ticks',
  'null relay with Yjs',
  'null relay with Yjs and store',
  'y-websocket',
  'Hocuspocus',
  'ours',
] as const
export type ContenderName = (typeof contenderNames)[number]

/** What a null relay answers to whoever asks for the state. */
export type Canned = { readonly answer: Uint8Array; readonly rest: Uint8Array }

/** Starts a relay with these rooms in it. @param canned only for null relays */
export function startRelay(
  name: ContenderName,
  halls: readonly Hall[],
  closing: Closing,
  canned?: Canned,
): Promise<Relay> {
  switch (name) {
    case 'null relay':
      return startNull({}, closing, canned)
    case 'null relay, joined':
      return startNull({ JOINED: '1' }, closing, canned)
    case 'null relay, in ticks':
      return startNull({ TICK_MS: '50' }, closing, canned)
    case 'null relay with Yjs':
      return startKnowing({}, halls, closing)
    case 'null relay with Yjs and store':
      return startKeeping(halls, closing)
    case 'y-websocket':
      return startPeer('yWebsocketRelay.ts', () => yWebsocket, halls, closing)
    case 'Hocuspocus':
      return startPeer('hocuspocusRelay.ts', ({ id }) => hocuspocus(id), halls, closing)
    case 'ours':
      return startOurs(halls, closing)
  }
}

/**
 * Collects what is not used any more when told to, so that memory can be compared. Not by `--expose-gc` at the start: a
 * relay started with it takes a tenth more processor time for the same work, and nobody runs one so.
 */
const collector = `
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
process.on('SIGUSR2', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc')
  collect()
  collect()
})`
const collecting = ['--import', `data:text/javascript,${encodeURIComponent(collector)}`]

async function startOurs(halls: readonly Hall[], closing: Closing): Promise<Relay> {
  const dataDir = await dataFolderOf(halls)
  const product = await startProduct('127.0.0.1', { dataDir, logLevel: 'info', nodeArguments: collecting })
  closing.add(async () => {
    await product.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  const relay: Relay = {
    origin: product.url,
    dialect: () => yWebsocket,
    // Saying the schema asks for `saved`, as our own client does.
    way: (hall, { cookie }) => ({
      path: `/sync/${hall.id}?v=${SCHEMA_VERSION}`,
      headers: { cookie: `ct=${cookie}`, origin: product.url },
    }),
    get pid() {
      return product.pid
    },
    async again() {
      await product.halt()
      await product.resume()
      return relay
    },
    stop: () => product.stop(),
  }
  return relay
}

async function startNull(
  form: Readonly<Record<string, string>>,
  closing: Closing,
  canned?: Canned,
): Promise<Relay> {
  const files = mkdtempSync(join(tmpdir(), 'null-relay-'))
  closing.add(() => {
    rmSync(files, { recursive: true, force: true })
  })
  const env: Record<string, string> = { ...form }
  if (canned) {
    for (const [name, bytes] of Object.entries({ ANSWER: canned.answer, REST: canned.rest })) {
      env[name] = join(files, name)
      writeFileSync(env[name], bytes)
    }
  }
  return forked('nullRelay.ts', env, () => yWebsocket, closing)
}

/** A null relay that holds each room's document; it answers nobody, so that it cannot say when it has it. */
async function startKnowing(
  form: Readonly<Record<string, string>>,
  halls: readonly Hall[],
  closing: Closing,
): Promise<Relay> {
  const relay = await startNull({ APPLIES: '1', ...form }, closing)
  const hosts: Visitor[] = []
  for (const hall of halls) {
    const host = await openVisitor(relay, hall, hall.guests[0]!)
    host.say(host.dialect.update(hall.update))
    hosts.push(host)
  }
  await pause(KNOWING_MS)
  for (const host of hosts) host.leave()
  return relay
}

const KNOWING_MS = 2_000

/** One that knows, and keeps on disk what it is told. */
function startKeeping(halls: readonly Hall[], closing: Closing): Promise<Relay> {
  const dataDir = mkdtempSync(join(tmpdir(), 'null-relay-'))
  closing.add(() => {
    rmSync(dataDir, { recursive: true, force: true })
  })
  return startKnowing({ KEEPS: databaseIn(dataDir) }, halls, closing)
}

/** A peer that keeps what it is given: a first visitor brings each room what it holds. */
async function startPeer(
  file: string,
  dialect: Relay['dialect'],
  halls: readonly Hall[],
  closing: Closing,
): Promise<Relay> {
  const dataDir = mkdtempSync(join(tmpdir(), 'relay-peer-'))
  closing.add(() => {
    rmSync(dataDir, { recursive: true, force: true })
  })
  const start = () => forked(file, { DATA_DIR: dataDir }, dialect, closing)
  const relay = await start()
  for (const hall of halls) {
    const [host] = hall.guests
    const visitor = await openVisitor(relay, hall, host!)
    visitor.say(visitor.dialect.update(hall.update))
    await visitor.level()
    visitor.leave()
  }
  // Hocuspocus writes what it was given two to ten seconds later.
  await pause(halls.some(({ notes }) => notes.length > 0) ? PEERS_WRITE_MS : 0)
  return { ...relay, again: async () => (await relay.stop(), start()) }
}

const PEERS_WRITE_MS = 4_000

async function forked(
  file: string,
  env: Readonly<Record<string, string>>,
  dialect: Relay['dialect'],
  closing: Closing,
): Promise<Relay> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    execArgv: [...collecting, '--import', 'tsx'],
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...env },
  })
  const stop = () => ended(child)
  closing.add(stop)
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  const relay: Relay = {
    origin: `http://127.0.0.1:${port}`,
    dialect,
    way: (hall) => ({ path: `/${hall.id}`, headers: {} }),
    pid: child.pid ?? 0,
    again: async () => {
      await stop()
      return forked(file, env, dialect, closing)
    },
    stop,
  }
  return relay
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  const cut = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await exit
  clearTimeout(cut)
}

/**
 * Processor time in milliseconds that a process has used so far, all its threads together. From the scheduler's own count:
 * what `/proc/<pid>/stat` tells is sampled at the tick of the clock, on which timers fire as well.
 */
export function cpuMsOf(pid: number): number {
  const tasks = `/proc/${pid}/task`
  return readdirSync(tasks).reduce((sum, task) => {
    const [onProcessorNs = '0'] = readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')
    return sum + Number(onProcessorNs) / 1e6
  }, 0)
}

/** Memory that a process holds once what it does not use any more was collected, in bytes. */
export async function memoryOf(pid: number): Promise<number> {
  process.kill(pid, 'SIGUSR2')
  await pause(1_000)
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kib) * 1024
}
