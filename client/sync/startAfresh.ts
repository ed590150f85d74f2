import * as Y from 'yjs'
import type { BoardDocument } from '../../shared/document/BoardDocument.ts'
import { newId } from '../../shared/document/newId.ts'
import type { Refusal } from '../../shared/model/rules.ts'
import type { DeniedMessage } from '../../shared/protocol/messages.ts'
import type { Writer } from './actorIn.ts'
import type { StoredCopy } from './deviceCopy.ts'
import type { KeptWords } from './keptWords.ts'
import { rebuild } from './rebuild.ts'
import { othersUnsent } from './unsent.ts'
import { stateOf, unionOf, type Vector } from './vector.ts'

/** What takes the place of a document that the server has refused. */
export type Afresh = {
  readonly document: BoardDocument
  readonly kept: readonly KeptWords[]
  /** What the refused document held beyond the server's, all of it. */
  readonly handled: Vector
  /** What the device is to hold from now on. */
  readonly copy: StoredCopy
}

/**
 * Builds what takes the place of a diverged document: the server's state, with what is allowed done again.
 * @param stored what lies on the device at this moment; what other tabs have put there stays
 * @param doesAgain whether anything is tried again; when not, all of it is kept
 * @param fromCopy the origin under which the diverged document takes what other tabs have built on it
 */
export function afreshFrom(
  diverged: BoardDocument,
  serverState: Uint8Array,
  stored: StoredCopy,
  denied: DeniedMessage,
  writer: Writer,
  { doesAgain, fromCopy }: { readonly doesAgain: boolean; readonly fromCopy: unknown },
): Afresh {
  const others = othersUnsent(stored.updates, serverState, [stateOf(diverged.doc), stored.handled])
  if (others.is === 'entangled')
    for (const update of stored.updates) Y.applyUpdate(diverged.doc, update, fromCopy)
  const { document, kept, handled } = rebuild(
    diverged,
    serverState,
    writer,
    { rows: denied.rows, reason: denied.reason as Refusal },
    { newId, nowMs: Date.now() },
    { handled: stored.handled, doesAgain },
  )
  return {
    document,
    kept,
    handled,
    copy: {
      updates: [Y.encodeStateAsUpdate(document.doc), ...(others.is === 'apart' ? [others.update] : [])],
      handled: unionOf(stored.handled, handled),
    },
  }
}
