type Around = { readonly before: string; readonly after: string }

/** As JSON writes whole numbers that are short enough to be exact; our client sends no others. */
const PLACE = /"x":(0|-?[1-9]\d{0,8}),"y":(0|-?[1-9]\d{0,8})\}/
const MOST_DIGITS = 9

const [MINUS, ZERO, NINE] = [...Buffer.from('-09')] as [number, number, number]
const [X, Y, END] = ['"x":', ',"y":', '}'].map((words) => Buffer.from(words)) as [Buffer, Buffer, Buffer]

/**
 * Where the cursor is, or what is dragged, in a state that holds exactly one place. It is read off the bytes of the
 * JSON by what stands around it: with everyone pointing that is most of what a relay hears, and reading all of it
 * anew would be most of what it does.
 */
export class Place {
  x: number
  y: number
  /** In the JSON as it is sent. */
  readonly #before: Uint8Array
  readonly #after: Uint8Array
  /** In the JSON as others may see it. */
  readonly #shown: Around
  /** Up to where the last number was read. */
  #at = 0

  private constructor(x: number, y: number, sent: Around, shown: Around) {
    this.x = x
    this.y = y
    this.#before = Buffer.concat([Buffer.from(sent.before), X])
    this.#after = Buffer.concat([END, Buffer.from(sent.after)])
    this.#shown = shown
  }

  /** @param sent the state as it came, and `shown` as others may see it; undefined unless both hold exactly one place */
  static in(sent: string, shown: string): Place | undefined {
    const [inSent, inShown] = [around(sent), around(shown)]
    if (!inSent || !inShown) return undefined
    return new Place(inShown.x, inShown.y, inSent, inShown)
  }

  /**
   * Takes the place from the same state elsewhere.
   * @param bytes end with its JSON as it was sent, in UTF-8, which begins `at` so many
   * @returns false when anything else is new, or nothing is; then it stays where it is
   */
  moveTo(bytes: Uint8Array, at = 0): boolean {
    if (!holds(bytes, at, this.#before)) return false
    const x = this.#number(bytes, at + this.#before.length)
    if (x === undefined || !holds(bytes, this.#at, Y)) return false
    const y = this.#number(bytes, this.#at + Y.length)
    if (y === undefined || !holds(bytes, this.#at, this.#after)) return false
    if (this.#at + this.#after.length !== bytes.length) return false
    // A state is said again as it is so that it does not go out of date, or for those who have lost it.
    if (x === this.x && y === this.y) return false
    this.x = x
    this.y = y
    return true
  }

  /** The whole state as others may see it. */
  get json(): string {
    const { before, after } = this.#shown
    return `${before}"x":${this.x},"y":${this.y}}${after}`
  }

  /** As {@link PLACE} takes it. */
  #number(bytes: Uint8Array, from: number): number | undefined {
    const isNegative = bytes[from] === MINUS
    const first = isNegative ? from + 1 : from
    let value = 0
    let at = first
    for (; at < bytes.length && at - first <= MOST_DIGITS; at++) {
      const digit = bytes[at]!
      if (digit < ZERO || digit > NINE) break
      value = value * 10 + (digit - ZERO)
    }
    const digits = at - first
    if (digits === 0 || digits > MOST_DIGITS) return undefined
    if (bytes[first] === ZERO && (digits > 1 || isNegative)) return undefined
    this.#at = at
    return isNegative ? -value : value
  }
}

function around(json: string): (Around & { readonly x: number; readonly y: number }) | undefined {
  const match = PLACE.exec(json)
  if (!match) return undefined
  const before = json.slice(0, match.index)
  const after = json.slice(match.index + match[0].length)
  if (before.includes('"x":') || after.includes('"x":')) return undefined
  return { before, after, x: Number(match[1]), y: Number(match[2]) }
}

/** A loop, since asking the system to compare takes longer than so few bytes do. */
function holds(bytes: Uint8Array, at: number, part: Uint8Array): boolean {
  if (at + part.length > bytes.length) return false
  for (let i = 0; i < part.length; i++) if (bytes[at + i] !== part[i]) return false
  return true
}
