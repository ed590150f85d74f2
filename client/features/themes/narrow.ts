/** A screen like this shows the list at first, and has no room for the tray. */
export const NARROW = '(max-width: 719.98px)'
