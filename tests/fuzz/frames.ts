import { parseArgs } from 'node:util'
import { fuzz, type FuzzReport } from './fuzz.ts'

/*
 * npm run fuzz [-- --frames 1000000 --seed 1]: random, truncated and mutated frames over real sockets, against a
 * server of its own. Ends with 1 if anything was not as it should be.
 */

const MOST_GROWTH_BYTES = 50 * 1024 * 1024
const mib = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`

function describe({ seed, frames, connections, seconds, closes, honest, memory }: FuzzReport): string {
  const { before, after } = memory
  return `${frames} frames on ${connections} connections in ${Math.round(seconds)} s, seed ${seed}
closed with: ${Object.entries(closes)
    .map(([code, times]) => `${code}: ${times}`)
    .join(', ')}
two people beside it: ${honest.edits} edits, seen by the other after ${honest.medianMs.toFixed(1)} ms (median), ${honest.slowestMs.toFixed(0)} ms at most
the server's memory, resident: ${mib(before.rssBytes)} before, ${mib(after.rssBytes)} after; heap ${mib(before.heapBytes)}, ${mib(after.heapBytes)}; outside it ${mib(before.externalBytes)}, ${mib(after.externalBytes)}
`
}

const { values } = parseArgs({
  options: { frames: { type: 'string', default: '1000000' }, seed: { type: 'string' } },
})
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed)
console.log(`seed ${seed}`)
const report = await fuzz({ frames: Number(values.frames), seed, tell: console.log })
console.log(describe(report))
const grownBytes = report.memory.after.rssBytes - report.memory.before.rssBytes
const faults = [
  ...report.faults,
  ...(grownBytes > MOST_GROWTH_BYTES ? [`the server grew by ${mib(grownBytes)}`] : []),
]
for (const fault of faults) console.log(`FAULT: ${fault}`)
process.exit(faults.length > 0 ? 1 : 0)
