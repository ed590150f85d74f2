import { setTimeout as pause } from 'node:timers/promises'

/** Something that is to be done so often in equal steps, each person at moments of their own. */
export type Paced = { readonly perSecond: number; readonly times: number; readonly act: (n: number) => void }

/**
 * Does what each has to do at its pace, and ends with the last. What could not be done in time is done as soon as it
 * can be: a relay that is too slow meets the same number of messages.
 */
export async function paced(people: readonly Paced[]): Promise<void> {
  const startMs = performance.now()
  const done = people.map(() => 0)
  // Spread over one step, so that they do not all begin at once.
  const offsetMs = people.map(({ perSecond }, i) => ((i * 0.618_033_988) % 1) * (1000 / perSecond))
  for (let isOver = false; !isOver;) {
    const passedMs = performance.now() - startMs
    isOver = true
    people.forEach(({ perSecond, times, act }, i) => {
      const due = Math.min(times, Math.floor(((passedMs - offsetMs[i]!) * perSecond) / 1000) + 1)
      while (done[i]! < due) act(done[i]!++)
      if (done[i]! < times) isOver = false
    })
    await pause(1)
  }
}
