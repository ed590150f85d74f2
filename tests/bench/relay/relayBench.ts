import { setTimeout as pause } from 'node:timers/promises'
import * as Y from 'yjs'
import type { Closing } from '../closing.ts'
import { timesFor, type Effort } from '../effort.ts'
import { figure, median, ratio } from '../statistics.ts'
import { ceilingOf } from './ceiling.ts'
import { contenderNames, memoryOf, startRelay, type ContenderName, type Relay } from './contenders.ts'
import { moveCursors, type Moved } from './cursors.ts'
import { yWebsocket } from './dialects.ts'
import { crowdIn, type Written } from './fanOut.ts'
import { hallOf } from './halls.ts'
import { join, joinInTurn, joinTogether } from './joins.ts'
import { installPeers } from './peers.ts'
import { Traffic } from './Traffic.ts'
import { openVisitor } from './Visitor.ts'

/*
 * Our relay beside others, each as its makers mean it to be run and with storage: ours with the guard and durable storage
 * on, the y-websocket reference server with LevelDB, Hocuspocus with SQLite. The null relays keep nothing on disk and judge
 * nobody. Each is a process of its own, started anew for each part with the same documents in it; its clients are bare
 * sockets in this process, so that the relay has the other processor to itself.
 *
 * Processor time is that of all the relay's threads, by the scheduler's count, from the first edit until everyone has
 * the last. Everything is measured after a warm-up of the same kind: a relay at work has long been compiled. A
 * delivery is one edit that one other person has got; an edit that reached somebody within a joined frame counts
 * like any other, and one that is missing at the end is told.
 */

type Cells = Readonly<Partial<Record<ContenderName, string>>>
type Row = { readonly name: string; readonly cells: Cells }
type Scenario = {
  /** What the table does not say by itself. */
  readonly said: string
  readonly run: (closing: Closing, effort: Effort) => Promise<Row[]>
}

/** Those that pass edits on as they come, or in one turn together. */
const RELAYS = contenderNames.filter((name) => name !== 'null relay, in ticks')
const OTHERS = ['null relay', 'y-websocket', 'Hocuspocus', 'ours'] as const

const QUICK: readonly ContenderName[] = ['null relay', 'ours']

/** Measures one after another. */
async function each<T, Name extends ContenderName>(
  effort: Effort,
  names: readonly Name[],
  measure: (name: Name) => Promise<T>,
): Promise<Map<ContenderName, T>> {
  const found = new Map<ContenderName, T>()
  for (const name of names) {
    if (effort === 'quick' && !QUICK.includes(name)) continue
    console.log(`  ${name}`)
    found.set(name, await measure(name))
  }
  return found
}

function rowOf<T>(name: string, found: ReadonlyMap<ContenderName, T>, cell: (one: T) => string): Row {
  const cells: Cells = Object.fromEntries([...found].map(([each, one]) => [each, cell(one)]))
  return { name, cells }
}

/** A row with what each is of the null relay's. */
function ratioRow<T>(name: string, found: ReadonlyMap<ContenderName, T>, value: (one: T) => number): Row {
  const base = found.get('null relay')
  return rowOf(name, found, (one) => (base === undefined ? '' : ratio(value(one), value(base))))
}

const cpuPer1000 = ({ cpuMs, delivered }: Written) => (cpuMs / delivered) * 1000
const ms = (value: number) => `${figure(value)} ms`
const count = (value: number) => Math.round(value).toLocaleString('en-GB')
const complete = ({ lacking }: { readonly lacking: number }) =>
  lacking === 0 ? 'all' : `${count(lacking)} lacking`

async function bigRoom(closing: Closing, effort: Effort): Promise<Row[]> {
  const hall = hallOf({ notes: 1000, themes: 50, guests: 300 })
  const found = await each(effort, RELAYS, async (name) => {
    const relay = await startRelay(name, [hall], closing)
    const crowd = await crowdIn(relay, [hall], 10)
    await crowd.write(10, timesFor(effort, 20, 8))
    const turns: Written[] = []
    for (let i = 0; i < timesFor(effort, 3, 1); i++) turns.push(await crowd.write(10, 6))
    await crowd.leave()
    await relay.stop()
    return turns
  })
  const middle = (of: (turn: Written) => number) => (turns: readonly Written[]) => median(turns.map(of))
  return [
    ratioRow('processor time per 1,000 delivered, as a ratio', found, middle(cpuPer1000)),
    rowOf('processor time per 1,000 delivered', found, (turns) => ms(middle(cpuPer1000)(turns))),
    rowOf('edit to receiver, p50', found, (turns) => ms(middle(({ p50Ms }) => p50Ms)(turns))),
    rowOf('edit to receiver, p99', found, (turns) => ms(middle(({ p99Ms }) => p99Ms)(turns))),
    rowOf('frames to each for 600 edits', found, (turns) =>
      count(middle(({ framesPerReceiver }) => framesPerReceiver)(turns)),
    ),
    rowOf('delivered', found, (turns) =>
      complete({ lacking: turns.reduce((sum, { lacking }) => sum + lacking, 0) }),
    ),
  ]
}

/** Where each begins to be asked, in edits a second and person: well below what it holds. */
const CEILING_FROM = {
  'null relay': 10,
  'null relay, joined': 30,
  'y-websocket': 8,
  Hocuspocus: 20,
  ours: 150,
} as const satisfies Partial<Record<ContenderName, number>>
const CLIMBERS = Object.keys(CEILING_FROM) as (keyof typeof CEILING_FROM)[]

async function ceiling(closing: Closing, effort: Effort): Promise<Row[]> {
  const hall = hallOf({ notes: 1000, themes: 50, guests: 100 })
  const found = await each(effort, CLIMBERS, (name) => ceilingOf(name, hall, CEILING_FROM[name], closing))
  return [
    ratioRow('most delivered a second, as a ratio', found, ({ deliveredPerSecond }) => deliveredPerSecond),
    rowOf('most delivered a second', found, ({ deliveredPerSecond }) => count(deliveredPerSecond)),
    rowOf('p99 at that', found, ({ p99Ms }) => ms(p99Ms)),
    rowOf('after twice that load normal again within', found, ({ recoveredMs }) =>
      recoveredMs === undefined ? 'not within 10 s' : `${figure(recoveredMs / 1000)} s`,
    ),
  ]
}

/** Those that show pointers, the slow ones first. They have no processor to spare, and are measured once. */
const SLOW_SHOWERS = ['null relay', 'y-websocket', 'Hocuspocus'] as const
/** Those that keep up, one of which does nothing else: in turns, since what a processor gets done differs by the minute. */
const QUICK_SHOWERS = ['null relay, in ticks', 'ours'] as const

async function cursors(closing: Closing, effort: Effort): Promise<Row[]> {
  const rows: Row[] = []
  for (const people of effort === 'whole' ? [200, 300] : [200]) {
    const hall = hallOf({ notes: 200, themes: 10, guests: people })
    const move = (relay: Relay) => moveCursors(relay, hall, 15, 6, 20_000)
    const slow = await each(effort, effort === 'whole' ? SLOW_SHOWERS : [], async (name) => {
      const relay = await startRelay(name, [hall], closing)
      await move(relay)
      const turn = await move(relay)
      await relay.stop()
      return [turn]
    })
    const relays = await each(effort, QUICK_SHOWERS, async (name) => {
      const relay = await startRelay(name, [hall], closing)
      for (let i = 0; i < timesFor(effort, 3, 2); i++) await move(relay)
      return relay
    })
    const found = new Map<ContenderName, Moved[]>(slow)
    for (let i = 0; i < timesFor(effort, 3, 1); i++)
      for (const [name, relay] of relays) found.set(name, [...(found.get(name) ?? []), await move(relay)])
    for (const relay of relays.values()) await relay.stop()
    const row = (what: string, of: (moved: Moved) => number, unit: string) =>
      rowOf(`${people} people: ${what}`, found, (turns) => `${figure(median(turns.map(of)))}${unit}`)
    rows.push(
      row('of one processor', ({ cpuShare }) => 100 * cpuShare, ' %'),
      row('movement to receiver, p99', ({ p99Ms }) => p99Ms, ' ms'),
      row('frames a person and second', ({ framesPerPersonAndSecond }) => framesPerPersonAndSecond, ''),
      row('kB a person and second', ({ bytesPerPersonAndSecond }) => bytesPerPersonAndSecond / 1000, ''),
    )
  }
  return rows
}

/** Joining frames saves nothing where one person writes; knowing the documents costs most where there are many. */
const KEEPERS = RELAYS.filter((name) => name !== 'null relay, joined')
const ROOMS = 200
const WARMED_ROOMS = 20
/** Whether it was given all documents when it began, so that a room that comes later takes no memory for its own. */
const hadAll = (name: ContenderName) => name.startsWith('null relay with')

async function manyRooms(closing: Closing, effort: Effort): Promise<Row[]> {
  const halls = Array.from({ length: WARMED_ROOMS + ROOMS }, () => hallOf({ notes: 4, themes: 2, guests: 5 }))
  const found = await each(effort, KEEPERS, async (name) => {
    const relay = await startRelay(name, halls, closing)
    // What a process takes once it is at work at all is no room's.
    const few = await crowdIn(relay, halls.slice(0, WARMED_ROOMS), 1)
    await few.write(50, timesFor(effort, 10, 3))
    const beforeBytes = await memoryOf(relay.pid)
    const crowd = await crowdIn(relay, halls.slice(WARMED_ROOMS), 1)
    await crowd.write(5, timesFor(effort, 20, 6))
    const written = await crowd.write(5, 6)
    // Last: after memory was collected by order, V8 compiles for seconds what it has thrown away.
    const bytes = ((await memoryOf(relay.pid)) - beforeBytes) / ROOMS
    await crowd.leave()
    await few.leave()
    await relay.stop()
    return { ...written, bytes: hadAll(name) ? undefined : bytes }
  })
  return [
    ratioRow('processor time per 1,000 delivered, as a ratio', found, cpuPer1000),
    rowOf('processor time per 1,000 delivered', found, (one) => ms(cpuPer1000(one))),
    rowOf('memory for one more room of five', found, ({ bytes }) =>
      bytes === undefined ? '' : `${figure(bytes / 1024)} KiB`,
    ),
    rowOf('edit to receiver, p99', found, ({ p99Ms }) => ms(p99Ms)),
    rowOf('delivered', found, complete),
  ]
}

/** What the peers send may be some bytes less than what the document was made of. */
const NEARLY_ALL = 0.97

async function joining(closing: Closing, effort: Effort): Promise<Row[]> {
  const hall = hallOf({ notes: 10_000, themes: 40, guests: 200 })
  const all = new Y.Doc()
  Y.applyUpdate(all, hall.update)
  const level = Y.encodeStateVector(all)
  const [newest] = new Traffic(hall, 1).next(0, 1)
  const answer = (update: Uint8Array) => yWebsocket.update(update).fill(1, 1, 2)
  const canned = { answer: answer(hall.update), rest: answer(newest!.update) }
  const wanted = hall.update.length * NEARLY_ALL
  const found = await each(effort, OTHERS, async (name) => {
    let relay = await startRelay(name, [hall], closing, canned)
    // Somebody is there all the time, since the peers let go of a room that nobody is in.
    const host = await openVisitor(relay, hall, hall.guests[0]!)
    await host.level()
    await joinInTurn(relay, hall, 10, wanted)
    const warm = await joinInTurn(relay, hall, 20, wanted)
    // Somebody has written meanwhile, which they all lack.
    const crowd = await crowdIn(relay, [{ ...hall, guests: hall.guests.slice(0, 2) }], 1)
    await crowd.write(10, 1)
    await crowd.leave()
    await joinTogether(relay, hall, hall.guests.length, 1, level)
    const people = hall.guests.length
    const withNothing: number[] = []
    const withMost: number[] = []
    for (let i = 0; i < timesFor(effort, 3, 1); i++) {
      withNothing.push((await joinTogether(relay, hall, people, wanted)).tookMs)
      withMost.push((await joinTogether(relay, hall, people, 1, level)).tookMs)
    }
    host.leave()
    const cold: number[] = []
    let sawEmpty = false
    for (let i = 0; i < timesFor(effort, 5, 2) && !name.startsWith('null'); i++) {
      relay = await relay.again()
      await pause(1_500)
      const joined = await join(relay, hall, i, wanted)
      cold.push(joined.tookMs)
      sawEmpty ||= joined.sawEmptyAnswer
    }
    await relay.stop()
    return { warm, withNothing, withMost, cold, sawEmpty }
  })
  return [
    rowOf('one, warm: on the wire', found, ({ warm }) => ms(median(warm.tookMs))),
    rowOf('one, warm: processor time', found, ({ warm }) => ms(warm.cpuMs)),
    rowOf('one, cold from storage: on the wire', found, ({ cold }) =>
      cold.length > 0 ? ms(median(cold)) : '',
    ),
    rowOf('told to be level while empty', found, ({ cold, sawEmpty }) =>
      cold.length === 0 ? '' : sawEmpty ? 'yes' : 'never',
    ),
    ratioRow('200 at once with nothing, as a ratio', found, ({ withNothing }) => median(withNothing)),
    rowOf('200 at once with nothing', found, ({ withNothing }) => ms(median(withNothing))),
    ratioRow('200 at once with all but the newest, as a ratio', found, ({ withMost }) => median(withMost)),
    rowOf('200 at once with all but the newest', found, ({ withMost }) => ms(median(withMost))),
  ]
}

const scenarios = {
  room: {
    said: 'Each makes 10 edits a second; a board of 1,000 notes. Median of three turns of 6 s.',
    run: bigRoom,
  },
  ceiling: {
    said: 'Everyone writes, four tenths faster each time, until not all arrives or p99 is over 200 ms.',
    run: ceiling,
  },
  cursors: {
    said: 'Everyone moves a pointer 15 times a second, for 6 s; of relays that keep up, the median of three times in turns. The null relay in ticks reads whose a pointer is, and 20 times a second sends everyone the newest of all in the product’s few bytes: what the sockets take by themselves.',
    run: cursors,
  },
  rooms: {
    said: 'In each one person makes 5 edits a second, for 6 s. The null relay with Yjs also applies each edit to its room’s document, and does nothing else with it. With a store it also keeps each edit on disk, in the product’s own store and with as few flushes as the product ever makes, before anybody sees it, and tells its author so: what any relay takes that makes these two promises.',
    run: manyRooms,
  },
  joins: {
    said: 'From the first packet of the connection, signing in included, until everything has come. The null relay answers from memory with what it was given.',
    run: joining,
  },
} satisfies Record<string, Scenario>

/** Measures one scenario. @returns Markdown */
export async function benchRelay(
  scenario: keyof typeof scenarios,
  closing: Closing,
  effort: Effort,
): Promise<{ markdown: string }> {
  if (effort === 'whole') installPeers()
  // Every socket and process listens for the end of this one; they are meant to be many here.
  process.setMaxListeners(0)
  const { said, run } = scenarios[scenario]
  const rows = await run(closing, effort)
  const names = contenderNames.filter((name) => rows.some(({ cells }) => cells[name] !== undefined))
  const lines = [
    `| | ${names.join(' | ')} |`,
    `| --- |${names.map(() => ' --- |').join('')}`,
    ...rows.map(({ name, cells }) => `| ${name} | ${names.map((each) => cells[each] ?? '').join(' | ')} |`),
  ]
  return { markdown: `${lines.join('\n')}\n\n${said}\n` }
}
