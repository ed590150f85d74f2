import { describe, expect, it } from 'vitest'
import {
  ANNOUNCE_EVERY_MS,
  gatherMove,
  GATHER_MS,
  toldOf,
  waitBeforeMs,
  type GatheredMoves,
} from '../../../../client/features/themes/list/announceMoves.ts'
import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'

const [bus, cafe, form] = ['bus', 'cafe', 'form'] as NoteId[] as [NoteId, NoteId, NoteId]
const [travel, trust] = ['travel', 'trust'] as ThemeId[] as [ThemeId, ThemeId]
const gathered = (...moves: [NoteId, ThemeId[]][]): GatheredMoves => {
  const all: GatheredMoves = new Map()
  for (const [note, before] of moves) gatherMove(all, note, before)
  return all
}
const now = (...places: [NoteId, ThemeId[]][]) => new Map(places)

describe('what others moved', () => {
  it('is told as a number and a place', () => {
    expect(toldOf(gathered([bus, []], [cafe, [trust]]), now([bus, [travel]], [cafe, [travel]]))).toEqual({
      count: 2,
      mostTo: travel,
      isAllThere: true,
    })
  })
  it('is one sentence even when notes went different ways', () => {
    expect(
      toldOf(gathered([bus, []], [cafe, []], [form, [trust]]), now([bus, [travel]], [cafe, [travel]])),
    ).toEqual({
      count: 3,
      mostTo: travel,
      isAllThere: false,
    })
  })
  it('counts a note moved twice once, from where it was first', () => {
    expect(toldOf(gathered([bus, [travel]], [bus, [trust]]), now([bus, [travel]]))).toBeUndefined()
  })
  it('says when notes left their theme', () => {
    expect(toldOf(gathered([bus, [travel]]), now())).toEqual({ count: 1, mostTo: null, isAllThere: true })
  })
})

describe('how often it is told', () => {
  it('is at most every five seconds', () => {
    expect(waitBeforeMs(10_000, 11_000)).toBe(ANNOUNCE_EVERY_MS - 1000)
    expect(waitBeforeMs(undefined, 11_000)).toBe(GATHER_MS)
    expect(waitBeforeMs(0, 60_000)).toBe(GATHER_MS)
  })
})
