import type { WebsocketProvider } from 'y-websocket'
import type { ReconnectSchedule } from './ReconnectSchedule.ts'

/** The page and its clock, as far as coming back depends on them. */
export type Surroundings = {
  now(this: void): number
  setTimeout(run: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
  /** Calls back when there is reason to hope for a connection. @returns a function that stops it */
  onHope(run: () => void): () => void
}

/** How long one attempt may take. A network that swallows packets lets a browser wait for minutes. */
const ATTEMPT_MS = 10_000

/**
 * Codes of the WebSocket protocol itself with which a server refuses what a client sends: it would send the same
 * again. Ours for good are 4400-4499.
 */
const refusals = new Set([1002, 1003, 1007, 1008, 1009, 1010])

/** Whether a close means that coming back is pointless. */
export const isForGood = (code: number): boolean => (code >= 4400 && code < 4500) || refusals.has(code)

/**
 * Has a provider connect, and reconnect, by our schedule instead of its own, which knows no jitter and makes ten attempts in
 * the first minute. It emits `closed` for a close that is for good, and then stays away until `connect()`.
 * @param mayComeBack asked after an attempt that failed without a word, since a browser does not tell a refused
 * upgrade from a lost line; false for someone who would be refused again
 * @returns a function that ends it; the provider is not touched any more
 */
export function keepConnecting(
  provider: WebsocketProvider,
  schedule: ReconnectSchedule,
  surroundings: Surroundings,
  mayComeBack: () => Promise<boolean>,
): () => void {
  const { now } = surroundings
  let timer: unknown
  let syncedAtMs: number | undefined
  let isOver = false

  const after = (ms: number, run: () => void) => {
    surroundings.clearTimeout(timer)
    timer = surroundings.setTimeout(run, ms)
  }
  const attempt = () => {
    if (isOver) return
    schedule.tried(now())
    provider.connect()
    after(ATTEMPT_MS, () => {
      if (provider.wsconnecting) provider.ws?.close()
    })
  }
  const comeBack = () => {
    if (!isOver && provider.ws === null) after(schedule.waitMs(now()), attempt)
  }

  provider.shouldReconnect = ({ code }) => !isForGood(code)
  const onSync = (isSynced: boolean) => {
    if (isSynced) syncedAtMs = now()
  }
  const onClose = (event: CloseEvent | null) => {
    // Its own timer is set right after this, and does nothing while it should not connect.
    provider.shouldConnect = false
    schedule.ended(syncedAtMs === undefined ? 0 : now() - syncedAtMs)
    const wasNeverOpen = provider.wsconnecting
    syncedAtMs = undefined
    if (isOver) return
    if (event && isForGood(event.code)) {
      end()
      return
    }
    if (!wasNeverOpen) after(schedule.waitMs(now()), attempt)
    else void mayComeBack().then((may) => (may ? comeBack() : end()))
  }
  provider.on('sync', onSync)
  provider.on('connection-close', onClose)
  const stopHoping = surroundings.onHope(() => {
    if (!isOver && provider.ws === null) after(schedule.soonMs(now()), attempt)
  })
  function end() {
    if (isOver) return
    isOver = true
    surroundings.clearTimeout(timer)
    stopHoping()
    provider.off('sync', onSync)
    provider.off('connection-close', onClose)
  }

  const firstMs = schedule.untilAllowedMs(now())
  if (firstMs > 0) after(firstMs, attempt)
  else attempt()
  return end
}

/** The browser's own. */
export const pageSurroundings: Surroundings = {
  now: () => performance.now(),
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (timer) => {
    clearTimeout(timer as ReturnType<typeof setTimeout> | undefined)
  },
  onHope(run) {
    // What the browser calls offline is not asked: it says so of a hall's network that leads nowhere else.
    const onVisible = () => {
      if (document.visibilityState === 'visible') run()
    }
    addEventListener('online', run)
    document.addEventListener('visibilitychange', onVisible)
    return () => {
      removeEventListener('online', run)
      document.removeEventListener('visibilitychange', onVisible)
    }
  },
}
