import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { readString, readValue } from './readValue.ts'
import type { Pace } from './steps.ts'
import { type Steps } from './steps.ts'
import type { Struct } from './readUpdate.ts'
import { malformed } from './Unacceptable.ts'

/** The kinds of content that a board holds, by the number under which Yjs writes them. */
const kinds = { gc: 0, deleted: 1, string: 4, type: 7, any: 8, skip: 10 } as const
const TEXT_TYPE = 2
/** Flags beside the kind. */
const HAS_ORIGIN = 128
const HAS_RIGHT_ORIGIN = 64
const HAS_KEY = 32
const KIND = 31

/**
 * Reads the parts of an update in Yjs's first format, as `readClientsStructRefs` and `readDeleteSet` in
 * yjs/src/utils do, but never past the end of its bytes, and only content that a board can hold.
 *
 * Every method throws on bytes that it cannot read.
 */
export class UpdateReader {
  private readonly decoder: decoding.Decoder

  constructor(bytes: Uint8Array) {
    this.decoder = decoding.createDecoder(bytes)
  }

  /** Bytes read so far. */
  get position(): number {
    return this.decoder.pos
  }

  get isAtEnd(): boolean {
    return this.decoder.pos === this.decoder.arr.length
  }

  uint(): number {
    return decoding.readVarUint(this.decoder)
  }

  /** The next struct, which begins at this id; in steps when it may be long. */
  struct(client: number, clock: number, pace: Pace): Struct | Y.Skip | Steps<Struct> {
    const info = decoding.readUint8(this.decoder)
    const id = new Y.ID(client, clock)
    if (info === kinds.skip) return new Y.Skip(id, this.uint())
    if ((info & KIND) === kinds.gc) return new Y.GC(id, this.uint())
    const origin = info & HAS_ORIGIN ? this.id() : null
    const rightOrigin = info & HAS_RIGHT_ORIGIN ? this.id() : null
    const isBesideOther = origin !== null || rightOrigin !== null
    const parent = isBesideOther ? null : this.uint() === 1 ? readString(this.decoder) : this.id()
    const key = !isBesideOther && info & HAS_KEY ? readString(this.decoder) : null
    // The name of a root stands for the root until the struct is placed, which the types do not say.
    const itemOf = (content: Y.Item['content']) =>
      new Y.Item(id, null, origin, null, rightOrigin, parent as Y.ID | null, key, content)
    if ((info & KIND) !== kinds.any) return itemOf(this.content(info & KIND))
    const count = this.uint()
    // A row is one value; more are what is left of overwritten ones.
    return count === 1
      ? itemOf(new Y.ContentAny([readValue(this.decoder)]))
      : this.manyValues(count, pace, itemOf)
  }

  private id(): Y.ID {
    return new Y.ID(this.uint(), this.uint())
  }

  private content(kind: number): Y.Item['content'] {
    switch (kind) {
      case kinds.deleted:
        return new Y.ContentDeleted(this.uint())
      case kinds.string:
        return new Y.ContentString(readString(this.decoder))
      case kinds.type:
        // Nested maps, lists and XML are types too.
        if (this.uint() === TEXT_TYPE) return new Y.ContentType(new Y.Text())
        throw malformed('a shared type that is no text')
      default:
        throw malformed(`content of kind ${kind}`)
    }
  }

  private *manyValues(count: number, pace: Pace, itemOf: (content: Y.ContentAny) => Y.Item): Steps<Y.Item> {
    const values: unknown[] = []
    for (let left = count; left > 0; left--) {
      const start = this.decoder.pos
      values.push(readValue(this.decoder))
      if (pace.spend(1 + (this.decoder.pos - start) / 50)) yield
    }
    return itemOf(new Y.ContentAny(values))
  }
}
