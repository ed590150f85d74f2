import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { loadNewest } from '../../../client/app/loadNewest.ts'

/** A service worker of a newer build, on its way. */
class Coming extends EventTarget {
  state = 'installing'

  become(state: string): void {
    this.state = state
    this.dispatchEvent(new Event('statechange'))
  }
}

describe('loading the newest build', () => {
  const reload = vi.fn()
  const unregister = vi.fn(() => Promise.resolve(true))
  const update = vi.fn(() => Promise.resolve())
  let coming: Coming | null
  beforeEach(() => {
    vi.useFakeTimers()
    vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    coming = new Coming()
    vi.stubGlobal('location', { reload })
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('ok')))
    const registration = {
      update,
      unregister,
      get installing() {
        return coming
      },
      waiting: null,
    }
    vi.stubGlobal('navigator', { serviceWorker: { getRegistration: () => Promise.resolve(registration) } })
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
    vi.clearAllMocks()
  })

  it('waits for its worker to be in charge, then loads the page once', async () => {
    const loading = loadNewest()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(reload).not.toHaveBeenCalled()
    coming!.become('activated')
    await loading
    expect(reload).toHaveBeenCalledTimes(1)
    expect(unregister).not.toHaveBeenCalled()
  })

  it('loads the page at once when there is nothing newer to wait for', async () => {
    coming = null
    await loadNewest()
    expect(reload).toHaveBeenCalledTimes(1)
  })

  it('goes past the worker when it has not come within 20 seconds', async () => {
    const loading = loadNewest()
    await vi.advanceTimersByTimeAsync(19_900)
    expect(reload).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(200)
    await loading
    expect(unregister).toHaveBeenCalledTimes(1)
    expect(reload).toHaveBeenCalledTimes(1)
  })

  it('keeps the worker when the server is out of reach, since the older build is better than none', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no connection')))
    update.mockRejectedValueOnce(new TypeError('no connection'))
    await loadNewest()
    expect(unregister).not.toHaveBeenCalled()
    expect(reload).toHaveBeenCalledTimes(1)
  })

  it('goes past the worker when it could not be installed, or fetched', async () => {
    const loading = loadNewest()
    await vi.advanceTimersByTimeAsync(1)
    coming!.become('redundant')
    await loading
    update.mockRejectedValueOnce(new Error('no connection'))
    await loadNewest()
    expect(unregister).toHaveBeenCalledTimes(2)
    expect(reload).toHaveBeenCalledTimes(2)
  })

  it('loads the page although the older worker cannot be put aside', async () => {
    unregister.mockRejectedValueOnce(new Error('no'))
    update.mockRejectedValueOnce(new Error('no connection'))
    await loadNewest()
    expect(reload).toHaveBeenCalledTimes(1)
  })
})
