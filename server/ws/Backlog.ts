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
  #bytes = 0
  #given = 0

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** Bytes held for sockets that have not sent them yet. */
  get bytes(): number {
    return this.#bytes
  }

  /** The queue of one socket. @param cut ends the socket at once; called at most once */
  line(cut: () => void): Line {
    const waiting: Waiting[] = []
    let isGone = false
    const line: Line & { overheadBytes: number } = {
      oldest: () => waiting[0]?.since ?? Infinity,
      // No getter: each line would have one of its own, and each frame's question would take the slow way.
      overheadBytes: 0,
      given: (frames) => {
        if (isGone) return
        waiting.push({ frames, since: this.#given++ })
        line.overheadBytes += frames.length * FRAME_OVERHEAD_BYTES
        this.#lines.add(line)
        for (const frame of frames) this.#hold(frame)
        if (this.#bytes > this.#mostBytes) this.#cutLongestWaiting()
      },
      sent: () => {
        const first = isGone ? undefined : waiting.shift()
        if (!first) return
        line.overheadBytes -= first.frames.length * FRAME_OVERHEAD_BYTES
        for (const frame of first.frames) this.#letGo(frame)
        if (waiting.length === 0) this.#lines.delete(line)
      },
      gone: () => {
        if (isGone) return
        isGone = true
        this.#lines.delete(line)
        line.overheadBytes = 0
        for (const { frames } of waiting.splice(0)) for (const frame of frames) this.#letGo(frame)
      },
      cut: () => {
        line.gone()
        cut()
      },
    }
    return line
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
    for (const line of [...this.#lines].sort((a, b) => a.oldest() - b.oldest())) {
      if (this.#bytes <= this.#mostBytes / 2) return
      line.cut()
    }
  }
}

/** What could not be sent at once, in the order in which it leaves. */
export type Line = {
  /** When what waits longest was given, in times that anything was; Infinity when nothing waits. */
  oldest(): number
  readonly overheadBytes: number
  /** These are written in one go. */
  given(frames: readonly Uint8Array[]): void
  /** What was given first of what waits has been sent. */
  sent(this: void): void
  /** The socket has closed, and holds nothing any more. */
  gone(this: void): void
  cut(): void
}
