import { benchBoard } from './board.ts'
import { buildIfStale, builtAtMs } from './builtProduct.ts'
import { createClosing, type Closing } from './closing.ts'
import { asBuilt } from './asBuilt.ts'
import type * as GuardBench from './guard.ts'
import { benchRelay } from './relay.ts'
import { benchRestart } from './restart.ts'
import { partNames, writeResults, type Found, type Part } from './results.ts'

/*
 * npm run bench [-- board | relay | guard | restart]: measures the built product and writes RESULTS.md. Nothing here passes or
 * fails: a machine's mood is no fault of the product. It ends by itself, and what it started ends with it.
 */

const MOST_MS = 290_000

const closing = createClosing()

/** Ends everything, at the latest five seconds from now. */
async function leave(exitCode: number): Promise<void> {
  setTimeout(() => process.exit(exitCode), 5_000).unref()
  await closing.all()
  process.exit(exitCode)
}

const benchmarks: Readonly<Record<Part, (closing: Closing) => Promise<Found>>> = {
  board: benchBoard,
  relay: benchRelay,
  restart: benchRestart,
  guard: async (closing) => {
    const { benchGuard } = (await import(await asBuilt('bench/guard'))) as typeof GuardBench
    return benchGuard(closing)
  },
}

/**
 * Runs one benchmark on a build that stays the same throughout. When someone builds in the same tree meanwhile,
 * what was measured is neither of the two builds, so it is measured once more.
 */
async function measure(part: Part): Promise<Found> {
  for (let attempt = 1; ; attempt++) {
    buildIfStale()
    const built = builtAtMs()
    const wasReplaced = () => builtAtMs() !== built
    console.log(`measuring: ${part}`)
    try {
      const found = await benchmarks[part](closing)
      if (!wasReplaced()) return found
      if (attempt === 2) throw new Error('the product was built anew while it was measured')
    } catch (error) {
      if (attempt === 2 || !wasReplaced()) throw error
    } finally {
      await closing.all()
    }
    console.log('the product was built anew meanwhile: once more')
  }
}

async function main(): Promise<void> {
  const asked = process.argv.slice(2)
  const unknown = asked.find((name) => !partNames.some((part) => part === name))
  if (unknown !== undefined) throw new Error(`there is no benchmark "${unknown}": ${partNames.join(', ')}`)
  for (const part of partNames.filter((name) => asked.length === 0 || asked.includes(name))) {
    const found = await measure(part)
    await writeResults(part, found)
    console.log(found.markdown)
  }
}

setTimeout(() => {
  console.error(`not finished after ${MOST_MS / 1000} s`)
  void leave(1)
}, MOST_MS).unref()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void leave(1))
main().then(
  () => leave(0),
  (error: unknown) => {
    console.error(error)
    return leave(1)
  },
)
