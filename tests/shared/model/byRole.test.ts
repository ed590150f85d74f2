import fc from 'fast-check'
import { expect, it } from 'vitest'
import { mayShowByRole, type EarlierVote } from '../../../shared/model/byRole.ts'
import { ballotSteps, sumOf, type StepCounts } from '../../../shared/model/ballots.ts'
import type { ParticipantId } from '../../../shared/model/ids.ts'
import type { Role } from '../../../shared/model/roles.ts'

const voter = (n: number) => `voter${n}`.padEnd(16, '0') as ParticipantId
const roleOf = (id: ParticipantId): Role => (Number(id.slice(5, 7)) < 20 ? 'member' : 'officer')
const counts = (n: number): StepCounts => ({
  ...(Object.fromEntries(ballotSteps.map((step) => [step, 0])) as StepCounts),
  full: n,
})
/** Ten to nineteen are members, twenty to twenty-nine officers; everyone on the roll votes. */
const anyRoll = fc.uniqueArray(fc.integer({ min: 10, max: 29 }).map(voter), { minLength: 1 })

it('publishes no counts by role from which, with all published before, a group under five could be had', () => {
  let shown = 0
  fc.assert(
    fc.property(fc.array(anyRoll, { minLength: 1, maxLength: 5 }), fc.boolean(), (rolls, again) => {
      const earlier: EarlierVote[] = []
      const published: ReadonlySet<ParticipantId>[] = []
      for (const roll of again ? [...rolls, ...rolls] : rolls) {
        const groups = (['member', 'officer'] as const).map((role) =>
          roll.filter((id) => roleOf(id) === role),
        )
        const [member, officer] = groups.map((group) => group.length) as [number, number]
        const isSplit = mayShowByRole(
          { roll, ballots: roll.length, spoke: { member, officer } },
          earlier,
          roleOf,
        )
        if (isSplit) {
          shown++
          for (const group of groups) {
            expect(group.length).toBeGreaterThanOrEqual(5)
            for (const other of published) {
              const apart = differing(group, other)
              // Of another role altogether, nothing remains when one is taken from the other.
              if (group.some((id) => other.has(id)) && apart > 0) expect(apart).toBeGreaterThanOrEqual(5)
            }
          }
        }
        const byRole = isSplit ? { member: counts(member), officer: counts(officer) } : null
        earlier.push({ roll, result: { ballots: roll.length, byRole } })
        published.push(new Set(roll), ...(isSplit ? groups.map((group) => new Set(group)) : []))
        if (byRole) expect(sumOf(byRole.member)).toBe(member)
      }
    }),
    { numRuns: 3000 },
  )
  // The rule is not kept by never showing anything.
  expect(shown).toBeGreaterThan(100)
})

const differing = (group: readonly ParticipantId[], other: ReadonlySet<ParticipantId>): number =>
  group.filter((id) => !other.has(id)).length + [...other].filter((id) => !group.includes(id)).length
