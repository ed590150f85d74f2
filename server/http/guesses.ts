import type { ProblemCode } from '../../shared/protocol/api.ts'
import { isRefused, refused, type Refused } from '../boards/refused.ts'
import { addressGroup } from './addressGroup.ts'
import { createLimit } from './limit.ts'

/**
 * Short codes have 148 million values and last twelve hours. From one address so many wrong ones are taken for
 * typing errors, of which a hall behind one address makes a few; and over all addresses together so many, or
 * else whoever has many addresses could try millions. Decision 110 works out what that leaves to luck.
 */
const WRONG_CODES_OF_ONE_ADDRESS = 30
const WRONG_CODES_OF_ALL = 300
/**
 * Secrets of links and ways back have 128 bits: nobody guesses one, however often they may. The limit only
 * spares the server the work, so it is wide, and right ones are let in whatever came before.
 */
const WRONG_SECRETS_OF_ONE_ADDRESS = 100
const WINDOW_MS = 10 * 60 * 1000
const ALL = 'all addresses'

/** Counts what was wrong, and never what was right: three hundred people behind a hall's one address join within a minute. */
export type Guesses = {
  /** Looks a short code up, unless too many wrong ones were tried. */
  ofCode<T>(address: string, lookUp: () => Promise<T | Refused>): Promise<T | Refused>
  /** Looks up what a link's secret or a way back opens; past the limit, wrong ones hear that instead. */
  ofSecret<T>(address: string, lookUp: () => Promise<T | Refused>): Promise<T | Refused>
}

/** One for the whole server, so that a guess at one call counts at all of them. */
export function createGuesses(clock: () => number): Guesses {
  const limit = (most: number) => createLimit({ most, windowMs: WINDOW_MS, clock })
  const codes = limit(WRONG_CODES_OF_ONE_ADDRESS)
  const codesOfAll = limit(WRONG_CODES_OF_ALL)
  const secrets = limit(WRONG_SECRETS_OF_ONE_ADDRESS)

  function closedToCodes(address: string): Refused | undefined {
    if (codes.isReached(address)) return refused('too-many-guesses')
    return codesOfAll.isReached(ALL) ? refused('codes-paused') : undefined
  }

  return {
    async ofCode<T>(given: string, lookUp: () => Promise<T | Refused>) {
      const address = addressGroup(given)
      const closedBefore = closedToCodes(address)
      if (closedBefore) return closedBefore
      const found = await lookUp()
      // Asked again: of guesses that were sent all at once, those beyond the limit must learn nothing.
      const closed = closedToCodes(address)
      if (closed) return closed
      if (isRefused(found)) {
        codes.count(address)
        codesOfAll.count(ALL)
      }
      return found
    },
    async ofSecret<T>(given: string, lookUp: () => Promise<T | Refused>) {
      const address = addressGroup(given)
      const found = await lookUp()
      // One that ended was right once: it is no guess, and its holder should hear what has become of it.
      if (!isRefused(found) || !guessed.has(found.refused)) return found
      if (secrets.isReached(address)) return refused('too-many-wrong-links')
      secrets.count(address)
      return found
    },
  }
}

const guessed: ReadonlySet<ProblemCode> = new Set(['wrong-link', 'wrong-way-back'])
