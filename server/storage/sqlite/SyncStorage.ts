import type { Storage } from '../Storage.ts'
import type { StoreTrouble } from '../StoreFailing.ts'

/** The store's methods as the worker runs them: one after another, without waiting for anything. */
export type SyncStorage = {
  [M in keyof Storage]: Storage[M] extends (...values: infer A) => Promise<infer R>
    ? (...values: A) => R
    : never
}

/** Whether a call that went well shows that the store can write: a full disk, or a locked file, can still be read. */
export const showsItWrites = (method: keyof Storage): boolean =>
  method === 'appendUpdates' || method === 'check'

/** What the two halves say to each other. */
export type StoreWorkerData = {
  readonly file: string
  /** Whether the file was damaged when it was last seen: then what lies there now has been put back by someone. */
  readonly afterDamage: boolean
}
export type StoreRequest = {
  readonly id: number
  readonly method: keyof Storage
  readonly values: readonly unknown[]
}
export type StoreAnswer =
  | { readonly id: number; readonly value: unknown }
  /** `isLast`: the worker ends, and answers nothing more. */
  | { readonly id: number; readonly error: SentError; readonly isLast: boolean }
export type SentError = {
  readonly message: string
  readonly stack: string | undefined
  /** Undefined when it is a bug, and not the disk. */
  readonly why: StoreTrouble | undefined
}
