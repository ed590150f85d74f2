import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { BoardState } from '../../../shared/model/board.ts'
import { findingsOf } from '../../../shared/model/findings.ts'
import { reportOf } from '../../../shared/model/findings/report.ts'
import type { AnyId, AuthorKey } from '../../../shared/model/ids.ts'
import { roles } from '../../../shared/model/roles.ts'
import { faultOfRow } from '../../../shared/model/tables.ts'
import { tableNames } from '../../../shared/model/tableNames.ts'
import { csvOf } from '../../../server/exports/csv.ts'
import { htmlOf } from '../../../server/exports/html.ts'
import { markdownOf } from '../../../server/exports/markdown.ts'
import { boardOf, idNamed, type RowsGiven } from '../../support/boardState.ts'

/** Stands in every field that a published copy must not hold, and in no other. */
const PRIVATE = 'QXPRIVATE'
const CLEARED = 'QXCLEARED'

const id = <Id extends AnyId>(kind: string, n: number): Id => idNamed<Id>(`${kind}${n}-`)
const keyed = <T>(kind: string, rows: readonly T[]): Record<string, T> =>
  Object.fromEntries(rows.map((row, i) => [id(kind, i), row]))
const of = (n: number) => fc.nat({ max: n - 1 })

/** Boards of all shapes. The same small ids recur, so that most references lead somewhere and some nowhere. */
const boards: fc.Arbitrary<BoardState> = fc
  .record({
    notes: fc.array(
      fc.record({
        kind: fc.constantFrom('heard' as const, 'own' as const),
        quote: fc.constantFrom('yes' as const, 'no' as const, 'not asked' as const),
        conversation: fc.option(of(5)),
        hidden: fc.constantFrom(undefined, undefined, undefined, 'hidden' as const, 'withdrawn' as const),
        placed: fc.array(
          fc.record({ theme: of(4), present: fc.constantFrom(true, true, false), differs: fc.boolean() }),
          {
            maxLength: 3,
          },
        ),
        addedAtMs: of(50),
      }),
      { minLength: 4, maxLength: 12 },
    ),
    conversations: fc.array(
      fc.record({
        people: fc.option(of(30)),
        links: fc.array(fc.record({ community: of(4), told: fc.boolean() }), { maxLength: 3 }),
      }),
      { maxLength: 5 },
    ),
    themes: fc.array(fc.constantFrom('open' as const, 'set aside' as const), { minLength: 2, maxLength: 4 }),
    communities: fc.array(fc.option(of(4)), { maxLength: 4 }),
    people: fc.array(fc.constantFrom(...roles), { maxLength: 4 }),
    recommendations: fc.array(
      fc.constantFrom('draft' as const, 'agreed' as const, 'not agreed' as const, 'set aside' as const),
      { maxLength: 3 },
    ),
    isRoundOpen: fc.boolean(),
  })
  .map((given) => {
    const recommendations = given.recommendations.map((_, i) => i)
    const counts = { full: 1, support: 0, accept: 0, concern: 1, block: 0, unsure: 0 }
    const hidden = given.notes.flatMap((note, i) => {
      if (note.hidden === undefined) return []
      const row =
        note.hidden === 'hidden'
          ? { is: 'hidden' as const, why: PRIVATE, atMs: 1 }
          : { is: 'withdrawn' as const, atMs: 1 }
      return [[id('note', i), row] as const]
    })
    const pairs = given.notes.flatMap((note, i) =>
      note.placed.map((placed) => ({ ...placed, key: `${id('note', i)}/${id('theme', placed.theme)}` })),
    )
    const rows: RowsGiven = {
      notes: keyed(
        'note',
        given.notes.map((note) => ({
          kind: note.kind,
          said: note.quote === 'yes' && note.hidden === undefined ? CLEARED : PRIVATE,
          impression: PRIVATE,
          language: 'en',
          conversation: note.conversation === null ? null : id('talk', note.conversation),
          quote: note.quote,
          author: idNamed<AuthorKey>(`${PRIVATE}a`),
          brought: 'imported',
          source: PRIVATE,
          import: null,
          addedAtMs: note.addedAtMs,
        })),
      ),
      conversations: keyed(
        'talk',
        given.conversations.map(({ people, links }) => ({
          setting: PRIVATE,
          place: PRIVATE,
          when: PRIVATE,
          peopleHeard: people,
          author: idNamed<AuthorKey>(`${PRIVATE}b`),
          communities: links.map((link) => ({
            community: id('com', link.community),
            basis: link.told ? ('told' as const) : ('guessed' as const),
          })),
        })),
      ),
      placements: Object.fromEntries(pairs.map(({ key, present }) => [key, { present }])),
      bearings: Object.fromEntries(
        pairs.map(({ key, differs }) => [
          key,
          { bearing: differs ? ('differs' as const) : ('supports' as const) },
        ]),
      ),
      themes: keyed(
        'theme',
        given.themes.map((state, i) => ({
          title: `Theme ${i}`,
          colour: 'teal' as const,
          state,
          addedAtMs: i,
        })),
      ),
      communities: keyed(
        'com',
        given.communities.map((into, i) => ({
          name: `Community ${i}`,
          family: 'place' as const,
          hopedFor: 2,
          mergedInto: into === null ? null : id('com', into),
        })),
      ),
      people: keyed(
        `${PRIVATE}p`,
        given.people.map((role) => ({
          name: PRIVATE,
          organisation: PRIVATE,
          role,
          state: { is: 'here' as const },
          joinedAtMs: 1,
        })),
      ),
      hidden: Object.fromEntries(hidden),
      recommendations: keyed(
        'rec',
        given.recommendations.map((state, i) => ({ addressedTo: 'Us', state, addedAtMs: i })),
      ),
      supports: Object.fromEntries(
        recommendations.map((i) => [`${id('rec', i)}/${id('theme', i)}`, { present: true }]),
      ),
      rounds: {
        [id('round', 0)]: {
          number: 1,
          method: 'support',
          dotsEach: null,
          follows: null,
          openedAtMs: 1,
          offered: recommendations.map((i) => ({
            recommendation: id('rec', i),
            wording: 'Do it.',
            addressedTo: 'Us',
            themes: [],
          })),
          roll: given.people.map((_, i) => id(`${PRIVATE}p`, i)),
          state: given.isRoundOpen ? { is: 'open' } : { is: 'closed', closedAtMs: 1 },
        },
      },
      results: Object.fromEntries(
        recommendations.map((i) => [
          `${id('round', 0)}/${id('rec', i)}`,
          {
            ballots: 2,
            counts,
            byRole: null,
            counted: null,
            voted: 2,
            rollSize: given.people.length,
            reasons: [{ step: 'concern', text: 'Because.' }],
          },
        ]),
      ),
    }
    return boardOf(rows)
  })

it('makes only boards that could be: every row passes its schema', () => {
  fc.assert(
    fc.property(boards, (state) => {
      for (const table of tableNames) {
        for (const [key, row] of state[table] as ReadonlyMap<string, unknown>) {
          expect([table, row, faultOfRow(table, key, row)]).toEqual([table, row, undefined])
        }
      }
    }),
    { numRuns: 50 },
  )
})

it('leaves out of every published copy, in every format, what was not cleared for it', () => {
  let cleared = 0
  fc.assert(
    fc.property(
      boards,
      fc.constantFrom('everyone' as const, 'committee' as const),
      fc.boolean(),
      (state, audience, trace) => {
        const names = new Map([[idNamed<AuthorKey>(`${PRIVATE}a`), PRIVATE]])
        const findings = findingsOf(state, audience, { trace, authorNames: names, date: '2026-11-23' })
        const copies = [
          JSON.stringify(findings),
          JSON.stringify(reportOf(findings)),
          htmlOf(findings),
          csvOf(findings),
          markdownOf(findings),
        ]
        for (const copy of copies) expect(copy).not.toContain(PRIVATE)
        if (copies[0]?.includes(CLEARED)) cleared++
        if (!trace) for (const note of state.notes.keys()) expect(copies[0]).not.toContain(note)
      },
    ),
    { numRuns: 300 },
  )
  // Or else the claim above would be one about empty reports.
  expect(cleared).toBeGreaterThan(50)
})

it('keeps hidden notes out of the working copy as well, and has everything else in it', () => {
  fc.assert(
    fc.property(boards, (state) => {
      const { working } = findingsOf(state, 'working')
      const visible = [...state.notes.keys()].filter((note) => !state.hidden.has(note))
      expect(working?.notes.length).toBe(visible.length)
      for (const note of working?.notes ?? []) expect(note.impression).toBe(PRIVATE)
    }),
    { numRuns: 50 },
  )
})
