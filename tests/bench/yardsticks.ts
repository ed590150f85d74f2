import { execFileSync } from 'node:child_process'
import { figure, median } from './statistics.ts'

const TURNS = 9
const ROWS = Array.from({ length: 20_000 }, (_, i) => ({
  id: `n${(i * 7919) % 20_000}`,
  text: 'words '.repeat(i % 9),
}))

/**
 * How quick this machine is now, by two pieces of work that stay the same: 20,000 rows written as JSON, read again and sorted,
 * which is computing alone, and Node started and ended, which is mostly the system's work. On a shared machine one hour,
 * and one host, is twice as slow as another; by these one sees how far the milliseconds of two runs may be compared.
 */
export function yardsticks(): string {
  const sorted = medianMs(() => {
    const rows = JSON.parse(JSON.stringify(ROWS)) as typeof ROWS
    rows.sort((a, b) => (a.id < b.id ? -1 : 1))
  })
  const started = medianMs(() => {
    execFileSync(process.execPath, ['-e', '0'])
  })
  return `rows sorted in ${figure(sorted)} ms, Node started in ${figure(started)} ms`
}

function medianMs(work: () => void): number {
  const times: number[] = []
  for (let turn = 0; turn < TURNS; turn++) {
    const startMs = performance.now()
    work()
    times.push(performance.now() - startMs)
  }
  return median(times)
}
