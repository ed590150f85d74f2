/** How a cell's number is to be shown: only what changes its words matters here. */
export type NumberStyle = 'plain' | 'date' | 'percent'

/** Built-in formats of dates and times; the rest of the built-in ones are numbers (ECMA-376, 18.8.30). */
const isDateId = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)

/** What a number format makes of a number. */
export function styleOfFormat(id: number, code: string | undefined): NumberStyle {
  if (code === undefined) return isDateId(id) ? 'date' : id === 9 || id === 10 ? 'percent' : 'plain'
  // Words in quotes, escaped characters and colours like [Red] are not part of the pattern.
  const pattern = code.replace(/"[^"]*"|\\.|_.|\*./g, '').replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
  if (/general/i.test(pattern)) return 'plain'
  if (/[dmyhs]/i.test(pattern)) return 'date'
  return pattern.includes('%') ? 'percent' : 'plain'
}

/** A stored number as the person who typed it would write it; dates as `2024-03-04`, with the time if there is one. */
export function numberText(stored: string, style: NumberStyle, is1904: boolean): string {
  const value = Number(stored)
  if (stored.trim() === '' || !Number.isFinite(value)) return stored
  if (style === 'date') return dateText(value, is1904) ?? plainNumber(value)
  return style === 'percent' ? `${plainNumber(value * 100)}%` : plainNumber(value)
}

/** Spreadsheets keep 15 digits: what lies beyond is 0.30000000000000004's noise. */
const plainNumber = (value: number): string => String(Number(value.toPrecision(15)))

const DAY_SECONDS = 86_400

/** A day's serial number as a date, or undefined for one that no calendar has. */
function dateText(serial: number, is1904: boolean): string | undefined {
  if (serial < 0 || serial > 2_958_465) return undefined
  const seconds = Math.round(serial * DAY_SECONDS)
  const days = Math.floor(seconds / DAY_SECONDS)
  // The 1900 system has a 29 February 1900 that never was, at day 60.
  const epochMs = is1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30)
  const iso = new Date(epochMs + seconds * 1000).toISOString()
  const time = iso.slice(11, 16)
  if (seconds % DAY_SECONDS === 0) return iso.slice(0, 10)
  return days === 0 ? time : `${iso.slice(0, 10)} ${time}`
}

/** Characters that XML cannot hold are written `_x000D_` in workbooks. */
export const unescapeText = (text: string): string =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
