/*
 * How many of one kind, such as the cards on the canvas or the rows of the list, learn what they show: with one
 * subscription for each and not one for each of its facts, and none is asked when nothing has changed that any of them
 * shows, as while pointers move.
 */

/** Reports that something may have changed. @returns a function that stops it */
export type Subscribe = (listener: () => void) => () => void

/**
 * Watches several sources for as long as anybody listens.
 * @param inputs everything that what is shown is made of, by identity: listeners are told when one of these is another
 */
export function watchTogether(sources: readonly Subscribe[], inputs: () => readonly unknown[]): Subscribe {
  const listeners = new Set<() => void>()
  let stop: (() => void) | undefined

  function watch(): () => void {
    let last = inputs()
    const look = () => {
      const next = inputs()
      if (next.every((input, i) => input === last[i])) return
      last = next
      for (const listener of [...listeners]) listener()
    }
    const stops = sources.map((source) => source(look))
    return () => {
      for (const stopOne of stops) stopOne()
    }
  }

  return (listener) => {
    listeners.add(listener)
    stop ??= watch()
    return () => {
      listeners.delete(listener)
      if (listeners.size > 0) return
      stop?.()
      stop = undefined
    }
  }
}

/** Makes a function whose answer is the same object as long as all its parts are the same. */
export function gathering<Parts extends object, Facts>(
  partsNow: () => Parts,
  factsFrom: (parts: Parts) => Facts,
): () => Facts {
  let last: { readonly parts: Parts; readonly facts: Facts } | undefined
  return () => {
    const parts = partsNow()
    const before = last?.parts
    const isSame =
      before && (Object.keys(parts) as (keyof Parts)[]).every((part) => parts[part] === before[part])
    if (!last || !isSame) last = { parts, facts: factsFrom(parts) }
    return last.facts
  }
}
