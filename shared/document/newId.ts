import { ID_BYTES, idFromBytes, type AnyId } from '../model/ids.ts'

/**
 * A new random id. `getRandomValues` works over plain http as well, where `randomUUID` is missing: a hall's
 * network has no certificate.
 */
export function newId<Id extends AnyId>(): Id {
  return idFromBytes<Id>(globalThis.crypto.getRandomValues(new Uint8Array(ID_BYTES)))
}
