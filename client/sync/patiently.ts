/** Asks the server as often as it takes. @returns undefined when nobody waits for it any more */
export async function patiently<T>(ask: () => Promise<T>, isOver: () => boolean): Promise<T | undefined> {
  for (let waitMs = 500; !isOver(); waitMs = Math.min(waitMs * 2, 8000)) {
    try {
      return await ask()
    } catch {
      // Out of reach at this moment: the words are safe in the old document, so there is time to wait.
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
  }
  return undefined
}

/** A function that does something with a part of this build once that is there; asked again meanwhile, it does it once. */
export function whenLoaded<T>(
  load: () => Promise<T>,
  isOver: () => boolean,
  run: (loaded: T) => void,
): () => void {
  let isWaiting = false
  return () => {
    if (isWaiting) return
    isWaiting = true
    void patiently(load, isOver).then((loaded) => {
      isWaiting = false
      if (loaded && !isOver()) run(loaded)
    })
  }
}
