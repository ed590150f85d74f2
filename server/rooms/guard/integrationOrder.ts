import * as Y from 'yjs'
import type { Struct } from './readUpdate.ts'
import type { Pace } from './steps.ts'
import { type Steps } from './steps.ts'
import { malformed } from './Unacceptable.ts'

/**
 * The order in which Yjs will integrate the structs of an update: the highest client id first, and whatever a
 * struct refers to before it (`integrateStructs` in yjs/src/utils/encoding.js). Following the same order makes
 * the verdict right for updates too on which the order tells, which no honest client sends.
 * @returns undefined when something that is referred to is neither in the document nor in the update
 */
export function* integrationOrder(
  doc: Y.Doc,
  blocks: ReadonlyMap<number, readonly Struct[]>,
  pace: Pace,
): Steps<readonly Struct[] | undefined> {
  if (blocks.size <= 1) {
    // As almost always: there is nobody else in the update to wait for.
    const order = blocks.values().next().value ?? []
    for (const struct of order) {
      if (pace.spend(0.3)) yield
      if (missingClient(struct, (client) => Y.getState(doc.store, client)) !== undefined) return undefined
    }
    return order
  }
  const next = new Map<number, number>()
  const reached = new Map<number, number>()
  const reach = (client: number) => reached.get(client) ?? Y.getState(doc.store, client)
  const take = (client: number): Struct | undefined => {
    const at = next.get(client) ?? 0
    next.set(client, at + 1)
    return blocks.get(client)?.[at]
  }

  const clients = [...blocks.keys()].sort((a, b) => a - b)
  const takeHighest = (): Struct | undefined => {
    for (let client = clients.at(-1); client !== undefined; client = clients.at(-1)) {
      const struct = take(client)
      if (struct) return struct
      clients.pop()
    }
    return undefined
  }

  const order: Struct[] = []
  const waiting: Struct[] = []
  let head = takeHighest()
  while (head) {
    if (pace.spend(0.3)) yield
    // An earlier struct of this client waits for this one: they refer to each other in a circle.
    if (head.id.clock > reach(head.id.client)) return undefined
    const missing = missingClient(head, reach)
    if (missing === undefined) {
      order.push(head)
      reached.set(head.id.client, head.id.clock + head.length)
      head = waiting.pop() ?? takeHighest()
    } else {
      waiting.push(head)
      head = take(missing)
      if (!head) return undefined
    }
  }
  return order
}

/** The client whose structs must come before this one, or undefined when all it refers to is there. */
function missingClient(struct: Struct, reach: (client: number) => number): number | undefined {
  if (!(struct instanceof Y.Item)) return undefined
  for (const id of [struct.origin, struct.rightOrigin, struct.parent]) {
    if (!(id instanceof Y.ID)) continue
    if (id.client === struct.id.client) {
      // Yjs does not check these, and would stop half-way.
      if (id.clock >= struct.id.clock) throw malformed('a struct refers to itself or to a later one')
    } else if (id.clock >= reach(id.client)) return id.client
  }
  return undefined
}
