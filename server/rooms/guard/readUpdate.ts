import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { refuseValue } from './jsonValue.ts'
import { malformed } from './Unacceptable.ts'

/** What an update brings: an item, or the gravestone of one whose words are gone. */
export type Struct = Y.Item | Y.GC
/** A stretch of clocks of one client. */
export type Range = { readonly clock: number; readonly len: number }

/** An update whose structs are all new to the document, each client's without a hole. */
export type ReadUpdate = {
  readonly is: 'read'
  /** What is to be applied: the client's bytes, or their difference from what the document has. */
  readonly bytes: Uint8Array
  readonly blocks: ReadonlyMap<number, readonly Struct[]>
  readonly deletes: ReadonlyMap<number, readonly Range[]>
}

const LARGEST_CLIENT_ID = 0xffff_ffff
const CLOCK_LIMIT = 2 ** 31
/**
 * Deleted words arrive as lengths alone, so a few bytes can claim any number of them and use up an id's clocks.
 * An honest session deletes thousands of characters.
 */
const DELETED_LENGTH_LIMIT = 5_000_000

/**
 * Decodes an update and checks its shape. Nothing may depend on how Yjs would read an odd one: what is read
 * here must be what `applyUpdate` will apply.
 * @returns a gap when structs are missing between the document and the update
 * @throws {Unacceptable}, and what the decoder throws
 */
export function readUpdate(doc: Y.Doc, bytes: Uint8Array): ReadUpdate | { readonly is: 'gap' } {
  const first = decode(doc, bytes)
  if (first.is !== 'known') return first
  // Yjs resolves the references even of structs it knows, and bad ones crash it half-way.
  const state = Y.encodeStateVector(first.states)
  const second = decode(doc, Y.diffUpdate(bytes, state))
  if (second.is === 'known') throw malformed('known structs remain in a difference')
  return second
}

type Decoded =
  ReadUpdate | { readonly is: 'gap' } | { readonly is: 'known'; readonly states: Map<number, number> }

function decode(doc: Y.Doc, bytes: Uint8Array): Decoded {
  const { structs, ds } = Y.decodeUpdate(bytes)
  const blocks = new Map<number, (Struct | Y.Skip)[]>()
  for (const struct of structs) {
    const block = blocks.get(struct.id.client)
    if (block) block.push(struct)
    else blocks.set(struct.id.client, [struct])
  }
  // applyUpdate keeps only the last of repeated blocks, and sees a client where a block is empty.
  if (decoding.readVarUint(decoding.createDecoder(bytes)) !== blocks.size) {
    throw malformed('a client has two blocks, or an empty one')
  }

  const states = new Map<number, number>()
  let holdsKnown = false
  for (const [client, block] of blocks) {
    if (client > LARGEST_CLIENT_ID) throw malformed(`a client id of ${client}`)
    const state = Y.getState(doc.store, client)
    states.set(client, state)
    const start = block[0]?.id.clock ?? 0
    if (start > state) return { is: 'gap' }
    if (start < state) holdsKnown = true
  }
  if (holdsKnown) {
    for (const struct of structs) {
      const isNew = struct.id.clock + struct.length > (states.get(struct.id.client) ?? 0)
      if (struct instanceof Y.Skip && isNew) return { is: 'gap' }
    }
    return { is: 'known', states }
  }

  let deletedLength = 0
  const solid = new Map<number, Struct[]>()
  for (const [client, block] of blocks) {
    const kept: Struct[] = []
    for (const struct of block) {
      if (struct instanceof Y.Skip) return { is: 'gap' }
      deletedLength += checkStruct(struct)
      kept.push(struct)
    }
    solid.set(client, kept)
  }
  if (deletedLength > DELETED_LENGTH_LIMIT) throw malformed(`${deletedLength} deleted characters at once`)
  return { is: 'read', bytes, blocks: solid, deletes: ds.clients }
}

/**
 * Checks a struct for what no place could hold.
 * @returns how many deleted characters it claims
 */
function checkStruct(struct: Struct): number {
  if (struct.length < 1) throw malformed('an empty struct')
  if (struct.id.clock + struct.length >= CLOCK_LIMIT) throw malformed('a clock beyond 2^31')
  if (struct instanceof Y.GC) return struct.length
  const { content } = struct
  if (content instanceof Y.ContentDeleted) return struct.length
  if (content instanceof Y.ContentAny) {
    for (const value of content.arr) refuseValue(value)
    return 0
  }
  if (content instanceof Y.ContentString) return 0
  // Exactly Y.Text: XML text is a subclass of it.
  if (content instanceof Y.ContentType && content.type.constructor === Y.Text) return 0
  throw malformed(`content of kind ${content.constructor.name}`)
}
