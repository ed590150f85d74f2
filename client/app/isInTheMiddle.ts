import { useTab } from '../store/tab.ts'

let isPointerDown = false

/** Follows the pointer, so that nobody is taken away from what they are dragging. @returns a function that stops it */
export function watchPointer(): () => void {
  const set = (event: PointerEvent) => {
    isPointerDown = event.type === 'pointerdown'
  }
  const events = ['pointerdown', 'pointerup', 'pointercancel'] as const
  for (const event of events) addEventListener(event, set, { capture: true })
  return () => {
    for (const event of events) removeEventListener(event, set, { capture: true })
    isPointerDown = false
  }
}

/** Whether the person at this tab is in the middle of something: typing, dragging, or a dialogue. */
export function isInTheMiddle(): boolean {
  return (
    isPointerDown ||
    useTab.getState().dialog !== undefined ||
    isField(document.activeElement) ||
    document.querySelector('[role="dialog"], [role="alertdialog"]') !== null
  )
}

const notTyped = new Set([
  'button',
  'checkbox',
  'radio',
  'submit',
  'reset',
  'range',
  'color',
  'file',
  'image',
])

/** Whether words go into this element. */
function isField(element: Element | null): boolean {
  if (element instanceof HTMLInputElement) return !notTyped.has(element.type) && !element.readOnly
  if (element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) return true
  return element instanceof HTMLElement && element.isContentEditable
}
