import { isFocusLost } from '../../../ui/focus.ts'

/** After a menu or a button has tried to give the focus back to what is gone. */
const TRIED_AFTER_MS = 100

/** Gives a lost focus to a theme's title in the list, once it is drawn there. */
export function focusThemeSoon(theme: string | undefined): void {
  setTimeout(() => {
    if (theme === undefined || !isFocusLost()) return
    document.querySelector<HTMLElement>(`[data-theme="${theme}"] h3 button`)?.focus()
  }, TRIED_AFTER_MS)
}

/** The theme that stands after this one in the list, or else before it. */
export function neighbourOf(theme: string): string | undefined {
  const section = document.querySelector(`[data-theme="${theme}"]`)
  const beside = [section?.nextElementSibling, section?.previousElementSibling]
  return beside.map((element) => element?.getAttribute('data-theme')).find((id) => id != null) ?? undefined
}
