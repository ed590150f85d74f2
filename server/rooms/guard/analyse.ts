import * as Y from 'yjs'
import type { Refusal } from '../../../shared/model/rules.ts'
import { TEXTS } from '../../../shared/model/tableNames.ts'
import { NO_DELETIONS, takeDeletions, type DeletedRange, type Deletions } from './deletions.ts'
import { integrationOrder } from './integrationOrder.ts'
import type { KeyChain } from './KeyChain.ts'
import { MANY_STEPS, Overlay, type SharedText } from './Overlay.ts'
import { readUpdate, type ReadUpdate, type Struct } from './readUpdate.ts'
import type { Pace } from './steps.ts'
import { type Steps } from './steps.ts'
import { structsOf } from './structs.ts'
import { orderText } from './TextOrder.ts'
import { malformed, Unacceptable } from './Unacceptable.ts'

/** Pieces of a text that may go with it: more than anybody writes into a text before it is seen. */
const MOST_LOST_WITH_TEXT = 1000

/** What an update changes: a row that reads otherwise afterwards, or the words of a shared text. */
export type Touch =
  | {
      readonly is: 'row'
      readonly table: string
      readonly key: string
      readonly before: unknown
      readonly after: unknown
    }
  | {
      readonly is: 'text'
      readonly table: typeof TEXTS
      readonly key: string
      readonly action: 'create' | 'edit' | 'remove'
      readonly lengthBefore: number
      readonly length: number
    }

/** The structs and deletions that were judged, and the only ones to be let in; see {@link file://./admit.ts}. */
export type Admitted = {
  /** In the order in which Yjs integrates them. */
  readonly structs: readonly Struct[]
  /** What is deleted that is alive. */
  readonly deletions: readonly DeletedRange[]
}

export type Analysis =
  | {
      readonly is: 'touches'
      readonly touches: readonly Touch[]
      /** Client ids under which the update brings anything new. */
      readonly writers: readonly number[]
      readonly admitted: Admitted
      /** Whether the document would be the same to the last struct. */
      readonly changesNothing: boolean
    }
  | { readonly is: 'gap' }
  | { readonly is: 'refused'; readonly reason: Refusal; readonly why: Error }

/**
 * Works out what an update would change, without applying it, changing the document or copying it. Never
 * throws: whatever goes wrong on the way is a refusal.
 *
 * `gap` says that structs are missing between the document and the update: no refusal, but a reason to sync
 * again.
 */
export function* analyse(doc: Y.Doc, update: Uint8Array, pace: Pace): Steps<Analysis> {
  try {
    const read = yield* readUpdate(doc, update, pace)
    return read.is === 'gap' ? read : yield* touchesOf(doc, read, pace)
  } catch (error) {
    // Decoders throw on broken bytes, and what stops the analysis would have stopped Yjs half-way.
    const why = error instanceof Error ? error : new Error(String(error))
    return { is: 'refused', reason: why instanceof Unacceptable ? why.reason : 'malformed', why }
  }
}

function* touchesOf(doc: Y.Doc, read: ReadUpdate, pace: Pace): Steps<Analysis> {
  const { blocks } = read
  const order = yield* integrationOrder(doc, blocks, pace)
  if (!order) return { is: 'gap' }
  const structs = structsOf(doc, blocks)
  const overlay = new Overlay(doc, structs)
  let hasLongValues = false
  for (const struct of order) {
    const before = overlay.effort.spent
    overlay.add(struct)
    hasLongValues ||= isLongValue(struct)
    if (pace.spend(1 + (overlay.effort.spent - before) / 20)) yield
  }
  const deletions =
    read.deletes.size > 0 ? yield* takeDeletions(doc, read, structs, overlay, pace) : NO_DELETIONS
  if ('is' in deletions) return deletions
  if (hasLongValues) yield* checkLongValues(order, overlay, deletions, pace)

  const isAlive = (item: Y.Item) =>
    !item.deleted &&
    !(item.content instanceof Y.ContentDeleted) &&
    (deletions.taken.get(item) ?? 0) < item.length
  const touches: Touch[] = []
  for (const [map, chains] of overlay.chains) {
    for (const [key, chain] of chains) {
      const touch = keyTouch(map, key, chain, isAlive)
      if (touch) touches.push(touch)
      if (pace.spend(0.3)) yield
    }
  }
  for (const text of overlay.texts.values()) {
    const touch = textTouch(text, overlay, isAlive)
    if (touch) touches.push(touch)
    if (text.mostSteps > MANY_STEPS) yield* orderText(text, overlay.effort, pace)
  }
  return {
    is: 'touches',
    touches,
    writers: [...blocks.keys()],
    admitted: { structs: order, deletions: deletions.ranges },
    changesNothing: order.length === 0 && !deletions.touchDocument,
  }
}

/**
 * Several values in one item under a key are what is left of overwritten ones, so the same update deletes them.
 * Otherwise Yjs could split the item, and both halves would live.
 */
function* checkLongValues(
  order: readonly Struct[],
  overlay: Overlay,
  { taken }: Deletions,
  pace: Pace,
): Steps<void> {
  for (const struct of order) {
    if (pace.spend(0.1)) yield
    if (!isLongValue(struct) || overlay.placeOf(struct).is !== 'key') continue
    if ((taken.get(struct) ?? 0) < struct.length) throw malformed('several values at once under one key')
  }
}

const isLongValue = (struct: Struct): struct is Y.Item =>
  struct.length > 1 && struct instanceof Y.Item && struct.content instanceof Y.ContentAny

type IsAlive = (item: Y.Item) => boolean

/** What becomes of one key: a row, or a text that is taken away. */
function keyTouch(map: string, key: string, { last, holder }: KeyChain, isAlive: IsAlive): Touch | undefined {
  const before = last && !last.deleted ? last : undefined
  const after = holder && isAlive(holder) ? holder : undefined
  if (before === after) return undefined
  if (map !== TEXTS) return { is: 'row', table: map, key, before: valueOf(before), after: valueOf(after) }
  return (
    before && { is: 'text', table: TEXTS, key, action: 'remove', lengthBefore: lengthOf(before), length: 0 }
  )
}

/** What becomes of the words of a text. Where another was there before, that is told by its key. */
function textTouch(text: SharedText, overlay: Overlay, isAlive: IsAlive): Touch | undefined {
  const { key, item, inserted, removed, arrivals } = text
  const { last, holder } = overlay.holdersOf(TEXTS, key)
  const isMade = last !== item
  if (holder !== item || !isAlive(item)) {
    // Yjs takes its words away with it, all in one go.
    if (arrivals.length > MOST_LOST_WITH_TEXT)
      throw new Unacceptable('too-large', 'a long text that goes at once')
    return undefined
  }
  if (isMade && last && !last.deleted) return undefined
  const lengthBefore = isMade ? 0 : lengthOf(item)
  const length = lengthBefore + inserted - removed
  if (isMade) return { is: 'text', table: TEXTS, key, action: 'create', lengthBefore, length }
  return inserted > 0 || removed > 0
    ? { is: 'text', table: TEXTS, key, action: 'edit', lengthBefore, length }
    : undefined
}

const valueOf = (item: Y.Item | undefined): unknown => item?.content.getContent()[item.length - 1]

function lengthOf(item: Y.Item): number {
  return item.content instanceof Y.ContentType ? item.content.type._length : 0
}
