import * as Y from 'yjs'
import type { Refusal } from '../../../shared/model/rules.ts'
import { TEXTS } from '../../../shared/model/tables.ts'
import { takeDeletions, type Deletions } from './deletions.ts'
import { integrationOrder } from './integrationOrder.ts'
import { Overlay } from './Overlay.ts'
import { readUpdate, type ReadUpdate, type Struct } from './readUpdate.ts'
import { structsOf } from './structs.ts'
import { malformed, Unacceptable } from './Unacceptable.ts'

/** What an update changes: a row that reads otherwise afterwards, or the words of a shared text. */
export type Touch =
  | {
      readonly is: 'row'
      readonly map: string
      readonly key: string
      readonly before: unknown
      readonly after: unknown
    }
  | {
      readonly is: 'text'
      readonly key: string
      readonly action: 'create' | 'edit' | 'remove'
      readonly lengthBefore: number
      readonly length: number
    }

export type Analysis =
  | {
      readonly is: 'touches'
      readonly touches: readonly Touch[]
      /** Client ids under which the update brings anything new. */
      readonly writers: readonly number[]
      /** The bytes that were analysed, and the only ones to apply. */
      readonly update: Uint8Array
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
export function analyse(doc: Y.Doc, update: Uint8Array): Analysis {
  try {
    const read = readUpdate(doc, update)
    return read.is === 'gap' ? read : touchesOf(doc, read)
  } catch (error) {
    // Decoders throw on broken bytes, and what stops the analysis would have stopped Yjs half-way.
    const why = error instanceof Error ? error : new Error(String(error))
    return { is: 'refused', reason: why instanceof Unacceptable ? why.reason : 'malformed', why }
  }
}

function touchesOf(doc: Y.Doc, { bytes, blocks, deletes }: ReadUpdate): Analysis {
  const order = integrationOrder(doc, blocks)
  if (!order) return { is: 'gap' }
  const structs = structsOf(doc, blocks)
  const overlay = new Overlay(doc, structs)
  for (const struct of order) overlay.add(struct)
  const deletions = takeDeletions(doc, blocks, deletes, structs, overlay)
  if ('is' in deletions) return deletions
  checkLongValues(order, overlay, deletions)

  const isAlive = (item: Y.Item) =>
    !item.deleted &&
    !(item.content instanceof Y.ContentDeleted) &&
    (deletions.taken.get(item) ?? 0) < item.length
  return {
    is: 'touches',
    touches: [...rowTouches(overlay, isAlive), ...textTouches(overlay, isAlive)],
    writers: [...blocks.keys()],
    update: bytes,
    changesNothing: order.length === 0 && !deletions.touchDocument,
  }
}

/**
 * Several values in one item under a key are what is left of overwritten ones, so the same update deletes them.
 * Otherwise Yjs could split the item, and both halves would live.
 */
function checkLongValues(order: readonly Struct[], overlay: Overlay, { taken }: Deletions): void {
  for (const struct of order) {
    if (struct.length === 1 || !(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentAny))
      continue
    if (overlay.placeOf(struct).is === 'key' && (taken.get(struct) ?? 0) < struct.length) {
      throw malformed('several values at once under one key')
    }
  }
}

function rowTouches(overlay: Overlay, isAlive: (item: Y.Item) => boolean): Touch[] {
  const touches: Touch[] = []
  for (const [map, chains] of overlay.chains) {
    if (map === TEXTS) continue
    for (const [key, { last, holder }] of chains) {
      const before = last && !last.deleted ? last : undefined
      const after = holder && isAlive(holder) ? holder : undefined
      if (before !== after)
        touches.push({ is: 'row', map, key, before: valueOf(before), after: valueOf(after) })
    }
  }
  return touches
}

function textTouches(overlay: Overlay, isAlive: (item: Y.Item) => boolean): Touch[] {
  const touches: Touch[] = []
  const made = new Set<Y.Item>()
  for (const [key, { last, holder }] of overlay.chains.get(TEXTS) ?? []) {
    const before = last && !last.deleted ? last : undefined
    const after = holder && isAlive(holder) ? holder : undefined
    if (before === after) continue
    if (before) {
      touches.push({ is: 'text', key, action: 'remove', lengthBefore: lengthOf(before), length: 0 })
    } else if (after) {
      made.add(after)
    }
  }
  for (const { key, item, inserted, removed } of overlay.texts.values()) {
    // A text that does not live takes its words with it; where one was there before, that is told above.
    const holder = overlay.chainOf(TEXTS, key).holder
    if (holder !== item || !isAlive(item)) continue
    const lengthBefore = made.has(item) ? 0 : lengthOf(item)
    const length = lengthBefore + inserted - removed
    if (made.has(item)) touches.push({ is: 'text', key, action: 'create', lengthBefore, length })
    else if (inserted > 0 || removed > 0)
      touches.push({ is: 'text', key, action: 'edit', lengthBefore, length })
  }
  return touches
}

const valueOf = (item: Y.Item | undefined): unknown => item?.content.getContent()[item.length - 1]

function lengthOf(item: Y.Item): number {
  return item.content instanceof Y.ContentType ? item.content.type._length : 0
}
