import { expect, it } from 'vitest'
import { roundInView } from '../../../client/features/wall/asks.ts'
import type { RoundId } from '../../../shared/model/ids.ts'
import type { Round } from '../../../shared/model/tables.ts'

const round = (number: number, isOpen: boolean): Round => ({
  number,
  method: 'support',
  dotsEach: null,
  follows: null,
  offered: [],
  roll: [],
  state: isOpen ? { is: 'open' } : { is: 'closed', closedAtMs: 1 },
  openedAtMs: 1,
})
const rounds = (...all: Round[]) => new Map(all.map((each) => [`round-${each.number}` as RoundId, each]))

it('shows the hall the round that is open, even when a later one has closed', () => {
  expect(roundInView(rounds(round(1, true), round(2, false)))?.[1].number).toBe(1)
})

it('shows the results of the last round once all have closed', () => {
  expect(roundInView(rounds(round(1, false), round(3, false), round(2, false)))?.[1].number).toBe(3)
})

it('has no round to show before the first vote', () => {
  expect(roundInView(rounds())).toBeUndefined()
})
