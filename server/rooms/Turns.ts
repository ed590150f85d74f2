import { StoreFailing } from '../storage/StoreFailing.ts'
import { EventLoopShare } from './EventLoopShare.ts'
import type { Steps } from './guard/steps.ts'

/** What a slice may take: long enough to get on, too short for anyone to notice. */
const SLICE_MS = 8

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)))

type Turn = { readonly work: () => Steps<void>; readonly drop: () => void }

/**
 * Work on one document, in the order in which it came. What is short is done at once; what is long is done in
 * slices, between which other rooms and the sockets have their turn, and what comes meanwhile waits: so nobody
 * sees the document, nor changes it, in the middle of a piece of work.
 */
export class Turns {
  #waiting: Turn[] = []
  #running: { readonly steps: Steps<void>; readonly drop: () => void } | undefined
  /** Whether it goes on now, or will when its share of the event loop comes. */
  #isGoing = false
  #isStopped = false
  readonly #share: EventLoopShare

  /** @param share what other rooms on the same event loop share with it */
  constructor(share = new EventLoopShare()) {
    this.#share = share
  }

  /**
   * Does the work now, or when what came before it is done. It must not throw.
   * @param drop runs instead, or in the middle of it, when the turns are stopped
   */
  do(work: () => Steps<void>, drop: () => void = () => undefined): void {
    if (this.#isStopped) {
      drop()
      return
    }
    this.#waiting.push({ work, drop })
    if (this.#isGoing) return
    this.#isGoing = true
    if (this.#share.isTaken) this.#share.soon(this.#goOn)
    else this.#goOn()
  }

  /**
   * The same for work of one step. @returns what it returns
   * @throws what it throws, or {StoreFailing} when the turns are stopped before
   */
  take<T>(work: () => T): Promise<T> {
    return this.run(function* () {
      return work()
    })
  }

  /** The same for work of many steps. */
  run<T>(work: () => Steps<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.do(
        function* () {
          try {
            resolve(yield* work())
          } catch (error) {
            reject(asError(error))
          }
        },
        () => {
          reject(new StoreFailing())
        },
      )
    })
  }

  /**
   * The same for steps between which others may change the document: each is a turn of its own, so that what comes
   * meanwhile need not wait for the last.
   */
  patiently<T>(work: () => Steps<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      let steps: Steps<T> | undefined
      const next = () => {
        void this.take(() => (steps ??= work()).next()).then((step) => {
          if (step.done) resolve(step.value)
          else this.#share.patiently(next)
        }, reject)
      }
      next()
    })
  }

  /** Drops what waits and what is half done. */
  stop(): void {
    this.#isStopped = true
    const dropped = this.#waiting
    this.#waiting = []
    for (const { drop } of dropped) drop()
    this.#running?.drop()
  }

  #goOn = (): void => {
    const endMs = performance.now() + SLICE_MS
    do {
      if (this.#isStopped || !this.#begin()) {
        this.#isGoing = false
        return
      }
      if (this.#running?.steps.next().done) this.#running = undefined
    } while (performance.now() < endMs)
    // What waits has its turn set already, so that what comes now queues behind it.
    if (!this.#isStopped && this.#begin()) this.#share.soon(this.#goOn)
    else this.#isGoing = false
  }

  #begin(): boolean {
    if (!this.#running) {
      const next = this.#waiting.shift()
      this.#running = next && { steps: next.work(), drop: next.drop }
    }
    return this.#running !== undefined
  }
}
