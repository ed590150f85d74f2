import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Closing } from '../closing.ts'
import { plots, type Plot } from '../plots.ts'
import { figure } from '../statistics.ts'
import { memoryOf, startRelay } from './contenders.ts'
import { crowdIn, type Written } from './fanOut.ts'
import { hallOf } from './halls.ts'
import { joinInTurn } from './joins.ts'

/*
 * Whether one more costs more where there are many already: people in a room, rooms on a server, notes on a board. Each
 * size has a relay of its own, warmed up by the same work.
 */

const PEOPLE = [10, 30, 100, 300, 1000]
const ROOMS = [1, 10, 100, 500, 2000]
const NOTES = [100, 1000, 5000, 20_000]

/** What one size costs: its number, and a figure for each column. */
type Size = { readonly size: number; readonly figures: readonly number[] }

type Growth = {
  readonly of: string
  readonly said: string
  readonly columns: readonly string[]
  readonly sizes: readonly number[]
  readonly measure: (size: number, closing: Closing) => Promise<readonly number[]>
}

const cpuUsPerEdit = ({ cpuMs, sent }: Written) => (cpuMs / sent) * 1000

/** @returns what an edit costs for each person in the room, in µs, and its p99 in ms */
async function people(count: number, closing: Closing): Promise<readonly number[]> {
  const hall = hallOf({ notes: 1000, themes: 20, guests: count })
  const relay = await startRelay('ours', [hall], closing)
  const crowd = await crowdIn(relay, [hall], 5)
  await crowd.write(10, 15)
  const written = await crowd.write(10, 8)
  await crowd.leave()
  await relay.stop()
  if (written.lacking > 0) throw new Error(`${written.lacking} edits did not arrive with ${count} people`)
  return [cpuUsPerEdit(written) / count, written.p99Ms]
}

const IDLE_ROOMS = 20
/** What fewer take is lost in what the server's memory does by itself. */
const FEWEST_WEIGHED = 100

/** @returns what an edit costs in µs, what a room takes in KiB if there are enough, and p99 in ms; one of two writes */
async function rooms(count: number, closing: Closing): Promise<readonly number[]> {
  const halls = Array.from({ length: IDLE_ROOMS + count }, () => hallOf({ notes: 4, themes: 2, guests: 2 }))
  const relay = await startRelay('ours', halls, closing)
  const few = await crowdIn(relay, halls.slice(0, IDLE_ROOMS), 1)
  await few.write(25, 10)
  const beforeBytes = await memoryOf(relay.pid)
  const crowd = await crowdIn(relay, halls.slice(IDLE_ROOMS), 1)
  // As many edits a second in all, however many rooms they are in.
  const perSecond = Math.max(0.2, 400 / count)
  await crowd.write(Math.min(perSecond, 50), 15)
  const bytes = (await memoryOf(relay.pid)) - beforeBytes
  const written = await crowd.write(Math.min(perSecond, 50), 8)
  await crowd.leave()
  await few.leave()
  await relay.stop()
  if (written.lacking > 0) throw new Error(`${written.lacking} edits did not arrive in ${count} rooms`)
  const memoryKib = count < FEWEST_WEIGHED ? NaN : bytes / 1024 / count
  return [cpuUsPerEdit(written), memoryKib, written.p99Ms]
}

/** @returns what an edit costs in µs, what joining costs for each note in µs, and p99 in ms */
async function notes(count: number, closing: Closing): Promise<readonly number[]> {
  const hall = hallOf({ notes: count, themes: Math.ceil(count / 25), guests: 20 })
  const relay = await startRelay('ours', [hall], closing)
  const crowd = await crowdIn(relay, [hall], 5)
  await crowd.write(10, 15)
  const written = await crowd.write(10, 8)
  const nearlyAll = hall.update.length * 0.97
  await joinInTurn(relay, hall, 20, nearlyAll)
  const joined = await joinInTurn(relay, hall, 20, nearlyAll)
  await crowd.leave()
  await relay.stop()
  if (written.lacking > 0) throw new Error(`${written.lacking} edits did not arrive with ${count} notes`)
  return [cpuUsPerEdit(written), (joined.cpuMs / count) * 1000, written.p99Ms]
}

const growths: readonly Growth[] = [
  {
    of: 'people in one room',
    said: 'Five of them make 10 edits a second each; the board has 1,000 notes.',
    columns: ['an edit, for each person: µs', 'edit to receiver, p99: ms'],
    sizes: PEOPLE,
    measure: people,
  },
  {
    of: 'rooms of two people',
    said: 'One of the two writes; some 400 edits a second in all rooms together (50 in a single one).',
    columns: ['an edit: µs', 'memory for one room: KiB', 'edit to receiver, p99: ms'],
    sizes: ROOMS,
    measure: rooms,
  },
  {
    of: 'notes on one board',
    said: 'Twenty people, five of whom make 10 edits a second each.',
    columns: ['an edit: µs', 'joining, for each note: µs', 'edit to receiver, p99: ms'],
    sizes: NOTES,
    measure: notes,
  },
]

/** What cannot be told is not a number. */
const shown = (value: number) => (Number.isNaN(value) ? '–' : figure(value))

/** Measures each size of each. @returns Markdown; the plot is written beside the results */
export async function benchGrowth(closing: Closing): Promise<{ markdown: string }> {
  process.setMaxListeners(0)
  const tables: string[] = []
  const drawn: Plot[] = []
  for (const { of, said, columns, sizes, measure } of growths) {
    const found: Size[] = []
    for (const size of sizes) {
      console.log(`  ${size} ${of}`)
      found.push({ size, figures: await measure(size, closing) })
    }
    tables.push(
      [
        `| ${of} | ${columns.join(' | ')} |`,
        `| --- |${columns.map(() => ' --- |').join('')}`,
        ...found.map(({ size, figures }) => `| ${grouped(size)} | ${figures.map(shown).join(' | ')} |`),
        '',
        said,
        '',
      ].join('\n'),
    )
    for (const [i, column] of columns.slice(0, -1).entries())
      drawn.push({
        title: column,
        across: of,
        points: found
          .map(({ size, figures }) => ({ x: size, y: figures[i]! }))
          .filter(({ y }) => !Number.isNaN(y)),
      })
  }
  writeFileSync(fileURLToPath(new URL('../growth.svg', import.meta.url)), plots(drawn))
  return { markdown: `${tables.join('\n')}\n![What one more costs, by how many there are](growth.svg)\n` }
}

const grouped = (value: number) => value.toLocaleString('en-GB')
