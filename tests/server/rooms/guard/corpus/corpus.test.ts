import { expect, it } from 'vitest'
import foundAttacks from './found.json' with { type: 'json' }
import { known } from './known.ts'
import { leastHold, type Attack } from './play.ts'

/** What no crafted frame, and nothing after it, may exceed. */
const MOST_MS = 50
/** The least of so many runs counts: a machine that is busy elsewhere is no fault of the frame. */
const RUNS = 6

const found = Object.fromEntries(
  (foundAttacks as Attack[]).map((attack, i) => [`found by the search, ${i + 1}`, attack]),
)

it.each(Object.entries({ ...known, ...found }))(
  'holds nobody up: %s',
  async (_, attack) => {
    const { holdMs, at } = await leastHold(attack, RUNS, MOST_MS)
    expect(holdMs, `the longest turn of the event loop, at: ${at}`).toBeLessThan(MOST_MS)
  },
  120_000,
)
