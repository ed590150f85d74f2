import type { Storage } from '../Storage.ts'

/** The store's methods as the worker runs them: one after another, without waiting for anything. */
export type SyncStorage = {
  [M in keyof Storage]: Storage[M] extends (...values: infer A) => Promise<infer R>
    ? (...values: A) => R
    : never
}

/** What the two halves say to each other. */
export type StoreRequest = {
  readonly id: number
  readonly method: keyof Storage
  readonly values: readonly unknown[]
}
export type StoreAnswer =
  { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: Error }
