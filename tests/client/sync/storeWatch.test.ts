import { describe, expect, it, vi } from 'vitest'
import { SaveTracker, saveStateOf } from '../../../client/sync/saving.ts'
import { watchStore } from '../../../client/sync/storeWatch.ts'

/** A watch whose clock goes on when told to, and a server that answers as told. */
function watched() {
  let due: (() => void) | undefined
  const server: { isReady: boolean | undefined; asked: number } = { isReady: false, asked: 0 }
  const onChange = vi.fn()
  const watch = watchStore(
    onChange,
    () => {
      server.asked++
      return Promise.resolve(server.isReady)
    },
    { setTimeout: (run) => (due = run), clearTimeout: () => (due = undefined), random: () => 0.5 },
  )
  const later = async () => {
    due?.()
    await Promise.resolve()
    await Promise.resolve()
  }
  return { watch, server, onChange, later }
}

describe('what a tab says while the server cannot store', () => {
  it('stays the same while connections come and go, and goes when the server says that it can', async () => {
    const { watch, server, onChange, later } = watched()
    const saving = new SaveTracker(false)
    const shown = (isSynced: boolean) =>
      saveStateOf(saving, { isSynced, isCrowded: false, trouble: watch.trouble })
    watch.fails('full')
    await later()
    watch.fails()
    await later()
    for (const isSynced of [true, false])
      expect(shown(isSynced)).toEqual({ is: 'store-failing', why: 'full' })
    expect(onChange).toHaveBeenCalledTimes(1)
    server.isReady = true
    await later()
    expect(shown(false)).toEqual({ is: 'offline', waiting: false })
  })

  it('is that there is no connection, once the server cannot be asked', async () => {
    const { watch, server, later } = watched()
    watch.fails('locked')
    server.isReady = undefined
    await later()
    expect(watch.trouble).toBeUndefined()
  })

  it('is asked for no more by a page that is left', async () => {
    const { watch, server, onChange, later } = watched()
    watch.fails('full')
    watch.stop()
    await later()
    watch.fails('locked')
    await later()
    expect(server.asked).toBe(0)
    expect(onChange).toHaveBeenCalledTimes(1)
  })
})
