/**
 * Runs work of one key one after another, in the order it was asked for; work of other keys runs beside it.
 * It holds within this process.
 */
export class KeyedLock {
  readonly #tails = new Map<string, Promise<void>>()

  /** @returns what `work` gives; its error goes to the caller and does not stop those who wait */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve()
    const result = before.then(work)
    const tail = result.then(
      () => undefined,
      () => undefined, // the caller has the error; who waits only needs to know that it is over
    )
    this.#tails.set(key, tail)
    void tail.then(() => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key)
    })
    return result
  }

  /** Runs work that needs several keys. Keys are taken in one order, so that two such never wait for each other. */
  runAll<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const [first, ...rest] = [...new Set(keys)].sort()
    return first === undefined ? work() : this.run(first, () => this.runAll(rest, work))
  }
}
