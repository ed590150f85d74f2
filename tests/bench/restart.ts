import { setTimeout as pause } from 'node:timers/promises'
import { performance } from 'node:perf_hooks'
import * as Y from 'yjs'
import { databaseIn } from '../../server/maintenance/dataFolder.ts'
import { batchesIn } from '../../server/storage/sqlite/batches.ts'
import { openDatabase } from '../../server/storage/sqlite/database.ts'
import { documentsIn } from '../../server/storage/sqlite/documents.ts'
import { tailsOf } from '../../server/storage/sqlite/tails.ts'
import { openBoardDocument } from '../../shared/document/BoardDocument.ts'
import { saveTheme, writeRow } from '../../shared/document/change.ts'
import { metaOf } from '../../shared/document/migrate.ts'
import { waitedForProcessorMs } from '../chaos/waiting.ts'
import { diceOf } from '../server/rooms/guard/Dice.ts'
import { startProduct, type Product } from '../support/product.ts'
import { until } from '../support/httpBrowser.ts'
import { connectBrowser, makeBoard, type MadeBoard } from './client.ts'
import type { Closing } from './closing.ts'
import type { Effort } from './effort.ts'
import { crowdedBoard } from './crowdedBoard.ts'
import { figure, median, quantile, ratio } from './statistics.ts'

/*
 * How soon the built product serves again after SIGKILL, on a folder with one board: from the start of its process
 * to the first sync that is answered in full to somebody whose browser has nothing of the board. Since the last
 * snapshot as many single updates lie in the database as the product ever leaves there. Two folders in turns: a board of
 * 10,000 notes, as many people leave it, and one with nothing on it.
 */

const RUNS = { whole: 15, quick: 3 } as const
const LARGE = { notes: 10_000, themes: 40, authors: 60 }
/** One fewer than makes the product write a snapshot. */
const TAIL = 499

type Hall = { readonly product: Product; readonly board: MadeBoard; readonly notes: number }
type Times = { clockMs: number[]; ownMs: number[]; listeningMs: number[] }

/** Runs the measurement. @returns Markdown: ratios, then figures */
export async function benchRestart(closing: Closing, effort: Effort): Promise<{ markdown: string }> {
  const large = await hallWith(LARGE, closing)
  const empty = await hallWith(undefined, closing)
  const ofLarge: Times = { clockMs: [], ownMs: [], listeningMs: [] }
  const ofEmpty: Times = { clockMs: [], ownMs: [], listeningMs: [] }
  for (let run = 0; run < RUNS[effort]; run++) {
    await restart(large, ofLarge)
    await restart(empty, ofEmpty)
  }
  return { markdown: describe(ofLarge, ofEmpty) }
}

/** A product that is down, on a folder of its own with a board as described. */
export async function hallWith(count: typeof LARGE | undefined, closing: Closing): Promise<Hall> {
  const product = await startProduct('127.0.0.1', { logLevel: 'info' })
  closing.add(() => product.stop())
  const board = await makeBoard(product.url)
  await product.halt()
  if (count) fill(product.dataDir, board, count)
  return { product, board, notes: count?.notes ?? 0 }
}

/** Puts a board into the database where the product would have stored it: a snapshot, and updates since. */
function fill(dataDir: string, { id }: MadeBoard, count: typeof LARGE): void {
  const db = openDatabase(databaseIn(dataDir))
  try {
    const batches = batchesIn(db)
    const documents = documentsIn(db, batches, tailsOf(batches))
    const made = documents.loadDocument(id)
    const crowd = crowdedBoard(count)
    const { doc } = crowd.board
    // The board that was made, with what many people have done on it since.
    const all = openBoardDocument(new Y.Doc())
    const seed = made.snapshot ? [made.snapshot, ...made.tail] : made.tail
    Y.applyUpdate(all.doc, Y.encodeStateAsUpdate(doc))
    all.doc.transact(() => {
      for (const table of ['meta', 'people'] as const)
        for (const key of [...all.tables[table].keys()]) all.tables[table].delete(key)
    })
    const seeded = openBoardDocument(new Y.Doc())
    for (const update of seed) for (const doc of [seeded.doc, all.doc]) Y.applyUpdate(doc, update)
    // Both had one: without this it would be chance which of them is kept, and the crowd's was taken away.
    writeRow(all, 'meta', 'meta', metaOf(seeded)!)
    documents.compact(id, Y.encodeStateAsUpdate(all.doc), made.lastSeq)
    const dice = diceOf(1)
    const updates: Uint8Array[] = []
    all.doc.on('update', (update: Uint8Array) => updates.push(update))
    for (let i = 0; i < TAIL; i++) saveTheme(all, dice.pick(crowd.themes), { title: `Getting about ${i}` })
    documents.appendUpdates(updates.map((update) => ({ board: id, update, bindings: [] })))
  } finally {
    db.close()
  }
}

async function restart({ product, board, notes }: Hall, times: Times): Promise<void> {
  const startMs = performance.now()
  product.begin()
  await product.ready()
  times.listeningMs.push(performance.now() - startMs)
  const client = await connectBrowser(product.url, board.id, board.maker)
  await until(() => client.provider.synced)
  const tookMs = performance.now() - startMs
  times.clockMs.push(tookMs)
  times.ownMs.push(tookMs - waitedForProcessorMs(product.pid))
  if (client.document.tables.notes.size !== notes)
    throw new Error(`${client.document.tables.notes.size} notes came, of ${notes}`)
  await product.kill()
  client.close()
  await pause(200)
}

function describe(large: Times, empty: Times): string {
  const row = (label: string, of: (times: Times) => number[]) => {
    const figures = (times: Times) =>
      `${figure(median(of(times)))} (${figure(quantile(of(times), 0))} to ${figure(quantile(of(times), 1))}) ms`
    return `| ${label} | ${ratio(median(of(large)), median(of(empty)))} | ${figures(large)} | ${figures(empty)} |`
  }
  return [
    `${large.clockMs.length} kills of each, in turns. Median, and least to most.`,
    '',
    '| From the start of the process until | ratio | 10,000 notes | nothing on it |',
    '| --- | --- | --- | --- |',
    row('it says that it is ready', ({ listeningMs }) => listeningMs),
    row('the first sync is answered', ({ clockMs }) => clockMs),
    row('the same, without waiting for a processor that others used', ({ ownMs }) => ownMs),
  ].join('\n')
}
