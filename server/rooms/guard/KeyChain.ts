import * as Y from 'yjs'
import type { Effort } from './Effort.ts'

type Link = {
  readonly item: Y.Item
  readonly client: number
  readonly clock: number
  readonly length: number
  readonly origin: Y.ID | null
}

/**
 * All that was ever written under one key of a map, oldest first, as it will be once an update is applied: the
 * last link is what the key holds, if it is alive. The document's own items are looked at and never changed.
 */
export class KeyChain {
  /** The right end of the chain; it is extended to the left as far as an insertion needs. */
  private links: Link[] = []
  private unseen: Y.Item | null
  private readonly effort: Effort
  /** The item that the key holds in the document, dead or alive. */
  readonly last: Y.Item | undefined

  constructor(last: Y.Item | undefined, effort: Effort) {
    this.last = last
    this.unseen = last ?? null
    this.effort = effort
    this.seeMore()
  }

  /** The item that the key will hold, dead or alive; undefined while nothing was written. */
  get holder(): Y.Item | undefined {
    return this.links.at(-1)?.item
  }

  /** Adds a write where Yjs will put it (YATA: `Item.integrate` in yjs/src/structs/Item.js, without right origins). */
  insert(item: Y.Item): void {
    const { client, clock } = item.id
    const link: Link = { item, client, clock, length: item.length, origin: item.origin }
    let at = item.origin ? this.indexAfter(item.origin) : this.indexOfStart()
    if (at === this.links.length) {
      // After all that is there, as an edit is whose author had seen it.
      this.links.push(link)
      return
    }
    const start = at
    const isBeforeOrigin = new Set<Link>()
    const isConflicting = new Set<Link>()
    for (let i = start; i < this.links.length; i++) {
      const other = this.links[i]!
      this.effort.spend(1)
      isBeforeOrigin.add(other)
      isConflicting.add(other)
      if (isSameId(link.origin, other.origin)) {
        if (other.client < client) {
          at = i + 1
          isConflicting.clear()
        } else if (other.item.rightOrigin === null) break
        continue
      }
      const origin = other.origin && this.linkOf(other.origin, start)
      if (!origin || !isBeforeOrigin.has(origin)) break
      if (!isConflicting.has(origin)) {
        at = i + 1
        isConflicting.clear()
      }
    }
    this.links.splice(at, 0, link)
  }

  /** The place right of an id, which Yjs makes the end of a struct by splitting it. */
  private indexAfter(origin: Y.ID): number {
    let i = this.links.length - 1
    for (; ; i--) {
      this.effort.spend(1)
      if (i < 0) {
        const more = this.seeMore()
        if (more === 0) throw new Error('an origin is not in the chain of its key')
        i = more - 1
      }
      if (holds(this.links[i]!, origin)) break
    }
    const link = this.links[i]!
    const length = origin.clock - link.clock + 1
    if (length < link.length) {
      const rest = {
        clock: origin.clock + 1,
        length: link.length - length,
        origin: new Y.ID(origin.client, origin.clock),
      }
      this.links.splice(i, 1, { ...link, length }, { ...link, ...rest })
    }
    return i + 1
  }

  private indexOfStart(): number {
    for (let more = this.seeMore(); more > 0; more = this.seeMore()) this.effort.spend(more)
    // Yjs walks to the start of the chain each time.
    this.effort.spend(this.links.length)
    return 0
  }

  private linkOf(id: Y.ID, from: number): Link | undefined {
    for (let i = from; i < this.links.length; i++) {
      this.effort.spend(1)
      const link = this.links[i]!
      if (holds(link, id)) return link
    }
    return undefined
  }

  /** Extends the chain to twice its length, as far as the document has more. @returns by how many links */
  private seeMore(): number {
    const more: Link[] = []
    for (let left = Math.max(1, this.links.length); left > 0 && this.unseen; left--) {
      const item = this.unseen
      this.unseen = item.left
      const { client, clock } = item.id
      more.push({ item, client, clock, length: item.length, origin: item.origin })
    }
    more.reverse()
    this.links = this.links.length > 0 ? [...more, ...this.links] : more
    return more.length
  }
}

const holds = (link: Link, id: Y.ID) =>
  link.client === id.client && link.clock <= id.clock && id.clock < link.clock + link.length

const isSameId = (a: Y.ID | null, b: Y.ID | null) =>
  a === b || (a !== null && b !== null && a.client === b.client && a.clock === b.clock)
