import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { limits } from '../../../shared/model/limits.ts'
import { refuseValue } from './jsonValue.ts'
import type { Pace } from './steps.ts'
import { type Steps } from './steps.ts'
import type { Struct } from './readUpdate.ts'
import { malformed, Unacceptable } from './Unacceptable.ts'

/** The kinds of content that a board holds, by the number under which Yjs writes them. */
const kinds = { gc: 0, deleted: 1, string: 4, type: 7, any: 8, skip: 10 } as const
const TEXT_TYPE = 2
/** Flags beside the kind. */
const HAS_ORIGIN = 128
const HAS_RIGHT_ORIGIN = 64
const HAS_KEY = 32
const KIND = 31

/**
 * Bytes of one value. A row's limit is in JSON; here a number takes up to nine bytes. Without a bound one value
 * could fill the whole update, and would have to be read in one go.
 */
const VALUE_BYTES = 2 * limits.rowBytes
/** So many values in one item are read without offering a pause. */
const FEW_VALUES = 64

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

  get isAtEnd(): boolean {
    return this.decoder.pos === this.decoder.arr.length
  }

  uint(): number {
    return decoding.readVarUint(this.decoder)
  }

  /** The next struct, which begins at this id. */
  *struct(client: number, clock: number, pace: Pace): Steps<Struct | Y.Skip> {
    const info = decoding.readUint8(this.decoder)
    const id = new Y.ID(client, clock)
    if (info === kinds.skip) return new Y.Skip(id, this.uint())
    if ((info & KIND) === kinds.gc) return new Y.GC(id, this.uint())
    const origin = info & HAS_ORIGIN ? this.id() : null
    const rightOrigin = info & HAS_RIGHT_ORIGIN ? this.id() : null
    const isBesideOther = origin !== null || rightOrigin !== null
    const parent = isBesideOther ? null : this.uint() === 1 ? this.string() : this.id()
    const key = !isBesideOther && info & HAS_KEY ? this.string() : null
    const content = (info & KIND) === kinds.any ? yield* this.values(pace) : this.content(info & KIND)
    // The name of a root stands for the root until the struct is placed, which the types do not say.
    return new Y.Item(id, null, origin, null, rightOrigin, parent as Y.ID | null, key, content)
  }

  private id(): Y.ID {
    return new Y.ID(this.uint(), this.uint())
  }

  private string(): string {
    const string = decoding.readVarString(this.decoder)
    this.checkEnd()
    return string
  }

  private content(kind: number): Y.Item['content'] {
    switch (kind) {
      case kinds.deleted:
        return new Y.ContentDeleted(this.uint())
      case kinds.string:
        return new Y.ContentString(this.string())
      case kinds.type:
        // Nested maps, lists and XML are types too.
        if (this.uint() === TEXT_TYPE) return new Y.ContentType(new Y.Text())
        throw malformed('a shared type that is no text')
      default:
        throw malformed(`content of kind ${kind}`)
    }
  }

  private *values(pace: Pace): Steps<Y.ContentAny> {
    const values: unknown[] = []
    for (let left = this.uint(); left > 0; left--) {
      const start = this.decoder.pos
      const value = this.value()
      refuseValue(value)
      values.push(value)
      const isLong = this.decoder.pos - start > 1000
      if ((isLong || left > FEW_VALUES) && pace.spend(1 + (this.decoder.pos - start) / 50)) yield
    }
    return new Y.ContentAny(values)
  }

  private value(): unknown {
    const { arr, pos } = this.decoder
    if (arr.length - pos <= VALUE_BYTES) {
      const value: unknown = decoding.readAny(this.decoder)
      this.checkEnd()
      return value
    }
    const part = decoding.createDecoder(arr.subarray(pos, pos + VALUE_BYTES))
    const value: unknown = decoding.readAny(part)
    if (part.pos > VALUE_BYTES) throw new Unacceptable('too-large', `a value beyond ${VALUE_BYTES} bytes`)
    this.decoder.pos += part.pos
    return value
  }

  /** The decoder takes a string's length at its word, and would go on into memory that is not the update's. */
  private checkEnd(): void {
    if (this.decoder.pos > this.decoder.arr.length) throw malformed('a string that breaks off')
  }
}
