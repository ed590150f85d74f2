import * as Y from 'yjs'

/** How far something reaches, by Yjs client: all clocks below the number. */
export type Vector = ReadonlyMap<number, number>

/** A document's state vector. */
export const stateOf = (doc: Y.Doc): Vector => Y.decodeStateVector(Y.encodeStateVector(doc))

/** The farther of both, for each client. */
export function unionOf(a: Vector, b: Vector): Vector {
  const union = new Map(a)
  for (const [client, clock] of b) union.set(client, Math.max(clock, union.get(client) ?? 0))
  return union
}
