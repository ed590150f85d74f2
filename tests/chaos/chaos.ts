import { parseArgs } from 'node:util'
import { buildIfStale } from '../bench/builtProduct.ts'
import { median, quantile } from '../bench/statistics.ts'
import { rampage, type ChaosReport } from './rampage.ts'

/*
 * npm run chaos [-- --kills 200 --seed 1]: kills the built product with SIGKILL at random moments while people write,
 * vote, close rounds and erase, and compares what is there afterwards with what anyone was shown or told.
 * Ends with 1 if anything was not as it should be.
 */

const SERVES_WITHIN_MS = 2_000

const times = (sample: readonly number[]): string =>
  [median(sample), quantile(sample, 0.99), Math.max(...sample)].map((ms) => `${Math.round(ms)} ms`).join(', ')

function describe(report: ChaosReport): string {
  const { kills, closingsCutOff, servedAfterMs, servedAfterOwnMs } = report
  const all = Object.values(kills).reduce((sum, n) => sum + n, 0)
  return `${all} kills, seed ${report.seed}: ${kills.work} while people worked, ${kills.closing} while rounds were closed, ${kills.erasing} while words were erased, ${kills.starting} at work and once more while it started again.

After each, while nobody who had been there was connected:
- every update that anyone was sent (${report.updatesSeen}) or told is saved (${report.updatesSaved}) was in the document, with what it deleted, and each of ${report.notesSaved} notes by its words;
- every note that was said to be taken back or blacked out (${report.erasuresDone}) was so; blacked-out words were in no file at once, and no erased ones at the end;
- every ballot that was confirmed (${report.ballotsConfirmed}) was its voter's, or counted; ${report.roundsClosed} rounds were closed, each with a result that its ballots add up to, as many choices kept, no sealed ballot and no key; of closings cut off before they were answered ${closingsCutOff.open} left the round open, ${closingsCutOff.closed} had closed it;
- the database, copied while nothing ran, passed PRAGMA integrity_check.

From the start of the process to the first answered sync: ${times(servedAfterMs)} (median, 99th percentile, most); without waiting for a processor that others were using: ${times(servedAfterOwnMs)}.`
}

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '200' }, seed: { type: 'string' } },
})
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed)
console.log(`seed ${seed}`)
buildIfStale()
const report = await rampage({ kills: Number(values.kills), seed, tell: console.log })
console.log(describe(report))
const late = report.servedAfterOwnMs.filter((ms) => ms > SERVES_WITHIN_MS)
const faults = [
  ...report.faults,
  ...(late.length > 0 ? [`it served later than ${SERVES_WITHIN_MS} ms after ${late.length} starts`] : []),
]
for (const fault of faults) console.log(`FAULT: ${fault}`)
process.exit(faults.length > 0 ? 1 : 0)
