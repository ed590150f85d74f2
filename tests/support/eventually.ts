import { vi } from 'vitest'

/** Waits until a check no longer throws, as long as a busy machine may need: 15 s. @returns what it returns */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: 15_000, interval: 20 })
