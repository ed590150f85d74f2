import { readdirSync, readFileSync } from 'node:fs'

/**
 * How long a process has been ready to run, and waited for a processor that others were using: the most that any of
 * its threads did, in milliseconds. 0 where the system does not tell (only Linux does).
 */
export function waitedForProcessorMs(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`)
    return Math.max(
      ...threads.map((thread) => {
        // Time on a processor, time in the queue for one, both in nanoseconds, and turns taken.
        const [, queued = '0'] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')
        return Number(queued) / 1e6
      }),
    )
  } catch {
    return 0 // no such file: another system
  }
}
