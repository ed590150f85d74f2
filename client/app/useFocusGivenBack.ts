import { useEffect } from 'react'
import { useTab } from '../store/tab.ts'

/** After a dialogue has tried to give the focus back itself. */
const TRIED_AFTER_MS = 120

/**
 * Gives the focus back when the last of several dialogues closes: to what had it before the first, or, when that
 * is gone, to the stage. A dialogue alone does it by itself, but one that took another's place cannot know.
 */
export function useFocusGivenBack(): void {
  useEffect(() => {
    let opener: Element | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = useTab.subscribe(({ dialog }, { dialog: before }) => {
      clearTimeout(timer)
      if (dialog && !before) opener = document.activeElement
      if (dialog || !before) return
      timer = setTimeout(() => {
        if (document.activeElement !== document.body) return
        const place = opener?.isConnected ? opener : document.getElementById('main')
        if (place instanceof HTMLElement) place.focus({ preventScroll: true })
      }, TRIED_AFTER_MS)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [])
}
