import * as Y from 'yjs'
import type { Admitted } from './analyse.ts'
import type { Steps } from './steps.ts'

/**
 * What one transaction takes in: what Yjs does afterwards (collecting garbage, merging, encoding what is new) costs
 * about as much again and cannot be paused. One is let in at least, whatever the time.
 */
const STRUCTS_AT_ONCE = 400
const MS_AT_ONCE = 5

/**
 * Lets into the document what was judged: the very structs, and no bytes that could be read otherwise. It does
 * what `Y.applyUpdate` does (`integrateStructs` and `readAndApplyDeleteSet` in yjs/src/utils), in an order that
 * is known already. A long update takes several transactions, between which it yields; nobody else may write,
 * and nobody read, before the last.
 * @param atOnce structs and deletions of one transaction, at most
 */
export function* admit(
  doc: Y.Doc,
  { structs, deletions }: Admitted,
  origin: unknown,
  atOnce = STRUCTS_AT_ONCE,
): Steps<void> {
  let structsIn = 0
  let deletionsIn = 0
  for (;;) {
    Y.transact(
      doc,
      (transaction) => {
        const endMs = performance.now() + MS_AT_ONCE
        let left = atOnce
        do {
          const struct = structs[structsIn]
          const deletion = deletions[deletionsIn]
          if (struct) {
            integrate(doc, transaction, struct)
            structsIn++
          } else if (deletion) {
            deleteRange(transaction, deletion)
            deletionsIn++
          } else return
        } while (--left > 0 && performance.now() < endMs)
      },
      origin,
      false,
    )
    if (structsIn === structs.length && deletionsIn === deletions.length) return
    yield
  }
}

function integrate(doc: Y.Doc, transaction: Y.Transaction, struct: Admitted['structs'][number]): void {
  const parent: unknown = struct instanceof Y.Item ? struct.parent : null
  // Only roots that are there were let through, so that this creates none.
  if (typeof parent === 'string') (struct as Y.Item).parent = doc.get(parent)
  const missing = struct.getMissing(transaction, doc.store)
  if (missing !== null) throw new Error(`a struct that was judged lacks one of client ${missing}`)
  struct.integrate(transaction, 0)
}

function deleteRange(
  transaction: Y.Transaction,
  { client, clock, len }: Admitted['deletions'][number],
): void {
  const range = Y.createDeleteSet()
  range.clients.set(client, [{ clock, len }])
  Y.iterateDeletedStructs(transaction, range, (struct) => {
    if (struct instanceof Y.Item) struct.delete(transaction)
  })
}
