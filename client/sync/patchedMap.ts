/** So many changed entries, and all are put together anew: about the root of what a large board holds. */
const MOST_CHANGED = 64

/**
 * A map as it was, but for some entries: making it costs what has changed, and not what it holds. Never changes.
 * @param changes entries that are others or new; undefined stands for one that is gone
 */
export function patched<K, V>(
  map: ReadonlyMap<K, V>,
  changes: ReadonlyMap<K, V | undefined>,
): ReadonlyMap<K, V> {
  return PatchedMap.from(map, changes)
}

/**
 * The keys by which a map differs from the one of which it was {@link patched} last; some may be the same after all.
 * @returns undefined where that was another map: then all of both must be compared
 */
export function changedKeys<K, V>(
  now: ReadonlyMap<K, V>,
  before: ReadonlyMap<K, V> | undefined,
): Iterable<K> | undefined {
  if (now === before) return []
  return now instanceof PatchedMap && before && now.origin === markOf(before)
    ? (now.changed as Iterable<K>)
    : undefined
}

/** What stands for a map in those that are made of it: by itself each would keep the one before for good. */
const markOf = (map: object): object => (map instanceof PatchedMap ? map.mark : map)

class PatchedMap<K, V> implements ReadonlyMap<K, V> {
  readonly mark = {}

  private constructor(
    private readonly base: ReadonlyMap<K, V>,
    private readonly patch: ReadonlyMap<K, V | undefined>,
    readonly size: number,
    readonly origin: object,
    readonly changed: readonly K[],
  ) {}

  static from<K, V>(map: ReadonlyMap<K, V>, changes: ReadonlyMap<K, V | undefined>): PatchedMap<K, V> {
    const isPatched = map instanceof PatchedMap
    const patch = new Map<K, V | undefined>(isPatched ? (map as PatchedMap<K, V>).patch : [])
    let { size } = map
    for (const [key, value] of changes) {
      size += Number(value !== undefined) - Number(map.has(key))
      patch.set(key, value)
    }
    const base = isPatched ? (map as PatchedMap<K, V>).base : map
    const next = new PatchedMap(base, patch, size, markOf(map), [...changes.keys()])
    if (patch.size <= MOST_CHANGED) return next
    return new PatchedMap<K, V>(new Map(next), new Map(), size, next.origin, next.changed)
  }

  get(key: K): V | undefined {
    return this.patch.has(key) ? this.patch.get(key) : this.base.get(key)
  }
  has(key: K): boolean {
    return this.get(key) !== undefined
  }
  *entries(): MapIterator<[K, V]> {
    for (const [key, value] of this.base) {
      const now = this.patch.size > 0 && this.patch.has(key) ? this.patch.get(key) : value
      if (now !== undefined) yield [key, now]
    }
    for (const [key, value] of this.patch) if (value !== undefined && !this.base.has(key)) yield [key, value]
  }
  *keys(): MapIterator<K> {
    for (const [key] of this.entries()) yield key
  }
  *values(): MapIterator<V> {
    for (const [, value] of this.entries()) yield value
  }
  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries()
  }
  forEach(visit: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this)
  }
}
