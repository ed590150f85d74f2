import { Unacceptable } from './Unacceptable.ts'

const MOST_STEPS = 500_000

/**
 * Steps that putting one update's writes in order may take. Yjs goes past every write that was made at the same
 * spot, so crafted ones cost it time in proportion to their square: now, and again whenever the board is read
 * from the store. An honest day offline takes some thousand steps.
 */
export class Effort {
  /** Steps taken so far. */
  spent = 0

  /** @throws {Unacceptable} when the update asks for too much */
  spend(steps: number): void {
    this.spent += steps
    if (this.spent > MOST_STEPS)
      throw new Unacceptable('too-large', 'writes that take too long to put in order')
  }
}
