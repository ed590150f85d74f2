import { describe, expect, it } from 'vitest'
import { Backlog, FRAME_OVERHEAD_BYTES } from '../../../server/ws/Backlog.ts'

const MIB = 1024 * 1024

/** So many sockets, each with the names of those that were cut. */
function socketsOn(backlog: Backlog, names: readonly string[]) {
  const cut: string[] = []
  const lines = new Map(names.map((name) => [name, backlog.line(() => cut.push(name))]))
  return { cut, line: (name: string) => lines.get(name)! }
}

describe('what waits for those who do not read', () => {
  it('counts a frame once, however many wait for it, and nothing when all have it', () => {
    const backlog = new Backlog(10 * MIB)
    const { line } = socketsOn(backlog, ['ana', 'ben', 'cat'])
    const frame = new Uint8Array(MIB)
    for (const name of ['ana', 'ben', 'cat']) line(name).given([frame])
    expect(backlog.bytes).toBe(MIB + 3 * FRAME_OVERHEAD_BYTES)
    line('ana').sent()
    line('ben').gone()
    expect(backlog.bytes).toBe(MIB + FRAME_OVERHEAD_BYTES)
    line('cat').sent()
    line('cat').sent() // a callback too many, as after an error
    line('cat').gone()
    expect(backlog.bytes).toBe(0)
  })

  it('cuts those who have waited longest, and leaves those who read', () => {
    const backlog = new Backlog(4 * MIB)
    const { cut, line } = socketsOn(backlog, ['stalled', 'slow', 'quick'])
    for (let i = 0; i < 8; i++) {
      const frame = new Uint8Array(MIB)
      for (const name of ['stalled', 'slow', 'quick']) line(name).given([frame])
      line('quick').sent()
      if (i % 2 === 1) line('slow').sent()
    }
    expect(cut[0]).toBe('stalled')
    expect(cut).not.toContain('quick')
    expect(backlog.bytes).toBeLessThanOrEqual(4 * MIB)
  })

  it('cuts many small frames too, for what each place in a queue costs', () => {
    const backlog = new Backlog(MIB)
    const { cut, line } = socketsOn(backlog, ['stalled'])
    for (let i = 0; i < 2_000; i++) line('stalled').given([new Uint8Array(1)])
    expect(cut).toEqual(['stalled'])
    expect(backlog.bytes).toBe(0)
  })
})
