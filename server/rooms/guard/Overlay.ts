import * as Y from 'yjs'
import { tables } from '../../../shared/model/tables.ts'
import { TEXTS } from '../../../shared/model/tableNames.ts'
import { Effort } from './Effort.ts'
import { KeyChain } from './KeyChain.ts'
import type { Struct } from './readUpdate.ts'
import { cutsCharacter, type Structs } from './structs.ts'
import { malformed, Unacceptable } from './Unacceptable.ts'

/** Where a struct comes to lie. A dead one hangs on something that is gone, and changes nothing. */
export type Place =
  | { readonly is: 'dead' }
  | { readonly is: 'key'; readonly map: string; readonly key: string }
  | { readonly is: 'words'; readonly text: SharedText }

/** A text that the update touches: one that the document has, or one that the update brings. */
export type SharedText = {
  readonly key: string
  /** The item in `texts` whose content the text is. */
  readonly item: Y.Item
  /** Characters that the update adds and does not take away again. */
  inserted: number
  /** Characters that the document has and the update takes away. */
  removed: number
  /** What the update adds, gone at once or not, in Yjs's order. */
  readonly arrivals: Y.Item[]
  /** Steps that putting the arrivals in order takes at most. */
  mostSteps: number
}

/** At so many steps it is worth counting them exactly; they take Yjs a few milliseconds. */
export const MANY_STEPS = 20_000

type Gap = { readonly left: Y.Item | null; readonly right: Y.Item | null }

const DEAD: Place = { is: 'dead' }

/** What the document will be once an update is applied, as far as the update touches it. */
export class Overlay {
  /** Chains of the keys that the update touches, by map and key. */
  readonly chains = new Map<string, Map<string, KeyChain>>()
  readonly texts = new Map<Y.AbstractType<unknown>, SharedText>()
  private readonly places = new Map<Struct, Place>()
  /** Looking a root's name up goes through all of them. */
  private readonly rootNames = new Map<Y.AbstractType<unknown>, string>()
  readonly effort = new Effort()
  /** For what is added to a text: the document's items left and right of it. */
  private readonly gaps = new Map<Y.Item, Gap>()
  private readonly doc: Y.Doc
  private readonly structs: Structs

  constructor(doc: Y.Doc, structs: Structs) {
    this.doc = doc
    this.structs = structs
  }

  /**
   * Puts a new struct where Yjs will put it. Structs come in Yjs's own order.
   * @throws {Unacceptable} if it can have no place in a board
   */
  add(struct: Struct): void {
    // A gravestone has no place; a table of a hundred thousand of them would take long to grow.
    if (!(struct instanceof Y.Item)) return
    const place = this.placeOfNew(struct)
    this.places.set(struct, place)
    if (place.is === 'dead') return
    const { content } = struct
    if (place.is === 'words') {
      if (content instanceof Y.ContentString) place.text.inserted += struct.length
      else if (!(content instanceof Y.ContentDeleted)) throw malformed('a shared text holds more than words')
      this.arrive(place.text, struct)
      return
    }
    const isFitting = place.map === TEXTS ? content instanceof Y.ContentType : content instanceof Y.ContentAny
    if (!isFitting && !(content instanceof Y.ContentDeleted))
      throw malformed(`content that ${place.map} cannot hold`)
    if (content instanceof Y.ContentType) this.textOf(content.type, struct, place.key)
    this.chainOf(place.map, place.key).insert(struct)
  }

  /** The place of a struct of the document or of one that was added. */
  placeOf(struct: Struct): Place {
    const place = this.places.get(struct)
    if (place) return place
    if (!(struct instanceof Y.Item) || !(struct.parent instanceof Y.AbstractType)) return DEAD
    const { parent, parentSub } = struct
    if (parent._item !== null) {
      const text = parentSub === null && this.texts.get(parent)
      return text ? { is: 'words', text } : this.placeUnder(parent._item, parentSub)
    }
    const map = this.nameOf(parent)
    if (parentSub === null) throw malformed(`a list in ${map}`)
    return { is: 'key', map, key: parentSub }
  }

  private nameOf(root: Y.AbstractType<unknown>): string {
    let name = this.rootNames.get(root)
    if (name !== undefined) return name
    name = Y.findRootTypeKey(root)
    checkRoot(name)
    this.rootNames.set(root, name)
    return name
  }

  /** The chain of one key, from the document when the update has not touched it yet. */
  chainOf(map: string, key: string): KeyChain {
    let chains = this.chains.get(map)
    if (!chains) this.chains.set(map, (chains = new Map<string, KeyChain>()))
    let chain = chains.get(key)
    if (!chain) chains.set(key, (chain = new KeyChain(this.doc.share.get(map)?._map.get(key), this.effort)))
    return chain
  }

  /** What a key holds in the document, and what it will hold. */
  holdersOf(map: string, key: string): Pick<KeyChain, 'last' | 'holder'> {
    const chain = this.chains.get(map)?.get(key)
    if (chain) return chain
    const last = this.doc.share.get(map)?._map.get(key)
    return { last, holder: last }
  }

  private placeOfNew(item: Y.Item): Place {
    const { origin, rightOrigin } = item
    const left = origin && this.structs.find(origin)
    const right = rightOrigin && this.structs.find(rightOrigin)
    if (left && cutsCharacter(left, origin.clock - left.id.clock + 1))
      throw malformed('an origin inside a character')
    if (right && cutsCharacter(right, rightOrigin.clock - right.id.clock))
      throw malformed('a right origin inside a character')
    if (!left && !right) return this.placeUnderParent(item)

    const places = [left, right].filter((struct) => struct !== null).map((struct) => this.placeOf(struct))
    if (places.some((place) => place.is === 'dead')) return DEAD
    const [place, other] = places
    if (!place || (other && !isSamePlace(place, other))) throw malformed('neighbours in different places')
    if (place.is === 'key' && right) throw malformed('a right origin under a key')
    if (origin && rightOrigin && this.isBackwards(origin, rightOrigin))
      throw malformed('an insertion before what it comes after')
    return place
  }

  /**
   * Whether what is to come on the left lies behind what is to come on the right, within one run of typing: no client
   * asks for that. Where Yjs would put it depends on how the run lies in pieces, which is not the same everywhere.
   */
  private isBackwards(origin: Y.ID, right: Y.ID): boolean {
    if (origin.client !== right.client || right.clock > origin.clock) return false
    let piece = this.structs.find(origin)
    while (piece instanceof Y.Item && piece.id.clock > right.clock) {
      const before: Y.ID | null = piece.origin
      if (before?.client !== piece.id.client || before.clock !== piece.id.clock - 1) return false
      this.effort.spend(1)
      piece = this.structs.find(before)
    }
    return piece instanceof Y.Item
  }

  private placeUnderParent(item: Y.Item): Place {
    // The decoder leaves the name of a root as a string, which the types do not say.
    const parent: unknown = item.parent
    if (typeof parent === 'string') {
      checkRoot(parent)
      if (!this.doc.share.has(parent)) throw new Unacceptable('unknown-table', `no root named ${parent}`)
      if (item.parentSub === null) throw malformed(`a list in ${parent}`)
      return { is: 'key', map: parent, key: item.parentSub }
    }
    if (!(parent instanceof Y.ID)) throw malformed('a struct without a place')
    const owner = this.structs.find(parent)
    return owner instanceof Y.Item ? this.placeUnder(owner, item.parentSub) : DEAD
  }

  /** The place of what hangs on an item: only shared texts have anything under them. */
  private placeUnder(owner: Y.Item, parentSub: string | null): Place {
    const place = this.placeOf(owner)
    if (place.is === 'dead' || owner.content instanceof Y.ContentDeleted) return DEAD
    if (!(owner.content instanceof Y.ContentType) || place.is !== 'key' || place.map !== TEXTS) {
      throw malformed('a parent that is no shared text')
    }
    if (parentSub !== null) throw malformed('an attribute of a text')
    return { is: 'words', text: this.textOf(owner.content.type, owner, place.key) }
  }

  /**
   * Notes an insertion and how many items Yjs may have to go past for it: those of the document in the gap where
   * it was made, and all that came before it. Typing meets none.
   */
  private arrive(text: SharedText, item: Y.Item): void {
    const left = item.origin && this.structs.find(item.origin)
    const right = item.rightOrigin && this.structs.find(item.rightOrigin)
    const gap: Gap = {
      left: left instanceof Y.Item ? (this.gaps.get(left)?.left ?? this.ofDocument(left)) : null,
      right: right instanceof Y.Item ? (this.gaps.get(right)?.right ?? this.ofDocument(right)) : null,
    }
    this.gaps.set(item, gap)
    const first = gap.left ? gap.left.right : (text.item.content as Y.ContentType).type._start
    // Once they are many they are counted exactly, and going past them each time would take as long as Yjs does.
    if (gap.left === null || gap.left !== gap.right)
      for (let at = first; at && at !== gap.right && text.mostSteps <= MANY_STEPS; at = at.right)
        text.mostSteps++
    text.mostSteps += text.arrivals.length
    text.arrivals.push(item)
  }

  private ofDocument(item: Y.Item): Y.Item | null {
    return this.structs.isNew(item) ? null : item
  }

  private textOf(type: Y.AbstractType<unknown>, item: Y.Item, key: string): SharedText {
    let text = this.texts.get(type)
    if (!text)
      this.texts.set(type, (text = { key, item, inserted: 0, removed: 0, arrivals: [], mostSteps: 0 }))
    return text
  }
}

function checkRoot(name: string): void {
  if (name !== TEXTS && !Object.hasOwn(tables, name))
    throw new Unacceptable('unknown-table', `no table ${name}`)
}

function isSamePlace(a: Place, b: Place): boolean {
  if (a.is === 'key') return b.is === 'key' && a.map === b.map && a.key === b.key
  if (a.is === 'words') return b.is === 'words' && a.text === b.text
  return b.is === 'dead'
}
