import * as decoding from 'lib0/decoding'
import { limits } from '../../../shared/model/limits.ts'
import { malformed, Unacceptable } from './Unacceptable.ts'

/** Rows are flat; the stack of whoever decodes the value next is not without end. */
const DEEPEST = 12

/**
 * Bytes of one value. A row's limit is in JSON; here a number takes up to nine bytes. Without a bound one value
 * could fill the whole update, and would have to be read in one go.
 */
const VALUE_BYTES = 2 * limits.rowBytes

/** The kinds of value that JSON has, by the number under which lib0 writes them (`writeAny` in lib0/encoding.js). */
const kinds = {
  null: 126,
  integer: 125,
  float32: 124,
  float64: 123,
  false: 121,
  true: 120,
  string: 119,
  object: 118,
  list: 117,
}

/**
 * Reads a value as `readAny` of lib0 does, and refuses on the way what Yjs carries and JSON does not: undefined,
 * BigInt, bytes, infinities, and the key `__proto__`. Also of values that lose their key: they too are decoded by
 * everyone.
 * @throws {Unacceptable}, and what the decoder throws
 */
export function readValue(decoder: decoding.Decoder, end = decoder.pos + VALUE_BYTES, depth = 0): unknown {
  const value = readPart(decoder, end, depth)
  if (decoder.pos > end) throw new Unacceptable('too-large', `a value beyond ${VALUE_BYTES} bytes`)
  return value
}

function readPart(decoder: decoding.Decoder, end: number, depth: number): unknown {
  const kind = decoding.readUint8(decoder)
  switch (kind) {
    case kinds.null:
      return null
    case kinds.integer:
      return finite(decoding.readVarInt(decoder))
    case kinds.float32:
      return finite(decoding.readFloat32(decoder))
    case kinds.float64:
      return finite(decoding.readFloat64(decoder))
    case kinds.false:
      return false
    case kinds.true:
      return true
    case kinds.string:
      return readString(decoder)
  }
  if (kind !== kinds.object && kind !== kinds.list) throw malformed(`a value of kind ${kind}`)
  if (depth > DEEPEST) throw malformed('a value nested too deeply')
  const count = decoding.readVarUint(decoder)
  // Each takes a byte at least, so that a number alone cannot keep this going past the end.
  if (count > decoder.arr.length - decoder.pos) throw malformed('a value that breaks off')
  if (kind === kinds.list) {
    const list: unknown[] = []
    for (let left = count; left > 0; left--) list.push(readValue(decoder, end, depth + 1))
    return list
  }
  const object: Record<string, unknown> = {}
  for (let left = count; left > 0; left--) {
    const key = readString(decoder)
    if (key === '__proto__') throw malformed('a key that replaces the prototype')
    object[key] = readValue(decoder, end, depth + 1)
  }
  return object
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value
  throw malformed('a number that JSON does not have')
}

/** Keys, ids and choices are no longer. */
const SHORT = 32

/**
 * Reads a string.
 * @throws when it breaks off, since the decoder would go on into memory that is not the update's, or is not UTF-8
 */
export function readString(decoder: decoding.Decoder): string {
  const { arr, pos } = decoder
  const length = decoding.readVarUint(decoder)
  const start = decoder.pos
  const end = start + length
  if (end > arr.length) throw malformed('a string that breaks off')
  if (length <= SHORT) {
    // A decoder of UTF-8 costs as much for a word as for a page, and most words here are short and plain.
    const codes: number[] = []
    for (let at = start; at < end && arr[at]! < 0x80; at++) codes.push(arr[at]!)
    if (codes.length === length) {
      decoder.pos = end
      return String.fromCharCode(...codes)
    }
  }
  decoder.pos = pos
  return decoding.readVarString(decoder)
}
