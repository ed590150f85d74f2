import { setTimeout as pause } from 'node:timers/promises'
import { rowsOf } from '../../shared/document/BoardDocument.ts'
import { addNote } from '../../shared/document/change.ts'
import { newId } from '../../shared/document/newId.ts'
import type { NoteId } from '../../shared/model/ids.ts'
import { until } from '../support/httpBrowser.ts'
import type { Closing } from './closing.ts'
import { nullRoom, productRoom, type RelayRoom } from './relays.ts'
import { fillBoard, noteSaying, realComments } from './sampleBoard.ts'
import { figure, median, quantile, ratio, spread } from './statistics.ts'

/*
 * Fan-out of one relay to 25 clients. One stock y-websocket client shares ten notes a second, each a real
 * comment; 25 others in the room receive them. The room holds 1,000 notes already.
 *
 * Latency runs from the moment before the writer's edit to the moment after a receiver's document has applied it.
 * All 26 documents live in one process beside the relay's, on one clock, so a latency includes the wait until
 * that process has served the receivers before: the same for both relays. The product and the null relay take
 * turns of five seconds, so that what else the machine does falls on both.
 *
 * Processor time is that of the relay's whole process (the product's SQLite thread with it), from before the
 * first edit of a turn until every receiver has every edit and the writer has its last `saved`.
 */

const RECEIVERS = 25
const NOTES = { notes: 1000, themes: 40 }
const TURNS = 4
const EDITS_PER_TURN = 50
const EDIT_EVERY_MS = 100
const WARM_UP_EDITS = 20

type Measured = { latenciesMs: number[]; savedMs: number[]; cpuMsPer1000: number[] }
const nothing = (): Measured => ({ latenciesMs: [], savedMs: [], cpuMsPer1000: [] })

/** Runs the measurement. @returns Markdown: ratios, then figures */
export async function benchRelay(closing: Closing): Promise<{ markdown: string }> {
  // Every client and awareness listens for the end of the process; they are meant to be many here.
  process.setMaxListeners(4 * RECEIVERS)
  // The null relay first: what its process still does after its start must be over when its turn comes.
  const peer = await filledRoom(await nullRoom(RECEIVERS, closing))
  const product = await filledRoom(await productRoom(RECEIVERS, closing))
  const [ofProduct, ofPeer] = [nothing(), nothing()]
  for (const room of [product, peer]) await takeTurn(room, WARM_UP_EDITS, nothing())
  for (let turn = 0; turn < TURNS; turn++) {
    // The one that begins changes, so that neither always follows the other.
    const order = [
      () => takeTurn(product, EDITS_PER_TURN, ofProduct),
      () => takeTurn(peer, EDITS_PER_TURN, ofPeer),
    ]
    for (const take of turn % 2 === 0 ? order : order.reverse()) await take()
  }
  const [productAtRest, peerAtRest] = await Promise.all([cpuAtRest(product), cpuAtRest(peer)])
  return { markdown: describe(ofProduct, ofPeer) + atRest(productAtRest, peerAtRest) }
}

const REST_MS = 4000

/** Processor time in milliseconds a second while nobody writes: keep-alives, timers, metrics. */
async function cpuAtRest(room: RelayRoom): Promise<number> {
  const beforeMs = await room.cpuMs()
  await pause(REST_MS)
  return ((await room.cpuMs()) - beforeMs) / (REST_MS / 1000)
}

const atRest = (productMs: number, peerMs: number): string =>
  `With nobody writing, the same room costs the product ${figure(productMs)} ms of processor time a second and the null relay ${figure(peerMs)} ms; neither was taken off above.
`

/** Fills the room through its writer, and waits until everyone has it all. */
async function filledRoom(room: RelayRoom): Promise<RelayRoom> {
  await pause(500) // for the greetings of 26 clients
  fillBoard(room.writer.document, room.author, NOTES)
  const isLevel = () => {
    const wanted = rowsOf(room.writer.document, 'placements').size
    return room.receivers.every(
      ({ document }) =>
        document.tables.notes.size === NOTES.notes && document.tables.placements.size === wanted,
    )
  }
  await until(isLevel, 30_000)
  await pause(500) // for the last `saved` of what was filled in
  return room
}

const comments = realComments()
let commentAt = NOTES.notes

/** One turn of edits at their pace, ended when everyone has them. @throws if an edit does not arrive */
async function takeTurn(room: RelayRoom, edits: number, into: Measured): Promise<void> {
  const editedAtMs = new Map<string, number>()
  const inOrder: number[] = []
  const latencies: number[] = []
  const saved: number[] = []

  const stops = room.receivers.map(({ document: { tables } }) => {
    const seen = ({ keysChanged }: { keysChanged: Set<string> }) => {
      const nowMs = performance.now()
      for (const key of keysChanged) {
        const atMs = editedAtMs.get(key)
        if (atMs !== undefined) latencies.push(nowMs - atMs)
      }
    }
    tables.notes.observe(seen)
    return () => {
      tables.notes.unobserve(seen)
    }
  })
  // An edit is one message, and messages are saved in order.
  const stopSaved = room.onSaved?.((newlySaved) => {
    const nowMs = performance.now()
    for (let i = 0; i < newlySaved; i++) {
      const atMs = inOrder[saved.length]
      if (atMs !== undefined) saved.push(nowMs - atMs)
    }
  })

  const cpuBeforeMs = await room.cpuMs()
  const startMs = performance.now()
  for (let i = 0; i < edits; i++) {
    await pause(Math.max(0, startMs + i * EDIT_EVERY_MS - performance.now()))
    const id = newId<NoteId>()
    const { text } = comments[commentAt++ % comments.length]!
    const note = noteSaying(text, room.author, commentAt)
    const nowMs = performance.now()
    editedAtMs.set(id, nowMs)
    inOrder.push(nowMs)
    addNote(room.writer.document, id, note)
  }
  const expected = edits * room.receivers.length
  await until(() => latencies.length === expected && (!room.onSaved || saved.length === edits))
  const cpuMs = (await room.cpuMs()) - cpuBeforeMs
  stopSaved?.()
  for (const stop of stops) stop()

  into.latenciesMs.push(...latencies)
  into.savedMs.push(...saved)
  into.cpuMsPer1000.push((cpuMs / expected) * 1000)
}

function describe(product: Measured, peer: Measured): string {
  const percentiles = ({ latenciesMs }: Measured) =>
    [0.5, 0.95, 0.99].map((share) => quantile(latenciesMs, share))
  const [p50, p95, p99] = percentiles(product) as [number, number, number]
  const [q50, q95, q99] = percentiles(peer) as [number, number, number]
  const cpu = median(product.cpuMsPer1000)
  const peerCpu = median(peer.cpuMsPer1000)
  const savedMs = [0.5, 0.95, 0.99].map((share) => figure(quantile(product.savedMs, share)))
  return `| | product ÷ null relay | product | null relay |
| --- | --- | --- | --- |
| edit to receiver's document, p50 | ${ratio(p50, q50)} | ${figure(p50)} ms | ${figure(q50)} ms |
| the same, p95 | ${ratio(p95, q95)} | ${figure(p95)} ms | ${figure(q95)} ms |
| the same, p99 | ${ratio(p99, q99)} | ${figure(p99)} ms | ${figure(q99)} ms |
| edit to \`saved\`, p50 · p95 · p99 | none: it keeps nothing | ${savedMs.join(' · ')} ms | |
| relay's processor time per 1,000 messages delivered, median turn (least to most) | ${ratio(cpu, peerCpu)} | ${spread(product.cpuMsPer1000)} ms | ${spread(peer.cpuMsPer1000)} ms |

${TURNS} turns of ${(EDITS_PER_TURN * EDIT_EVERY_MS) / 1000} s each, alternating: ${product.savedMs.length} edits at ${1000 / EDIT_EVERY_MS} a second, each delivered to ${RECEIVERS} clients (${product.latenciesMs.length.toLocaleString('en-GB')} deliveries a relay, none missing), in a room of ${NOTES.notes.toLocaleString('en-GB')} notes.
`
}
