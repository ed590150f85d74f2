/**
 * Work that may be put aside and taken up again: it yields where a pause would do no harm, and returns its
 * result. Whoever runs it sees to it that what it reads does not change meanwhile.
 */
export type Steps<T> = Generator<undefined, T, undefined>

/** Units between two looks at the clock; a unit is about what it takes to place one struct, a microsecond. */
const STRETCH = 1500

/** Tells work when it is time to offer a pause. */
export class Pace {
  private left = STRETCH
  /** Counts units of work done. @returns whether to yield now */
  spend(units: number): boolean {
    this.left -= units
    if (this.left > 0) return false
    this.left = STRETCH
    return true
  }
}

/** Runs steps without a pause. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** The same steps, whose error is handed over instead of thrown. */
export function* catching(steps: Steps<void>, caught: (error: unknown) => void): Steps<void> {
  try {
    yield* steps
  } catch (error) {
    caught(error)
  }
}
