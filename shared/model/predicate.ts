import * as v from 'valibot'

export type Predicate = (value: unknown) => boolean

/** A schema as it is kept by valibot, as far as it is looked at here. */
type Part = {
  readonly kind: string
  readonly type: string
  readonly pipe?: readonly Part[]
  readonly entries?: Readonly<Record<string, Part>>
  readonly options?: readonly unknown[]
  readonly item?: Part
  readonly wrapped?: Part
  readonly literal?: unknown
  readonly requirement?: unknown
}

/**
 * A function that says what `v.is` says of the schema, made once. The guard asks of every row that anybody writes, and
 * valibot gathers for each field what an error message would need: several times the work of the question itself. A
 * kind of schema that is not known here is left to valibot.
 */
export function predicateOf(schema: v.GenericSchema): Predicate {
  return compiled(schema) ?? ((value) => v.is(schema, value))
}

/** @returns undefined where some part is not known */
function compiled(part: Part): Predicate | undefined {
  if (part.pipe) {
    // What a value is turned into at the end makes it no better and no worse.
    const last = part.pipe.findLastIndex(({ kind }) => kind !== 'transformation')
    return allOf(part.pipe.slice(0, last + 1).map(compiled))
  }
  switch (part.type) {
    case 'string':
    case 'boolean':
      return (value) => typeof value === part.type
    case 'number':
      return (value) => typeof value === 'number' && !Number.isNaN(value)
    case 'literal':
      return (value) => value === part.literal
    case 'picklist':
      return (value) => part.options!.includes(value)
    case 'nullable': {
      const wrapped = compiled(part.wrapped!)
      return wrapped && ((value) => value === null || wrapped(value))
    }
    case 'array': {
      const item = compiled(part.item!)
      return item && ((value) => Array.isArray(value) && value.every(item))
    }
    case 'variant':
    case 'union':
      return anyOf((part.options as readonly Part[]).map(compiled))
    case 'strict_object':
      return strictObject(part.entries!)
    case 'regex':
      return (value) => (part.requirement as RegExp).test(value as string)
    case 'iso_date':
      return (value) => (part.requirement as RegExp).test(value as string)
    case 'check':
    case 'integer':
    case 'finite':
      return part.requirement as Predicate
    case 'max_length':
      return (value) => (value as string).length <= (part.requirement as number)
    case 'min_length':
      return (value) => (value as string).length >= (part.requirement as number)
    case 'max_value':
      return (value) => (value as number) <= (part.requirement as number)
    case 'min_value':
      return (value) => (value as number) >= (part.requirement as number)
    default:
      return undefined
  }
}

const isKnown = (predicates: readonly (Predicate | undefined)[]): predicates is readonly Predicate[] =>
  !predicates.includes(undefined)

function allOf(predicates: readonly (Predicate | undefined)[]): Predicate | undefined {
  if (!isKnown(predicates)) return undefined
  return (value) => {
    for (const holds of predicates) if (!holds(value)) return false
    return true
  }
}

function anyOf(predicates: readonly (Predicate | undefined)[]): Predicate | undefined {
  return isKnown(predicates) ? (value) => predicates.some((holds) => holds(value)) : undefined
}

function strictObject(entries: Readonly<Record<string, Part>>): Predicate | undefined {
  const keys = Object.keys(entries)
  const predicates = keys.map((key) => compiled(entries[key]!))
  if (!isKnown(predicates)) return undefined
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const row = value as Record<string, unknown>
    for (let i = 0; i < keys.length; i++)
      if (!Object.hasOwn(row, keys[i]!) || !predicates[i]!(row[keys[i]!])) return false
    // All that should be there is there: one key more is one that should not.
    let count = 0
    for (const key in row) if (Object.hasOwn(row, key) && ++count > keys.length) return false
    return true
  }
}
