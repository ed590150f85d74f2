import * as Y from 'yjs'
import type { Pace } from './steps.ts'
import { type Steps } from './steps.ts'
import { cutsCharacter } from './structs.ts'
import { malformed, Unacceptable } from './Unacceptable.ts'
import { UpdateReader } from './UpdateReader.ts'

/** What an update brings: an item, or the gravestone of one whose words are gone. */
export type Struct = Y.Item | Y.GC
/** A stretch of clocks of one client. */
export type Range = { readonly clock: number; readonly len: number }

/** What of an update is new to the document, each client's structs without a hole, and all that it deletes. */
export type ReadUpdate = {
  readonly is: 'read'
  readonly blocks: ReadonlyMap<number, readonly Struct[]>
  readonly deletes: ReadonlyMap<number, readonly Range[]>
}
const GAP = { is: 'gap' } as const

const LARGEST_CLIENT_ID = 0xffff_ffff
const CLOCK_LIMIT = 2 ** 31
/**
 * Deleted words arrive as lengths alone, so a few bytes can claim any number of them and use up an id's clocks.
 * An honest session deletes thousands of characters.
 */
const DELETED_LENGTH_LIMIT = 5_000_000
/** New structs of one update: a megabyte of rows or of typing has fewer, gravestones of two bytes have more. */
const STRUCT_LIMIT = 100_000
/** Client ids that one update brings: one for each time that a page was opened while it could not be sent. */
const NEW_CLIENT_LIMIT = 1000

/**
 * Reads an update, leaves out the structs that the document has, and checks the rest for what no place could
 * hold.
 * @returns a gap when structs are missing between the document and the update
 * @throws {Unacceptable}, and what the decoder throws
 */
export function* readUpdate(doc: Y.Doc, bytes: Uint8Array, pace: Pace): Steps<ReadUpdate | typeof GAP> {
  const reader = new UpdateReader(bytes)
  const blocks = new Map<number, Struct[]>()
  const seen = new Set<number>()
  let structs = 0
  let newClients = 0
  let deletedLength = 0
  for (let clientsLeft = reader.uint(); clientsLeft > 0; clientsLeft--) {
    const count = reader.uint()
    const client = reader.uint()
    let clock = reader.uint()
    // Yjs keeps only the last of repeated blocks, and sees a client where a block is empty.
    if (count === 0 || seen.has(client)) throw malformed('a client has two blocks, or an empty one')
    if (client > LARGEST_CLIENT_ID) throw malformed(`a client id of ${client}`)
    seen.add(client)
    const state = Y.getState(doc.store, client)
    if (clock > state) return GAP
    const block: Struct[] = []
    for (let left = count; left > 0; left--) {
      const start = reader.position
      const next = reader.struct(client, clock, pace)
      const struct = Symbol.iterator in next ? yield* next : next
      if (pace.spend(1 + (reader.position - start) / 50)) yield
      clock += struct.length
      if (clock <= state) continue
      if (struct instanceof Y.Skip) return GAP
      deletedLength += checkStruct(struct)
      if (++structs > STRUCT_LIMIT) throw new Unacceptable('too-large', `more than ${STRUCT_LIMIT} structs`)
      push(block, struct.id.clock < state ? newPartOf(struct, state - struct.id.clock) : struct)
    }
    if (block.length === 0) continue
    if (state === 0 && ++newClients > NEW_CLIENT_LIMIT)
      throw new Unacceptable('too-large', `more than ${NEW_CLIENT_LIMIT} new client ids`)
    blocks.set(client, block)
  }
  if (deletedLength > DELETED_LENGTH_LIMIT) throw malformed(`${deletedLength} deleted characters at once`)
  const deletes = yield* readDeletes(reader, pace)
  // Nobody would look at them, but they could be stored.
  if (!reader.isAtEnd) throw malformed('bytes after the update')
  return { is: 'read', blocks, deletes }
}

/** Gravestones side by side become one, as Yjs makes them: so many single ones would fill the memory for nothing. */
function push(block: Struct[], struct: Struct): void {
  const last = block.at(-1)
  if (struct instanceof Y.GC && last instanceof Y.GC) last.mergeWith(struct)
  else block.push(struct)
}

function* readDeletes(reader: UpdateReader, pace: Pace): Steps<Map<number, Range[]>> {
  const deletes = new Map<number, Range[]>()
  for (let clientsLeft = reader.uint(); clientsLeft > 0; clientsLeft--) {
    const client = reader.uint()
    const count = reader.uint()
    if (deletes.has(client)) throw malformed('the deletions of a client come twice')
    const ranges: Range[] = []
    for (let left = count; left > 0; left--) {
      ranges.push({ clock: reader.uint(), len: reader.uint() })
      if (pace.spend(0.2)) yield
    }
    if (count > 0) deletes.set(client, ranges)
  }
  return deletes
}

/** What is left of a struct behind its first clocks, which the document has (`sliceStruct` in yjs/src/utils/updates.js). */
function newPartOf(struct: Struct, known: number): Struct {
  const { client, clock } = struct.id
  const id = new Y.ID(client, clock + known)
  if (struct instanceof Y.GC) return new Y.GC(id, struct.length - known)
  if (cutsCharacter(struct, known)) throw malformed('a known part that ends inside a character')
  const origin = new Y.ID(client, clock + known - 1)
  return new Y.Item(id, null, origin, null, struct.rightOrigin, null, null, struct.content.splice(known))
}

/**
 * Checks a struct for what no place could hold.
 * @returns how many deleted characters it claims
 */
function checkStruct(struct: Struct): number {
  if (struct.length < 1) throw malformed('an empty struct')
  if (struct.id.clock + struct.length >= CLOCK_LIMIT) throw malformed('a clock beyond 2^31')
  return struct instanceof Y.GC || struct.content instanceof Y.ContentDeleted ? struct.length : 0
}
