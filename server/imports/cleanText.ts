const TERMINAL_COLOURS = /\u001B\[[0-9;]*[A-Za-z]/g
const SEPARATORS = /[\u000B\u000C\u001C-\u001F\u0085]/g
/** Code points that XML 1.0 does not allow, so that no XLSX or DOCX could hold them, and halves of characters. */
const FORBIDDEN =
  /[\u0000-\u0008\u000E-\u001B\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g

/**
 * Takes out what no document can hold. Separators become a space, terminal colours go, and any other forbidden
 * character becomes U+FFFD, so that one sees that something stood there.
 * @returns the text, and how many places were changed
 */
export function cleanText(text: string): { text: string; changed: number } {
  let changed = 0
  const count = (replacement: string) => () => {
    changed++
    return replacement
  }
  const clean = text
    .replace(TERMINAL_COLOURS, count(''))
    .replace(SEPARATORS, count(' '))
    .replace(FORBIDDEN, count('\uFFFD'))
  return { text: clean, changed }
}

/** What to tell when {@link cleanText} changed something. */
export const cleanedWarning = (changed: number): string =>
  `${changed.toLocaleString('en-GB')} control ${changed === 1 ? 'character, which no document can hold, was' : 'characters, which no document can hold, were'} replaced or taken out.`
