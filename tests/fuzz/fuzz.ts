import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'
import { writeRow } from '../../shared/document/change.ts'
import type { AuthorKey, BoardId, NoteId, ParticipantId } from '../../shared/model/ids.ts'
import { newId } from '../../shared/document/newId.ts'
import { connectBrowser, type Client } from '../bench/client.ts'
import { diceOf, type Dice } from '../server/rooms/guard/Dice.ts'
import { browserOf, type HttpBrowser } from '../support/httpBrowser.ts'
import { frameOf, opcodes, openRaw, type RawSocket } from '../support/rawSocket.ts'
import type { ServerReport } from './serverProcess.ts'
import { Villain } from './villain.ts'

export type FuzzReport = {
  readonly seed: number
  readonly frames: number
  readonly connections: number
  readonly seconds: number
  /** How often each close code came; 'left' where we went away ourselves. */
  readonly closes: Readonly<Record<string, number>>
  readonly honest: {
    readonly edits: number
    readonly medianMs: number
    readonly slowestMs: number
  }
  readonly memory: {
    readonly before: ServerReport
    readonly after: ServerReport
  }
  /** What should not have been; empty when all is well. */
  readonly faults: readonly string[]
}

/** Codes that say why; 1000 answers our own goodbye, 1008 a message of too many pieces. */
const deserved = [1000, 1002, 1007, 1008, 1009, 4400, 4409, 4413, 4429]
/** An honest edit is seen by the other within this, however much goes on beside it. */
const SEEN_WITHIN_MS = 5_000
const HONEST_EVERY_MS = 150
/** Sessions that a villain's document lasts; then its edits would be too long to be worth sending. */
const SESSIONS_A_DOCUMENT = 25
const MOST_FAULTS = 20

type Run = {
  readonly origin: string
  readonly board: BoardId
  readonly dice: Dice
  readonly closes: Map<string, number>
  readonly faults: string[]
  framesLeft: number
  frames: number
  connections: number
}

/**
 * Sends so many frames to a server of its own, most of them wrong, while two people go on working on the same board.
 * @param options.sessions connections at a time
 */
export async function fuzz(options: {
  readonly frames: number
  readonly seed: number
  readonly sessions?: number
  readonly warmUpFrames?: number
  readonly tell?: (line: string) => void
}): Promise<FuzzReport> {
  const {
    frames,
    seed,
    sessions = 24,
    warmUpFrames = Math.min(20_000, frames),
    tell = () => undefined,
  } = options
  const child = fork(fileURLToPath(new URL('serverProcess.ts', import.meta.url)), {
    execArgv: ['--expose-gc', '--import', 'tsx'],
  })
  const faults: string[] = []
  let hasEnded = false
  child.once('exit', (code) => {
    hasEnded = true
    if (code !== 0) faults.push(`the server's process ended with ${String(code)}`)
  })
  try {
    const [{ port }] = (await once(child, 'message')) as [{ port: number }]
    const origin = `http://127.0.0.1:${port}`
    const { board, villains, honest } = await gather(origin)
    const pair = await workTogether(origin, board, honest, faults)
    const run: Run = {
      origin,
      board,
      dice: diceOf(seed),
      closes: new Map(),
      faults,
      framesLeft: warmUpFrames,
      frames: 0,
      connections: 0,
    }
    const attack = () =>
      Promise.all(
        Array.from({ length: sessions }, (_, i) => attackUntilDone(run, villains[i % villains.length]!)),
      )
    const startMs = performance.now()
    const ticker = setInterval(() => {
      const seen = `edits seen after ${Math.round(pair.lately())} ms at most`
      tell(`${run.frames} frames, ${run.connections} connections, ${faults.length} faults, ${seen}`)
      if (hasEnded) run.framesLeft = 0
    }, 10_000)
    await attack()
    const before = await ask(child)
    run.framesLeft = frames - run.frames
    await attack()
    clearInterval(ticker)
    const seconds = (performance.now() - startMs) / 1000
    const honestReport = await pair.stop()
    const after = await ask(child)
    for (const line of after.errors) faults.push(`the server logged ${line}`)
    return {
      seed,
      frames: run.frames,
      connections: run.connections,
      seconds,
      closes: Object.fromEntries([...run.closes].sort()),
      honest: honestReport,
      memory: { before, after },
      faults: faults.slice(0, MOST_FAULTS),
    }
  } finally {
    if (child.connected) child.disconnect()
    if (!hasEnded) {
      const late = setTimeout(() => child.kill('SIGKILL'), 5_000)
      await once(child, 'exit')
      clearTimeout(late)
    }
  }
}

async function ask(child: ChildProcess): Promise<ServerReport> {
  child.send('report')
  const [answer] = (await once(child, 'message')) as [ServerReport]
  return answer
}

type Person = { readonly browser: HttpBrowser; readonly id: ParticipantId; readonly authorKey: AuthorKey }

/** A board with two people at work and five that mean harm, one of each role and one more. */
async function gather(
  origin: string,
): Promise<{ board: BoardId; villains: readonly Person[]; honest: readonly [Person, Person] }> {
  const maker = browserOf(origin)
  const made = await maker.post('/api/boards', { title: 'A rough evening', name: 'Fay' })
  const { id, links, participant } = made.json as {
    id: BoardId
    links: Record<'facilitator' | 'member' | 'officer' | 'observer', string>
    participant: { id: ParticipantId; authorKey: AuthorKey }
  }
  const join = async (role: keyof typeof links): Promise<Person> => {
    const browser = browserOf(origin)
    const joined = await browser.post(`/api/boards/${id}/participants`, {
      secret: links[role].split('#')[1],
      name: role,
    })
    const person = (joined.json as { participant: { id: ParticipantId; authorKey: AuthorKey } }).participant
    return { browser, id: person.id, authorKey: person.authorKey }
  }
  return {
    board: id,
    honest: [{ browser: maker, ...participant }, await join('member')],
    villains: [
      await join('member'),
      await join('member'),
      await join('officer'),
      await join('observer'),
      await join('facilitator'),
    ],
  }
}

/** Two people write by turns, and each edit must be on the other's screen in time. */
async function workTogether(
  origin: string,
  board: BoardId,
  people: readonly [Person, Person],
  faults: string[],
): Promise<{
  stop(): Promise<FuzzReport['honest']>
  /** The slowest since this was last asked, in milliseconds. */
  lately(): number
}> {
  const clients = await Promise.all(people.map(({ browser }) => connectBrowser(origin, board, browser)))
  const waiting = new Map<string, number>()
  const tookMs: number[] = []
  const keys = Array.from({ length: 50 }, () => newId<NoteId>())
  let edits = 0
  let latelyAt = 0
  for (const { provider, document } of clients) {
    provider.on('connection-close', (event) => {
      if (!isStopping) faults.push(`an honest client was closed with ${event?.code ?? 'nothing'}`)
    })
    document.tables.notes.observe((event) => {
      if (event.transaction.local) return
      for (const key of event.keysChanged) {
        const said = document.tables.notes.get(key as NoteId)?.said ?? ''
        const atMs = waiting.get(said)
        if (atMs === undefined) continue
        waiting.delete(said)
        tookMs.push(performance.now() - atMs)
      }
    })
  }
  let isStopping = false
  const timer = setInterval(() => {
    const turn = edits++ % 2
    const client = clients[turn] as Client
    const person = people[turn] as Person
    const said = `edit ${edits}`
    waiting.set(said, performance.now())
    writeRow(client.document, 'notes', keys[(edits * 2 + turn) % keys.length] as NoteId, {
      kind: 'heard',
      said,
      impression: '',
      language: 'en',
      conversation: null,
      quote: 'not asked',
      author: person.authorKey,
      brought: 'written',
      source: '',
      import: null,
      addedAtMs: 1,
    })
  }, HONEST_EVERY_MS)
  return {
    lately() {
      const slowest = Math.max(0, ...tookMs.slice(latelyAt))
      latelyAt = tookMs.length
      return slowest
    },
    async stop() {
      clearInterval(timer)
      const untilMs = Date.now() + SEEN_WITHIN_MS
      while (waiting.size > 0 && Date.now() < untilMs) await pause(20)
      isStopping = true
      for (const client of clients) client.close()
      if (waiting.size > 0) faults.push(`${waiting.size} honest edits never arrived`)
      const sorted = tookMs.sort((a, b) => a - b)
      const slowestMs = sorted.at(-1) ?? 0
      if (slowestMs > SEEN_WITHIN_MS) faults.push(`an honest edit took ${Math.round(slowestMs)} ms`)
      return { edits, medianMs: sorted[sorted.length >> 1] ?? 0, slowestMs }
    },
  }
}

async function attackUntilDone(run: Run, person: Person): Promise<void> {
  let villain: Villain | undefined
  for (let session = 0; run.framesLeft > 0; session++) {
    if (!villain || session % SESSIONS_A_DOCUMENT === 0) {
      const state = await boardState(run, person)
      if (!villain) villain = new Villain(run.dice, person, state)
      else villain.startAfresh(state)
    }
    await attackOnce(run, person, villain)
  }
}

async function boardState({ origin, board }: Run, { browser, id }: Person): Promise<Uint8Array> {
  const load = async () => {
    const response = await fetch(`${origin}/api/boards/${board}/snapshot?as=${id}`, {
      headers: { cookie: browser.cookie() },
    })
    if (!response.ok) throw new Error(`the snapshot gave ${response.status}`)
    return new Uint8Array(await response.arrayBuffer())
  }
  // A kept connection may end in the very moment in which it is used again. Twice running it is a fault.
  return load().catch(load)
}

async function attackOnce(run: Run, person: Person, villain: Villain): Promise<void> {
  const { dice } = run
  const ours = dice.chance(0.6) ? '&v=1' : ''
  const raw = await openRaw(run.origin, `/sync/${run.board}?as=${person.id}${ours}`, {
    headers: { cookie: person.browser.cookie() },
    // More addresses, so that the ports of closed connections are not used up.
    localAddress: `127.0.${dice.below(4)}.${1 + dice.below(250)}`,
  })
  run.connections++
  if (raw.status !== 101) {
    fault(run, `an upgrade gave ${raw.status}`)
    raw.destroy()
    return
  }
  let expected: readonly number[] | undefined
  let isUncertain = false
  for (let left = 1 + dice.below(120); left > 0 && !isOver(raw) && !expected; left--) {
    const attack = villain.next()
    run.frames += attack.frames
    run.framesLeft -= attack.frames
    expected = attack.closes
    if (!expected) isUncertain = true
    if (!raw.write(attack.bytes)) await drained(raw)
  }
  if (!expected && dice.chance(0.1)) {
    // Gone in the middle of a frame, without a word.
    raw.write(frameOf(opcodes.binary, new Uint8Array(100)).subarray(0, dice.below(100)))
    raw.destroy()
    count(run, 'left')
    return
  }
  if (!expected) raw.send(opcodes.close, Uint8Array.of(0x03, 0xe8))
  await over(raw)
  count(run, String(raw.closeCode ?? 'none'))
  const allowed = expected && !isUncertain ? expected : [...deserved, ...(expected ?? [])]
  if (raw.closeCode === undefined || !allowed.includes(raw.closeCode)) {
    fault(run, `closed with ${raw.closeCode ?? 'no code'} where ${allowed.join(' or ')} was due`)
  }
  raw.destroy()
}

const isOver = (raw: RawSocket) => raw.closeCode !== undefined || raw.hasEnded
const count = ({ closes }: Run, what: string) => closes.set(what, (closes.get(what) ?? 0) + 1)
function fault({ faults }: Run, what: string): void {
  if (faults.length < MOST_FAULTS) faults.push(what)
}

async function drained(raw: RawSocket): Promise<void> {
  const untilMs = Date.now() + 60_000
  while (!isOver(raw) && raw.socket.writableNeedDrain && Date.now() < untilMs) await pause(2)
}

/** Held back for its share, a connection may take half a minute to be looked at to its end. */
async function over(raw: RawSocket): Promise<void> {
  const untilMs = Date.now() + 60_000
  while (!isOver(raw) && Date.now() < untilMs) await pause(2)
}
