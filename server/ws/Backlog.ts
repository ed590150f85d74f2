/** What one more frame in a socket's queue costs besides its bytes: buffers' heads, callbacks, list entries. */
export const FRAME_OVERHEAD_BYTES = 1024

type Waiting = { readonly frames: readonly Uint8Array[]; readonly since: number }

/**
 * What all sockets of this process have been given and have not sent. One reader that stalls is let go by its
 * own limit; many together, each below it, would still fill the memory that everyone shares. When they do,
 * those are cut that have waited longest, so that whoever reads is not disturbed.
 */
export class Backlog {
  readonly #mostBytes: number
  /** A frame goes to many sockets and is one piece of memory, so it counts once: by how many it is held. */
  readonly #holders = new Map<Uint8Array, number>()
  readonly #lines = new Set<Line>()
  readonly #parts: LineParts
  #bytes = 0
  #given = 0

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
    this.#parts = {
      hold: (line, frames) => {
        this.#lines.add(line)
        for (const frame of frames) this.#hold(frame)
        return this.#given++
      },
      letGo: (line, frames, isEmpty) => {
        for (const frame of frames) this.#letGo(frame)
        if (isEmpty) this.#lines.delete(line)
      },
      check: () => {
        if (this.#bytes > this.#mostBytes) this.#cutLongestWaiting()
      },
    }
  }

  /** Bytes held for sockets that have not sent them yet. */
  get bytes(): number {
    return this.#bytes
  }

  /** The queue of one socket. @param cut ends the socket at once; called at most once */
  line(cut: () => void): Line {
    return new Line(this.#parts, cut)
  }

  #hold(frame: Uint8Array): void {
    const holders = this.#holders.get(frame) ?? 0
    this.#holders.set(frame, holders + 1)
    this.#bytes += FRAME_OVERHEAD_BYTES + (holders === 0 ? frame.byteLength : 0)
  }

  #letGo(frame: Uint8Array): void {
    const holders = this.#holders.get(frame) ?? 0
    this.#bytes -= FRAME_OVERHEAD_BYTES + (holders === 1 ? frame.byteLength : 0)
    if (holders === 1) this.#holders.delete(frame)
    else this.#holders.set(frame, holders - 1)
  }

  /** Down to half, so that not every further frame has to look for somebody again. */
  #cutLongestWaiting(): void {
    for (const line of [...this.#lines].sort((a, b) => a.oldest - b.oldest)) {
      if (this.#bytes <= this.#mostBytes / 2) return
      line.cut()
    }
  }
}

/** What a line tells the backlog that it is part of. */
type LineParts = {
  /** @returns a number that grows each time */
  hold(this: void, line: Line, frames: readonly Uint8Array[]): number
  letGo(this: void, line: Line, frames: readonly Uint8Array[], isEmpty: boolean): void
  check(this: void): void
}

/** What could not be sent at once over one socket, in the order in which it leaves. */
export class Line {
  overheadBytes = 0
  readonly #parts: LineParts
  readonly #cut: () => void
  #waiting: Waiting[] = []
  #isGone = false

  constructor(parts: LineParts, cut: () => void) {
    this.#parts = parts
    this.#cut = cut
  }

  /** When what waits longest was given, in times that anything was; Infinity when nothing waits. */
  get oldest(): number {
    return this.#waiting[0]?.since ?? Infinity
  }

  /** These are written in one go. */
  given(frames: readonly Uint8Array[]): void {
    if (this.#isGone) return
    this.#waiting.push({ frames, since: this.#parts.hold(this, frames) })
    this.overheadBytes += frames.length * FRAME_OVERHEAD_BYTES
    this.#parts.check()
  }

  /** What was given first of what waits has been sent. */
  sent(): void {
    const first = this.#waiting.shift()
    if (!first) return
    this.overheadBytes -= first.frames.length * FRAME_OVERHEAD_BYTES
    this.#parts.letGo(this, first.frames, this.#waiting.length === 0)
  }

  /** The socket has closed, and holds nothing any more. */
  gone(): void {
    this.#isGone = true
    this.overheadBytes = 0
    for (const { frames } of this.#waiting.splice(0)) this.#parts.letGo(this, frames, true)
  }

  cut(): void {
    this.gone()
    this.#cut()
  }
}
