import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { diceOf, type Dice } from '../Dice.ts'
import { moveNames } from './moves.ts'
import { leastHold, type Attack, type Step } from './play.ts'
import { known } from './known.ts'

/*
 * npm run guard:search [-- --minutes 60 --seed 1]: looks for frames that hold the event loop for long. It begins with
 * the known attacks, changes and joins what has held it longest, and keeps in found.json what held it for more than
 * 50 ms however often it was tried. Ends with 1 if anything did.
 */

/** What nothing may exceed. */
const MOST_MS = 50
/** Attacks that are bred from. */
const POOL = 40
const MOST_STEPS = 6
/** How often a suspect is measured; the least counts. */
const RUNS = 8

type Tried = { readonly attack: Attack; readonly holdMs: number; readonly at: string }

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    found: { type: 'string', default: 'tests/server/rooms/guard/corpus/found.json' },
  },
})
const dice = diceOf(Number(values.seed))
const file = values.found
const found = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Attack[]) : []

const someStep = (dice: Dice): Step => ({
  move: dice.pick(moveNames),
  size: dice.pick([0.03, 0.3, 0.9, 1]),
  seed: dice.below(2 ** 31),
  ...(dice.chance(0.4) ? { fresh: true } : {}),
})

function changed(step: Step): Step {
  return dice.pick<() => Step>([
    () => ({ ...step, size: Math.min(1, Math.max(0.001, step.size * dice.pick([0.5, 0.8, 1.2, 2]))) }),
    () => ({ ...step, seed: dice.below(2 ** 31) }),
    () => ({ ...step, move: dice.pick(moveNames) }),
    () => ({ ...step, fresh: !step.fresh }),
    () => ({ ...step, mutation: dice.below(2 ** 31) }),
  ])()
}

/** A neighbour of one attack, or the child of two. */
function bred(pool: readonly Tried[]): Attack {
  const steps = [...dice.pick(pool).attack.steps]
  const at = dice.below(steps.length)
  dice.pick([
    () => steps.splice(at, 1, changed(steps[at]!)),
    () => steps.splice(at, 1, changed(steps[at]!)),
    () => steps.splice(dice.below(steps.length + 1), 0, someStep(dice)),
    () => steps.splice(at, 0, { ...steps[at]!, seed: dice.below(2 ** 31) }),
    () => steps.push(...dice.pick(pool).attack.steps),
    () => {
      if (steps.length > 1) steps.splice(at, 1)
    },
  ])()
  return { steps: steps.slice(-MOST_STEPS) }
}

const endMs = performance.now() + Number(values.minutes) * 60_000
let pool: Tried[] = []
let plays = 0
let longest: Tried | undefined
let toldMs = 0

function keep(attack: Attack, why: string): void {
  found.push(attack)
  writeFileSync(file, `${JSON.stringify(found, undefined, 2)}\n`)
  console.log(`FOUND: ${why}: ${JSON.stringify(attack)}`)
}

async function attempt(attack: Attack): Promise<void> {
  plays++
  try {
    await measure(attack)
  } catch (error) {
    // An honest edit that is not taken afterwards is as bad as one that waits.
    keep(attack, String(error))
  }
}

async function measure(attack: Attack): Promise<void> {
  const floor = pool.length < POOL ? 0 : pool.at(-1)!.holdMs
  // One look tells that it is nothing; what looks like something is looked at again, and what looks bad more often.
  let outcome = await leastHold(attack, 3, floor)
  if (outcome.holdMs > MOST_MS) outcome = await leastHold(attack, RUNS, MOST_MS)
  const tried = { attack, holdMs: outcome.holdMs, at: outcome.at }
  if (!longest || tried.holdMs > longest.holdMs) longest = tried
  if (tried.holdMs > floor) pool = [...pool, tried].sort((a, b) => b.holdMs - a.holdMs).slice(0, POOL)
  if (tried.holdMs > MOST_MS) keep(attack, `${tried.holdMs.toFixed(1)} ms at ${tried.at}`)
}

function tell(): void {
  if (performance.now() - toldMs < 60_000) return
  toldMs = performance.now()
  const left = Math.ceil((endMs - performance.now()) / 60_000)
  const best =
    longest && `${longest.holdMs.toFixed(1)} ms at ${longest.at}: ${JSON.stringify(longest.attack)}`
  console.log(`${plays} attacks, ${found.length} found, ${left} minutes left; longest ${best ?? 'none'}`)
}

for (const attack of Object.values(known)) await attempt(attack)
while (performance.now() < endMs) {
  tell()
  await attempt(dice.chance(0.1) ? { steps: [someStep(dice)] } : bred(pool))
}
toldMs = 0
tell()
process.exit(found.length > 0 ? 1 : 0)
