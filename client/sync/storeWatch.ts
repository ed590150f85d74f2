/** What the watch needs of the page. */
type Surroundings = {
  readonly setTimeout: (run: () => void, ms: number) => unknown
  readonly clearTimeout: (timer: unknown) => void
  readonly random: () => number
}

/** Whether the server says that it can store; undefined when it says nothing, being out of reach. */
type Ask = () => Promise<boolean | undefined>

/** Why the server cannot store, as its notice names it; '' where it did not say. */
export type StoreTrouble = string

export type StoreWatch = {
  /** What keeps the server from storing; undefined while it can, or nobody knows. */
  readonly trouble: StoreTrouble | undefined
  /** The server has said that it cannot store. */
  fails(this: void, why?: StoreTrouble): void
  stop(this: void): void
}

const FIRST_MS = 2_000
const SPREAD_MS = 4_000

/**
 * Knows whether the server can store, from when it said that it cannot until it says that it can: connections come
 * and go meanwhile, since a server whose disk is full lets people in and has to let them go when they write.
 * @param onChange told at every change of {@link StoreWatch.trouble}
 */
export function watchStore(
  onChange: () => void,
  ask: Ask = askReady,
  surroundings: Surroundings = ofPage,
): StoreWatch {
  let trouble: StoreTrouble | undefined
  let timer: unknown
  let isStopped = false

  const become = (next: StoreTrouble | undefined) => {
    if (next === trouble) return
    trouble = next
    onChange()
  }
  // Spread: a hall full of tabs was told at one moment.
  const askLater = () => {
    surroundings.clearTimeout(timer)
    timer = surroundings.setTimeout(() => void askNow(), FIRST_MS + surroundings.random() * SPREAD_MS)
  }
  const askNow = async () => {
    const isWorking = await ask()
    if (isStopped || trouble === undefined) return
    // Out of reach: then that is what is the matter.
    if (isWorking !== false) become(undefined)
    else askLater()
  }

  return {
    get trouble() {
      return trouble
    },
    fails(why) {
      if (isStopped) return
      // Whoever does not know why takes nothing from what is known.
      become(why ?? trouble ?? '')
      askLater()
    },
    stop() {
      isStopped = true
      surroundings.clearTimeout(timer)
    },
  }
}

/** Whether the server can store; undefined when it is out of reach. */
export async function askReady(): Promise<boolean | undefined> {
  try {
    const { ok, status } = await fetch('/readyz', { cache: 'no-store' })
    return ok ? true : status === 503 ? false : undefined
  } catch {
    return undefined
  }
}

const ofPage: Surroundings = {
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (timer) => {
    clearTimeout(timer as ReturnType<typeof setTimeout> | undefined)
  },
  random: Math.random,
}
