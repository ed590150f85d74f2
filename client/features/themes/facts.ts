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

/**
 * Makes what gathers the facts about each of them: the same object as long as all its parts are the same. Of thousands
 * each keeps its own, so that it holds nothing beside the facts.
 * @param partsOf looks up what the facts are made of, by identity
 * @param moreOf what has to be worked out, and only when a part is another
 */
export function gathering<Which extends readonly unknown[], Parts extends object, More extends object>(
  partsOf: (...which: Which) => Parts,
  moreOf: (parts: Parts, ...which: Which) => More,
): (...which: Which) => () => Parts & More {
  return (...which) => {
    let facts: (Parts & More) | undefined
    return () => {
      const parts = partsOf(...which)
      const before = facts
      if (!before || (Object.keys(parts) as (keyof Parts)[]).some((part) => parts[part] !== before[part]))
        facts = { ...parts, ...moreOf(parts, ...which) }
      return facts!
    }
  }
}
