import { describe, expect, it } from 'vitest'
import { fuzz } from './fuzz.ts'

describe('a server under ten thousand broken frames', () => {
  it('stands, closes each offender with a code that says why, and disturbs nobody', async () => {
    const { faults, frames, honest, closes } = await fuzz({
      frames: 10_000,
      seed: Date.now() % 2 ** 31,
      sessions: 12,
      warmUpFrames: 500,
    })
    expect(faults).toEqual([])
    expect(frames).toBeGreaterThanOrEqual(10_000)
    expect(honest.edits).toBeGreaterThan(5)
    // It was no walkover: several kinds of offences were told apart.
    expect(Object.keys(closes)).toEqual(expect.arrayContaining(['1002', '4400', '4409']))
  }, 60_000)
})
