import type * as Y from 'yjs'
import type { ParticipantId } from '../../shared/model/ids.ts'
import type { ClientBinding } from '../storage/Storage.ts'
import { admit } from './guard/admit.ts'
import type { Admitted } from './guard/analyse.ts'
import { finish } from './guard/steps.ts'

/** What several people changed within one transaction, each judged on what those before had made of the document. */
export class Together {
  hasBegun = false
  readonly bindings: ClientBinding[] = []
  /** Whose it is; undefined when it is of several. */
  author: unknown
  /** What stopped it half-way: then the document is not what anyone meant it to be. */
  brokenBy: unknown
  readonly #doc: Y.Doc
  readonly #owners: Map<number, ParticipantId>

  constructor(doc: Y.Doc, owners: Map<number, ParticipantId>) {
    this.#doc = doc
    this.#owners = owners
  }

  /** @throws what Yjs does, and after that for everything */
  admit(admitted: Admitted, bindings: readonly ClientBinding[], author: unknown): void {
    if (this.brokenBy) throw this.brokenBy as Error
    this.author = !this.hasBegun || this.author === author ? author : undefined
    this.hasBegun = true
    this.bindings.push(...bindings)
    // At once: the next one of the same tab builds on it.
    for (const { clientId, participant } of bindings) this.#owners.set(clientId, participant)
    try {
      finish(admit(this.#doc, admitted, author))
    } catch (error) {
      this.brokenBy = error
      throw error
    }
  }
}
