/** What has been started and must be ended, however the run goes; ended in reverse order. */
export type Closing = {
  add(this: void, close: () => unknown): void
  all(this: void): Promise<void>
}

export function createClosing(): Closing {
  const closers: (() => unknown)[] = []
  return {
    add(close) {
      closers.push(close)
    },
    async all() {
      for (let close = closers.pop(); close; close = closers.pop()) {
        try {
          await close()
        } catch (error) {
          console.error(error) // the rest must be ended all the same
        }
      }
    },
  }
}
