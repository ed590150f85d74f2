/** Ends whatever the pointer holds, or is about to hold, as if it had never been picked up. */
export function letGo(): void {
  document.dispatchEvent(new PointerEvent('pointercancel'))
}
