import * as Y from 'yjs'
import type { Effort } from './Effort.ts'
import type { SharedText } from './Overlay.ts'
import type { Pace } from './steps.ts'
import { type Steps } from './steps.ts'
import { indexAtClock } from './structs.ts'

type Spot = {
  readonly client: number
  readonly clock: number
  length: number
  readonly origin: Y.ID | null
  readonly rightOrigin: Y.ID | null
  right: Spot | null
  left: Spot | null
}

/**
 * Goes through what Yjs will do to put an update's insertions into one text, and counts the steps.
 * @throws {Unacceptable} when there are too many
 */
export function* orderText({ item, arrivals }: SharedText, effort: Effort, pace: Pace): Steps<void> {
  const order = new TextOrder(effort)
  const { type } = item.content as Y.ContentType
  for (let known = type._start; known; known = known.right) {
    order.append(known)
    if (pace.spend(0.5)) yield
  }
  order.close()
  for (const arrival of arrivals) {
    const before = effort.spent
    order.insert(arrival)
    if (pace.spend(1 + (effort.spent - before) / 10)) yield
  }
}

/** The items of a text in order, without their words: the document's, and those that an update adds. */
class TextOrder {
  private start: Spot | null = null
  private end: Spot | null = null
  private readonly byClient = new Map<number, Spot[]>()
  private readonly effort: Effort

  constructor(effort: Effort) {
    this.effort = effort
  }

  /** Adds what the document has at the end. */
  append(item: Y.Item): void {
    const spot = spotOf(item)
    spot.left = this.end
    if (this.end) this.end.right = spot
    else this.start = spot
    this.end = spot
    this.spotsOf(spot.client).push(spot)
  }

  /** All that the document has was added: ids can be looked up from now on. */
  close(): void {
    for (const spots of this.byClient.values()) spots.sort((a, b) => a.clock - b.clock)
  }

  /** Puts an item where Yjs does (`Item.integrate` in yjs/src/structs/Item.js). */
  insert(item: Y.Item): void {
    const spot = spotOf(item)
    const right = spot.rightOrigin && this.spotFrom(spot.rightOrigin.client, spot.rightOrigin.clock)
    let left = spot.origin && this.spotUntil(spot.origin)
    if (left ? left.right !== right : !right || right.left) left = this.goPast(spot, left, right)
    spot.left = left
    spot.right = left ? left.right : this.start
    if (left) left.right = spot
    else this.start = spot
    if (spot.right) spot.right.left = spot
    this.spotsOf(spot.client).push(spot)
  }

  /** @returns what the new spot comes to lie right of */
  private goPast(spot: Spot, from: Spot | null, right: Spot | null): Spot | null {
    let left = from
    const isBeforeOrigin = new Set<Spot>()
    const isConflicting = new Set<Spot>()
    for (let other = left ? left.right : this.start; other && other !== right; other = other.right) {
      this.effort.spend(1)
      isBeforeOrigin.add(other)
      isConflicting.add(other)
      if (Y.compareIDs(spot.origin, other.origin)) {
        if (other.client < spot.client) {
          left = other
          isConflicting.clear()
        } else if (Y.compareIDs(spot.rightOrigin, other.rightOrigin)) break
        continue
      }
      const origin = other.origin && this.find(other.origin)
      if (!origin || !isBeforeOrigin.has(origin)) break
      if (!isConflicting.has(origin)) {
        left = other
        isConflicting.clear()
      }
    }
    return left
  }

  private spotUntil({ client, clock }: Y.ID): Spot | null {
    this.spotFrom(client, clock + 1)
    return this.find({ client, clock })
  }

  /** The spot that begins at this clock; one that goes across is split there. */
  private spotFrom(client: number, clock: number): Spot | null {
    const spots = this.spotsOf(client)
    const i = indexAtClock(spots.length, clock, (i) => spots[i]!.clock)
    const spot = spots[i]
    if (!spot || clock < spot.clock || clock >= spot.clock + spot.length) return null
    if (spot.clock === clock) return spot
    const rest: Spot = {
      ...spot,
      clock,
      length: spot.clock + spot.length - clock,
      origin: new Y.ID(client, clock - 1),
      left: spot,
    }
    spot.length = clock - spot.clock
    spot.right = rest
    if (rest.right) rest.right.left = rest
    spots.splice(i + 1, 0, rest)
    return rest
  }

  private find({ client, clock }: { readonly client: number; readonly clock: number }): Spot | null {
    const spots = this.spotsOf(client)
    return spots[indexAtClock(spots.length, clock, (i) => spots[i]!.clock)] ?? null
  }

  private spotsOf(client: number): Spot[] {
    let spots = this.byClient.get(client)
    if (!spots) this.byClient.set(client, (spots = []))
    return spots
  }
}

const spotOf = ({ id, length, origin, rightOrigin }: Y.Item): Spot => ({
  client: id.client,
  clock: id.clock,
  length,
  origin,
  rightOrigin,
  left: null,
  right: null,
})
