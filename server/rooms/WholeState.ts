import type { BoardDocument } from '../../shared/document/BoardDocument.ts'
import type { GuestList } from '../storage/Storage.ts'
import { guestListOf } from './Door.ts'
import { encodeState } from './encodeState.ts'
import { Pace, type Steps } from './guard/steps.ts'
import { tagOf } from './tagOf.ts'
import type { Turns } from './Turns.ts'

/** A whole document, as one update. */
export type Encoded = {
  readonly update: Uint8Array
  readonly etag: string
  readonly guests: GuestList | undefined
}

/**
 * All of a document, encoded once for all who ask, and kept until it changes. People go on writing while a large one is
 * being encoded, and some of what they write may get into it.
 */
export class WholeState {
  readonly #document: BoardDocument
  readonly #turns: Turns
  #encoded: Encoded | undefined
  /** How often the document has changed. */
  #changes = 0
  /** Begins when the one before it has ended; who asks until then is given what it gives. */
  #next: Promise<Encoded> | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(document: BoardDocument, turns: Turns) {
    this.#document = document
    this.#turns = turns
    document.doc.on('update', () => {
      this.#changes++
      this.#encoded = undefined
    })
  }

  /** With everything in it that the document holds now. @throws {StoreFailing} when the turns are stopped */
  async encoded(): Promise<Encoded> {
    return this.#encoded ?? (this.#next ??= this.#begin())
  }

  #begin(): Promise<Encoded> {
    const next = this.#last.then(() => {
      this.#next = undefined
      return this.#encoded ?? this.#turns.patiently(() => this.#encode())
    })
    this.#last = next.catch(() => undefined) // whoever asked for it is told
    return next
  }

  *#encode(): Steps<Encoded> {
    const changes = this.#changes
    const update = yield* encodeState(this.#document.doc, new Map(), new Pace())
    const etag = yield* tagOf(update)
    const encoded = { update, etag, guests: guestListOf(this.#document) }
    if (this.#changes === changes) this.#encoded = encoded
    return encoded
  }
}
