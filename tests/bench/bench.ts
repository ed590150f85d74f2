import { benchBoard } from './board.ts'
import { buildIfStale, builtAtMs } from './builtProduct.ts'
import { createClosing, type Closing } from './closing.ts'
import type { Effort } from './effort.ts'
import { asBuilt } from './asBuilt.ts'
import { benchBesidePeers } from './canvas/besidePeers.ts'
import { benchList } from './canvas/list.ts'
import { benchSizes } from './canvas/sizes.ts'
import type * as GuardBench from './guard.ts'
import { benchGrowth } from './relay/growth.ts'
import { benchRelay } from './relay/relayBench.ts'
import { benchRestart } from './restart.ts'
import { benchLargeOpening } from './largeOpening.ts'
import { benchPhoneOpening } from './phoneOpening.ts'
import { yardsticks } from './yardsticks.ts'
import { partNames, writeResults, type Found, type Part } from './results.ts'

/*
 * npm run bench [-- board | canvas | relay | relay-room | … | guard | restart]: measures the built product and writes
 * RESULTS.md. A name stands for all parts that begin with it.
 *
 * npm run bench:quick: the same by fewer turns and beside fewer others, in less than five minutes, and written nowhere.
 *
 * Nothing here passes or fails: a machine's mood is no fault of the product. It ends by itself, and what it started
 * ends with it.
 */

/** For one part. */
const MOST_MS = 900_000

const closing = createClosing()

/** Ends everything, at the latest five seconds from now. */
async function leave(exitCode: number): Promise<void> {
  setTimeout(() => process.exit(exitCode), 5_000).unref()
  await closing.all()
  process.exit(exitCode)
}

const effort: Effort = process.argv.includes('--quick') ? 'quick' : 'whole'

/** What a quick look leaves out: what takes minutes by its nature, and what is nothing without the others beside it. */
const ONLY_WHOLE: ReadonlySet<Part> = new Set(['canvas-peers', 'relay-ceiling', 'relay-growth', 'restart'])

const benchmarks: Readonly<Record<Part, (closing: Closing, effort: Effort) => Promise<Found>>> = {
  board: benchBoard,
  'opening-phone': benchPhoneOpening,
  'opening-large': benchLargeOpening,
  'canvas-peers': benchBesidePeers,
  'canvas-sizes': benchSizes,
  'canvas-list': benchList,
  'relay-room': (...given) => benchRelay('room', ...given),
  'relay-ceiling': (...given) => benchRelay('ceiling', ...given),
  'relay-cursors': (...given) => benchRelay('cursors', ...given),
  'relay-rooms': (...given) => benchRelay('rooms', ...given),
  'relay-joins': (...given) => benchRelay('joins', ...given),
  'relay-growth': benchGrowth,
  restart: benchRestart,
  guard: async (closing, effort) => {
    const { benchGuard } = (await import(await asBuilt('bench/guard'))) as typeof GuardBench
    return benchGuard(closing, effort)
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
      const found = await benchmarks[part](closing, effort)
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
  const asked = process.argv.slice(2).filter((name) => name !== '--quick')
  const isAsked = (part: Part) =>
    asked.length === 0
      ? effort === 'whole' || !ONLY_WHOLE.has(part)
      : asked.some((name) => part === name || part.startsWith(`${name}-`))
  if (!partNames.some(isAsked))
    throw new Error(`there is no benchmark "${asked.join(' ')}": ${partNames.join(', ')}`)
  for (const part of partNames.filter(isAsked)) {
    const late = setTimeout(() => {
      console.error(`${part} is not finished after ${MOST_MS / 1000} s`)
      void leave(1)
    }, MOST_MS)
    const startMs = performance.now()
    const quickness = effort === 'whole' ? yardsticks() : ''
    const found = await measure(part)
    clearTimeout(late)
    if (effort === 'whole') await writeResults(part, found, quickness)
    console.log(found.markdown)
    console.log(`measured in ${Math.round((performance.now() - startMs) / 1000)} s`)
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void leave(1))
main().then(
  () => leave(0),
  (error: unknown) => {
    console.error(error)
    return leave(1)
  },
)
