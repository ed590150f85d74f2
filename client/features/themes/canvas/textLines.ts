/*
 * How many lines words take, from a table of character widths and never measured in the page: a card that is
 * out of view is not in the page, and everyone's board must come out the same.
 */

/** Widths of U+0020 to U+007E in hundredths of an em, of Atkinson Hyperlegible Next. */
const WIDTHS = {
  regular: [
    28, 29, 30, 65, 59, 92, 73, 16, 30, 30, 48, 61, 21, 36, 21, 39, 65, 41, 55, 58, 61, 59, 60, 51, 61, 59,
    21, 21, 55, 63, 55, 48, 78, 63, 61, 64, 67, 57, 55, 69, 69, 39, 51, 63, 54, 82, 69, 71, 59, 72, 61, 59,
    56, 69, 59, 86, 62, 57, 61, 32, 39, 34, 55, 37, 24, 52, 57, 48, 56, 54, 31, 56, 55, 25, 24, 49, 26, 84,
    55, 55, 57, 57, 35, 47, 33, 54, 46, 68, 48, 45, 46, 34, 24, 34, 55,
  ],
  bold: [
    31, 30, 39, 76, 61, 97, 72, 21, 33, 33, 48, 59, 27, 37, 27, 44, 66, 44, 58, 60, 62, 61, 63, 54, 62, 57,
    27, 27, 57, 61, 57, 55, 78, 68, 64, 66, 69, 60, 57, 72, 70, 42, 56, 66, 55, 86, 72, 75, 63, 76, 65, 61,
    61, 69, 64, 89, 68, 65, 62, 34, 44, 34, 58, 40, 29, 55, 60, 51, 60, 56, 36, 59, 57, 30, 26, 55, 32, 88,
    57, 58, 60, 60, 38, 51, 38, 57, 53, 74, 54, 52, 50, 38, 25, 38, 54,
  ],
} as const
export type Weight = keyof typeof WIDTHS

/** Marks that people type, or that their device puts for them. */
const PUNCTUATION = new Map(
  Object.entries({
    '’': 25,
    '‘': 25,
    '“': 44,
    '”': 44,
    '–': 50,
    '—': 90,
    '…': 72,
    '·': 24,
    '£': 58,
    '€': 60,
  }),
)

/** A guess too narrow would cut words off, one too wide costs an empty line at most. */
const CAUTION = 1.015
const MARK = /^\p{M}$/u

function widthOfCharacter(character: string, weight: Weight): number {
  const code = character.codePointAt(0)!
  if (code < 0x20) return 0
  if (code < 0x7f) return WIDTHS[weight][code - 0x20]!
  if ((code >= 0xc0 && code < 0x250) || (code >= 0x1e00 && code < 0x1f00)) {
    // An accent adds nothing to its letter's width; a letter of its own is about as wide as most.
    const base = character.normalize('NFD').codePointAt(0)!
    return base < 0x7f ? WIDTHS[weight][base - 0x20]! : 58
  }
  if (code >= 0x600 && code < 0x780) return MARK.test(character) ? 0 : 48 // Arabic letters join
  if (code >= 0x1100 && isWide(code)) return 100
  const mark = PUNCTUATION.get(character)
  if (mark !== undefined) return mark
  // Other letters come from whatever font the device has; most are about this wide.
  return MARK.test(character) ? 0 : 60
}

/** Hangul, kana, Han and emoji stand in squares. */
const isWide = (code: number): boolean =>
  code <= 0x115f ||
  (code >= 0x2e80 && code <= 0xa4cf) ||
  (code >= 0xac00 && code <= 0xd7a3) ||
  (code >= 0xf900 && code <= 0xfaff) ||
  (code >= 0xff00 && code <= 0xff60) ||
  code >= 0x1f300

/** The width of words on one line, in pixels. */
export function widthOf(text: string, fontPx: number, weight: Weight): number {
  let width = 0
  for (const character of text) width += widthOfCharacter(character, weight)
  return (width * fontPx * CAUTION) / 100
}

const SPACE = 0x20
const TAB = 0x09
const NEW_LINE = 0x0a
const LAST_PLAIN = 0x7e

/**
 * How many lines words take in a box, broken between words, or within a word that is wider than the box.
 *
 * Thousands of notes are measured when a board opens: so this is one pass with whole numbers, which makes no words.
 * @param most stop counting here: that many lines are shown at most
 * @returns between 1 and `most`
 */
export function linesOf(text: string, boxPx: number, fontPx: number, weight: Weight, most: number): number {
  const plain = WIDTHS[weight]
  // In hundredths of an em, as the table is.
  const box = (boxPx * 100) / (fontPx * CAUTION)
  const space = plain[0]
  let lines = 1
  let used = 0
  let word = 0
  let isBetween = false
  for (let at = 0; at <= text.length && lines <= most; at++) {
    const code = at === text.length ? NEW_LINE : text.charCodeAt(at)
    const isBlank = code === SPACE || code === TAB
    if (!isBlank && code !== NEW_LINE) {
      if (code > SPACE && code <= LAST_PLAIN) word += plain[code - SPACE]!
      else {
        const character = String.fromCodePoint(text.codePointAt(at)!)
        word += widthOfCharacter(character, weight)
        at += character.length - 1
      }
      isBetween = false
      continue
    }
    if (!(isBlank && isBetween)) {
      const start = used === 0 ? 0 : used + space
      if (start + word <= box) used = start + word
      else {
        const wholeLines = Math.floor(word / box)
        lines += wholeLines + (used > 0 ? 1 : 0)
        used = word - wholeLines * box
      }
      word = 0
    }
    isBetween = isBlank
    if (code === NEW_LINE && at < text.length) {
      lines += 1
      used = 0
    }
  }
  return Math.min(lines, most)
}
