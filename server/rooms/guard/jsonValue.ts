import { malformed } from './Unacceptable.ts'

/** Rows are flat; the stack of whoever decodes the value next is not without end. */
const DEEPEST = 12

/**
 * Refuses what Yjs carries and JSON does not: undefined, BigInt, bytes, infinities, and objects whose prototype
 * the key `__proto__` has replaced. Also of values that lose their key: they too are decoded by everyone.
 * @throws {Unacceptable}
 */
export function refuseValue(value: unknown, depth = 0): void {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return
    case 'number':
      if (Number.isFinite(value)) return
      throw malformed('a number that JSON does not have')
    case 'object':
      if (value === null) return
      break
    default:
      throw malformed(`a value of type ${typeof value}`)
  }
  if (depth > DEEPEST) throw malformed('a value nested too deeply')
  if (Array.isArray(value)) {
    for (const item of value) refuseValue(item, depth + 1)
    return
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) throw malformed('an object that is not plain')
  for (const item of Object.values(value)) refuseValue(item, depth + 1)
}
