import { Unreadable } from './Unreadable.ts'

/** A text, and how its bytes were read. */
export type DecodedText = {
  readonly text: string
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'macintosh'
  /** Whether some bytes fitted no encoding and became U+FFFD. */
  readonly damaged: boolean
}

/** How files of other kinds begin, and what to tell whoever sent one. */
const MAGIC: readonly (readonly [readonly number[], string])[] = [
  [[0x89, 0x50, 0x4e, 0x47], 'This is a picture, not a table.'],
  [[0xff, 0xd8, 0xff], 'This is a picture, not a table.'],
  [[0x47, 0x49, 0x46, 0x38], 'This is a picture, not a table.'],
  [[0x25, 0x50, 0x44, 0x46], 'This is a PDF, not a table.'],
  [
    [0xd0, 0xcf, 0x11, 0xe0],
    'This is a workbook of the old Excel kind (.xls), or one that is locked by a password.',
  ],
  [[0x1f, 0x8b], 'This is a compressed file, not a table.'],
]
const INSTEAD = 'Save it as CSV or XLSX, and try again.'

/**
 * Bytes as text. UTF-8 and UTF-16 are told for certain; of the old single-byte encodings, Windows-1252 and
 * Mac Roman are told apart by which of them gives the likelier words.
 * @throws {Unreadable} for bytes that are no text
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  for (const [magic, what] of MAGIC) {
    if (magic.every((byte, at) => bytes[at] === byte)) throw new Unreadable(`${what} ${INSTEAD}`)
  }
  const utf16 = utf16Of(bytes)
  if (utf16) {
    const text = new TextDecoder(utf16).decode(bytes)
    return { text, encoding: utf16, damaged: text.includes('\uFFFD') }
  }
  if (controlShare(bytes) > 0.08)
    throw new Unreadable(`This is no text that can be read as a table. ${INSTEAD}`)
  const utf8 = new TextDecoder('utf-8').decode(bytes)
  if (!utf8.includes('\uFFFD') || isMostlyUtf8(bytes)) {
    return { text: utf8, encoding: 'utf-8', damaged: utf8.includes('\uFFFD') }
  }
  const windows = decodeWindows1252(bytes)
  const mac = new TextDecoder('macintosh').decode(bytes)
  // A lone CR is how Macs ended lines when Mac Roman was written; nobody else did.
  const macBonus = /\r(?!\n)/.test(windows) && !windows.includes('\n') ? 3 : 0
  return likelihood(mac) + macBonus > likelihood(windows)
    ? { text: mac, encoding: 'macintosh', damaged: false }
    : { text: windows, encoding: 'windows-1252', damaged: false }
}

/** The 32 bytes in which Windows-1252 differs from ISO 8859-1; \u0081 and four others stand for nothing. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ'

/** By hand, since Node 20's TextDecoder takes windows-1252 for ISO 8859-1 and loses the euro and the curly quotes. */
const decodeWindows1252 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1')
    .replace(/[\u0080-\u009F]/g, (char) => WINDOWS_1252[char.charCodeAt(0) - 0x80] ?? char)

/** By the byte-order mark, else by where the zero bytes of Latin letters stand. */
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const zeros = [0, 0]
  const length = Math.min(bytes.length, 4096) & ~1
  for (let i = 0; i < length; i++) if (bytes[i] === 0) zeros[i & 1]!++
  const [even, odd] = zeros as [number, number]
  if (odd > length * 0.3 && even < length * 0.02) return 'utf-16le'
  if (even > length * 0.3 && odd < length * 0.02) return 'utf-16be'
  return undefined
}

function controlShare(bytes: Uint8Array): number {
  const sample = bytes.subarray(0, 64 * 1024)
  let controls = 0
  for (const byte of sample) if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) controls++
  return controls / Math.max(1, sample.length)
}

/** Whether bytes that are not valid UTF-8 are damaged UTF-8: single-byte text hardly ever holds a valid sequence. */
function isMostlyUtf8(bytes: Uint8Array): boolean {
  let whole = 0
  let broken = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (byte < 0x80) continue
    const more =
      byte >= 0xc2 && byte <= 0xdf
        ? 1
        : byte >= 0xe0 && byte <= 0xef
          ? 2
          : byte >= 0xf0 && byte <= 0xf4
            ? 3
            : 0
    let follow = 0
    while (follow < more && (bytes[i + follow + 1]! & 0xc0) === 0x80) follow++
    if (more > 0 && follow === more) {
      whole++
      i += more
    } else broken++
  }
  return whole * 2 >= broken
}

/** How much a text reads like one that people write: signs and accents in places where they stand in words. */
function likelihood(text: string): number {
  let score = 0
  for (const match of text.slice(0, 200_000).matchAll(/[\u0080-\uFFFF]/g)) {
    const char = match[0]
    const before = text[match.index - 1] ?? ' '
    const after = text[match.index + 1] ?? ' '
    const insideWord = /\p{Ll}/u.test(before) && /\p{Ll}/u.test(after)
    if (/[\u0080-\u009F]/.test(char)) score -= 3
    else if (/\p{Ll}/u.test(char)) score += /\p{L}/u.test(before) || /\p{L}/u.test(after) ? 1 : 0
    else if (/\p{Lu}/u.test(char)) score += insideWord ? -2 : /\p{Ll}/u.test(after) ? 1 : -1
    else if (char === '’') score += insideWord ? 2 : 1
    else if (/[“”‘–—…£€§½\u00A0°²½™•]/.test(char)) score += 1
    else score -= 1
  }
  return score
}
