/**
 * Whether nothing in particular has the focus: what had it has gone, or the stage as a whole took it in its place
 * (useFocusGivenBack). On a slow device that comes first, before whoever knows better where it should be.
 */
export function isFocusLost(): boolean {
  const { activeElement } = document
  return activeElement === document.body || activeElement?.id === 'main'
}
