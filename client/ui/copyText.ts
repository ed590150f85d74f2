/**
 * Puts words on the clipboard. Over plain http, as in a hall, browsers keep the modern clipboard away, so there it
 * goes by a selected text area.
 * @returns whether it worked; when not, show the words so that they can be selected by hand
 */
export async function copyText(words: string): Promise<boolean> {
  const clipboard = (navigator as { clipboard?: Clipboard }).clipboard
  if (clipboard) {
    try {
      await clipboard.writeText(words)
      return true
    } catch (error) {
      console.warn('the clipboard said no, trying the older way', error)
    }
  }
  return copyBySelection(words)
}

function copyBySelection(words: string): boolean {
  const before = document.activeElement
  const area = document.createElement('textarea')
  area.value = words
  area.readOnly = true
  area.style.position = 'fixed'
  area.style.opacity = '0'
  // Inside the open dialogue, since one that keeps the focus would take it back before the copy is made.
  ;(before?.closest('[role="dialog"], [role="alertdialog"]') ?? document.body).append(area)
  area.select()
  const copied = document.execCommand('copy')
  area.remove()
  if (before instanceof HTMLElement) before.focus()
  return copied
}
