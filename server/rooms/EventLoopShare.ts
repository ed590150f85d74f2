/**
 * What all rooms of a server have of the event loop together: one of them goes on in each turn of it, in the order
 * in which they asked. So many rooms with long work hold up the sockets no longer than one of them.
 */
export class EventLoopShare {
  readonly #waiting: (() => void)[] = []
  readonly #patient: (() => void)[] = []

  /** Whether somebody is in the middle of long work, behind whom one should queue. */
  get isTaken(): boolean {
    return this.#waiting.length > 0
  }

  /** Runs this in a later turn of the event loop, after those who asked before. It must not throw. */
  soon(run: () => void): void {
    this.#waiting.push(run)
    if (this.#waiting.length === 1) setImmediate(this.#next)
  }

  /** The same for a little work that nobody waits for: one of these runs in each turn too, and nobody queues behind it. */
  patiently(run: () => void): void {
    this.#patient.push(run)
    if (this.#patient.length === 1) setImmediate(this.#nextPatient)
  }

  #next = (): void => {
    const run = this.#waiting[0]
    run?.()
    // Taken off only now: what comes while it runs queues behind it.
    this.#waiting.shift()
    if (this.#waiting.length > 0) setImmediate(this.#next)
  }

  #nextPatient = (): void => {
    this.#patient[0]?.()
    this.#patient.shift()
    if (this.#patient.length > 0) setImmediate(this.#nextPatient)
  }
}
