/**
 * A state that holds exactly one place, that of a cursor or of what is dragged: what stands around it in the JSON that
 * was sent, and in the one that is shown.
 */
export type Placed = {
  readonly json: string
  readonly at: { readonly x: number; readonly y: number }
  readonly sent: Around
  readonly shown: Around
}
type Around = { readonly before: string; readonly after: string }

/** As JSON writes whole numbers that are short enough to be exact; our client sends no others. */
const PLACE = /"x":(0|-?[1-9]\d{0,8}),"y":(0|-?[1-9]\d{0,8})\}/
const NOTHING_ELSE = new RegExp(`^${PLACE.source}$`)

/** @param sent the state as it came, and `shown` as others may see it; undefined unless both hold exactly one place */
export function placeIn(sent: string, shown: string): Placed | undefined {
  const [inSent, inShown] = [around(sent), around(shown)]
  if (!inSent || !inShown) return undefined
  return { json: shown, at: inShown.at, sent: inSent, shown: inShown }
}

/** The same state elsewhere; undefined when anything else is new, or nothing is. */
export function movedFrom({ at, sent, shown }: Placed, json: string): Placed | undefined {
  const { before, after } = sent
  if (json.length < before.length + after.length) return undefined
  if (!json.startsWith(before) || !json.endsWith(after)) return undefined
  const match = NOTHING_ELSE.exec(json.slice(before.length, json.length - after.length))
  if (!match) return undefined
  const [place, x, y] = [match[0], Number(match[1]), Number(match[2])]
  // A state is said again as it is so that it does not go out of date, or for those who have lost it.
  if (x === at.x && y === at.y) return undefined
  return { json: `${shown.before}${place}${shown.after}`, at: { x, y }, sent, shown }
}

function around(json: string): (Around & { readonly at: { x: number; y: number } }) | undefined {
  const match = PLACE.exec(json)
  if (!match) return undefined
  const before = json.slice(0, match.index)
  const after = json.slice(match.index + match[0].length)
  if (before.includes('"x":') || after.includes('"x":')) return undefined
  return { before, after, at: { x: Number(match[1]), y: Number(match[2]) } }
}
