/** A build is some hundred KB; who waits longer has no connection that would bring it. */
const LONGEST_MS = 20_000

/**
 * Loads the page again as the newest build. A plain reload would be answered by the service worker from the build that
 * it knows, which is the one that the server has just sent away.
 */
export async function loadNewest(): Promise<void> {
  try {
    await Promise.race([newestWorker(), tooLate()])
  } catch (error) {
    console.warn('the newest build could not be fetched ahead', error)
    // Out of reach of the server the older build is better than none.
    if (await isServerThere()) await withoutWorker()
  }
  location.reload()
}

/** Resolves when the worker of the newest build is in charge, or at once where there is none: plain http, say. */
async function newestWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const registration = await navigator.serviceWorker.getRegistration()
  await registration?.update()
  const coming = registration?.installing ?? registration?.waiting
  if (coming) await settled(coming)
}

/** Then the page comes straight from the server. Whatever goes wrong here, a reload is the best that there is. */
async function withoutWorker(): Promise<void> {
  try {
    await (await navigator.serviceWorker.getRegistration())?.unregister()
  } catch (error) {
    console.warn('the older build could not be put aside', error)
  }
}

async function isServerThere(): Promise<boolean> {
  try {
    return (await fetch('/healthz', { cache: 'no-store' })).ok
  } catch {
    return false // no connection
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

const tooLate = () =>
  new Promise<never>((_, reject) =>
    setTimeout(() => {
      reject(new Error(`the newest build has not come within ${LONGEST_MS} ms`))
    }, LONGEST_MS),
  )
