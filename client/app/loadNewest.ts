/** A build is some hundred KB; who waits longer has no connection that would bring it. */
const LONGEST_MS = 20_000

/**
 * Loads the page again as the newest build. A plain reload would be answered by the service worker from the build that
 * it knows, which is the one that the server has just sent away.
 */
export async function loadNewest(): Promise<void> {
  await Promise.race([newestWorker(), pause(LONGEST_MS)])
  location.reload()
}

/** Resolves when the worker of the newest build is in charge, or at once where there is none: plain http, say. */
async function newestWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const registration = await navigator.serviceWorker.getRegistration()
  if (!registration) return
  try {
    await registration.update()
    const coming = registration.installing ?? registration.waiting
    if (coming) await settled(coming)
  } catch (error) {
    // Without it the page comes straight from the server.
    console.warn('the newest build could not be fetched ahead', error)
    await registration.unregister()
  }
}

/** Resolves when a worker has taken over; rejects when it could not be installed. */
function settled(worker: ServiceWorker): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (worker.state === 'activated') resolve()
      else if (worker.state === 'redundant')
        reject(new Error('the new service worker could not be installed'))
    }
    worker.addEventListener('statechange', look)
    look()
  })
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
