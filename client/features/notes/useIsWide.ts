import { useSyncExternalStore } from 'react'

const query = matchMedia('(min-width: 900px)')
const subscribe = (listener: () => void) => {
  query.addEventListener('change', listener)
  return () => {
    query.removeEventListener('change', listener)
  }
}

/** Whether form and lists fit beside one another. */
export const useIsWide = (): boolean => useSyncExternalStore(subscribe, () => query.matches)
