import { useTab } from '../../store/tab.ts'
import { useAskingForPlace } from './canvas/parts.ts'

/** Begins a theme without notes; from the canvas, where one looks. */
export function useNewTheme(view: 'board' | 'list'): () => void {
  const askForPlace = useAskingForPlace()
  return () => {
    if (view === 'board') askForPlace()
    useTab.getState().openDialog({ is: 'new-theme', notes: [], from: null })
  }
}
