import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { sceneKeeper, type SceneBoard } from '../../../client/features/themes/canvas/scene.ts'
import { trayKeeper } from '../../../client/features/themes/canvas/trayNotes.ts'
import { sectionsOf } from '../../../client/features/themes/list/sections.ts'
import { GlanceSession } from '../../../client/sync/GlanceSession.ts'
import { inBrotli } from '../../../server/http/brotli.ts'
import { FEWEST_NOTES, glanceKeeper, glanceOf, MOST_BYTES } from '../../../server/rooms/glance.ts'
import { boardView } from '../../../server/rooms/boardView.ts'
import { finish } from '../../../server/rooms/guard/steps.ts'
import { openBoardDocument, readBoard, rowOf } from '../../../shared/document/BoardDocument.ts'
import { addNote, writeRow } from '../../../shared/document/change.ts'
import { newId } from '../../../shared/document/newId.ts'
import { SCHEMA_VERSION } from '../../../shared/document/migrate.ts'
import type { BoardState } from '../../../shared/model/board.ts'
import type { AnyId, AuthorKey, BoardId, NoteId, ParticipantId, ThemeId } from '../../../shared/model/ids.ts'
import { limits } from '../../../shared/model/limits.ts'
import { outlineOf } from '../../../shared/model/outline.ts'
import type { Note, Row } from '../../../shared/model/tables.ts'
import { tableNames } from '../../../shared/model/tableNames.ts'
import { crowdedBoard } from '../../bench/crowdedBoard.ts'
import { noteSaying } from '../../bench/sampleBoard.ts'
import { boardOf, idNamed, type RowsGiven } from '../../support/boardState.ts'

const board = newId<BoardId>()
const me = { id: newId<ParticipantId>(), name: 'Zoë', role: 'member' as const, authorKey: newId<AuthorKey>() }
const author = newId<AuthorKey>()

/** The glance as its reader's page has it. */
const seen = (bytes: Uint8Array, isOnlyPlaced = false) => new GlanceSession(board, me, bytes, isOnlyPlaced)
const withOutline = (state: BoardState): SceneBoard => ({ ...state, outline: outlineOf(state) })
const id = <Id extends AnyId>(kind: string, n: number): Id => idNamed<Id>(`${kind}${n}-`)
const keyed = <T>(kind: string, rows: readonly T[]): Record<string, T> =>
  Object.fromEntries(rows.map((row, i) => [id(kind, i), row]))

const noteAt = (said: string, addedAtMs: number): Note => ({ ...noteSaying(said, author, 0), addedAtMs })

/** So many notes that say little, younger than all others, so that the board is large enough for a glance. */
const fillers = (): Record<string, Note> =>
  keyed(
    'filler',
    Array.from({ length: FEWEST_NOTES }, (_, i) => noteAt('And so on.', 10_000 + i)),
  )

const of = (n: number) => fc.nat({ max: n - 1 })
const place = fc.record({
  x: fc.integer({ min: -3000, max: 3000 }),
  y: fc.integer({ min: -3000, max: 3000 }),
})
const words = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 300 }) },
  { weight: 1, arbitrary: fc.constantFrom('long '.repeat(1999), '€'.repeat(limits.noteCharacters)) },
)

/** Large boards of all shapes. The same small ids recur, so that most references lead somewhere and some nowhere. */
const boards: fc.Arbitrary<BoardState> = fc
  .record({
    notes: fc.array(
      fc.record({
        said: words,
        impression: fc.oneof({ weight: 5, arbitrary: fc.constant('') }, words),
        conversation: fc.option(of(5)),
        hidden: fc.constantFrom(undefined, undefined, undefined, 'hidden' as const, 'withdrawn' as const),
        placed: fc.array(
          fc.record({
            theme: of(4),
            present: fc.constantFrom(true, true, false),
            differs: fc.boolean(),
            order: fc.option(fc.constantFrom('a0', 'a1', 'a1V', 'b00')),
          }),
          { maxLength: 3 },
        ),
        position: fc.option(place),
        addedAtMs: of(50),
      }),
      { maxLength: 70 },
    ),
    themes: fc.array(
      fc.record({
        state: fc.constantFrom('open' as const, 'open' as const, 'set aside' as const),
        frame: fc.option(place),
        differ: fc.option(fc.string({ maxLength: 20 })),
        addedAtMs: of(50),
      }),
      { maxLength: 4 },
    ),
    conversations: fc.array(fc.array(of(4), { maxLength: 3 }), { maxLength: 5 }),
    communities: fc.array(fc.option(of(4)), { maxLength: 4 }),
    /** The theme, if any, in which the notes lie that make it a large one; and which of them sees it differently. */
    fillersIn: fc.option(of(4)),
    differing: fc.option(of(30)),
  })
  .map((given) => {
    const pairs = given.notes.flatMap(({ placed }, n) => placed.map((at) => ({ n, ...at })))
    const paired = <T>(row: (pair: (typeof pairs)[number]) => T | undefined): Record<string, T> =>
      Object.fromEntries(
        pairs.flatMap((pair) => {
          const value = row(pair)
          return value === undefined
            ? []
            : [[`${id<NoteId>('note', pair.n)}/${id<ThemeId>('theme', pair.theme)}`, value]]
        }),
      )
    const only = <T>(kind: string, rows: readonly (T | null | undefined)[]): Record<string, T> =>
      Object.fromEntries(rows.flatMap((row, i) => (row == null ? [] : [[id(kind, i), row]])))
    const notes = { ...fillers() }
    given.notes.forEach(({ said, impression, conversation, hidden, addedAtMs }, n) => {
      // Of one that was taken back no row is left.
      if (hidden === 'withdrawn') return
      notes[id('note', n)] = {
        ...noteAt(said, addedAtMs),
        impression,
        conversation: conversation === null ? null : id('talk', conversation),
      }
    })
    const { fillersIn, differing } = given
    const fillersAs = <T>(fillers: readonly string[], row: T): Record<string, T> =>
      fillersIn === null
        ? {}
        : Object.fromEntries(fillers.map((note) => [`${note}/${id<ThemeId>('theme', fillersIn)}`, row]))
    const rows: RowsGiven = {
      meta: { meta: { schema: SCHEMA_VERSION, epoch: 1 } },
      board: { title: 'Heathside', stage: { stage: 'themes', movedAtMs: 1 } } as never,
      notes,
      hidden: only(
        'note',
        given.notes.map(({ hidden }): Row<'hidden'> | undefined =>
          hidden === 'hidden'
            ? { is: 'hidden', why: 'a name', atMs: 1 }
            : hidden && { is: 'withdrawn', atMs: 1 },
        ),
      ),
      positions: only(
        'note',
        given.notes.map(({ position }) => position && { ...position, standsAlone: false }),
      ),
      placements: {
        ...paired(({ present }) => ({ present })),
        ...fillersAs(Object.keys(fillers()), { present: true }),
      },
      orders: paired(({ order }) => (order === null ? undefined : { index: order })),
      bearings: {
        ...paired(({ differs }) => (differs ? { bearing: 'differs' as const } : undefined)),
        ...fillersAs(differing === null ? [] : [id('filler', differing)], { bearing: 'differs' as const }),
      },
      themes: keyed(
        'theme',
        given.themes.map(({ state, addedAtMs }, i) => ({
          title: `Theme ${i}`,
          colour: 'gold' as const,
          state,
          addedAtMs,
        })),
      ),
      frames: only(
        'theme',
        given.themes.map(({ frame }) => frame && { ...frame, width: 404 }),
      ),
      conversations: keyed(
        'talk',
        given.conversations.map((communities) => ({
          setting: 'Lunch club',
          place: '',
          when: '',
          peopleHeard: 4,
          communities: communities.map((n) => ({ community: id('group', n), basis: 'told' as const })),
          author,
        })),
      ),
      communities: keyed(
        'group',
        given.communities.map((into, i) => ({
          name: `Group ${i}`,
          family: 'place' as const,
          hopedFor: null,
          mergedInto: into === null ? null : id('group', into),
        })),
      ),
      people: {
        [newId()]: {
          name: 'QXNAME',
          organisation: 'QXNAME',
          role: 'member',
          state: { is: 'here' },
          joinedAtMs: 1,
        },
      },
      texts: Object.fromEntries(
        given.themes.flatMap(({ differ }, i) =>
          differ === null ? [] : [[`themes/${id('theme', i)}/differ`, differ]],
        ),
      ),
    }
    return boardOf(rows)
  })

const runs = { numRuns: 150 }

/** What holds for the glance at any board that has one; and it must be that most have one. */
function always(holds: (state: BoardState, glance: Uint8Array) => void): void {
  let withGlance = 0
  fc.assert(
    fc.property(boards, (state) => {
      const glance = glanceOf(state)
      if (!glance) return
      withGlance++
      holds(state, glance)
    }),
    runs,
  )
  expect(withGlance).toBeGreaterThan(runs.numRuns / 2)
}

describe('a glance at any large board', () => {
  it('holds rows and texts of the board as they are there, of no hidden note, and of no person', () => {
    always((state, bytes) => {
      const { document } = seen(bytes)
      const glance = readBoard(document)
      for (const table of tableNames)
        for (const [key, row] of glance[table])
          expect((state[table] as ReadonlyMap<unknown, unknown>).get(key), `${table} ${key}`).toEqual(row)
      for (const [key, text] of glance.texts) expect(state.texts.get(key)).toBe(text)
      expect([...glance.notes.keys()].filter((note) => state.hidden.has(note))).toEqual([])
      expect(glance.people.size + glance.hidden.size).toBe(0)
      expect(Buffer.from(bytes).includes('QXNAME')).toBe(false)
    })
  })

  it('is never larger than what pays', () => {
    always((_, bytes) => {
      expect(bytes.length).toBeLessThanOrEqual(MOST_BYTES)
    })
  })

  it('begins as the board does, in the list and in the tray', () => {
    always((state, bytes) => {
      const whole = withOutline(state)
      const { view } = seen(bytes)
      const [tray, ...themes] = sectionsOf(view.outline, undefined)
      const [wholeTray, ...wholeThemes] = sectionsOf(whole.outline, undefined)
      const startsAs = (part: readonly unknown[], all: readonly unknown[], most: number) => {
        const least = Math.min(all.length, most)
        expect(part.length).toBeGreaterThanOrEqual(least)
        expect(part.slice(0, least)).toEqual(all.slice(0, least))
        return least === all.length
      }
      // One note at least, however long it is; where letters do not count, sixteen rows.
      const isLong = [...state.notes.values()].some(
        ({ said, impression }) => said.length + impression.length > 500,
      )
      const rows = isLong ? 1 : 16
      if (startsAs(tray!.notes, wholeTray!.notes, rows) && !isLong) {
        let left = rows - wholeTray!.notes.length
        for (const [i, section] of wholeThemes.entries()) {
          if (left <= 0) break
          expect(themes[i]?.theme).toBe(section.theme)
          startsAs(themes[i]!.notes, section.notes, left)
          left -= section.notes.length + 1
        }
      }
      startsAs(trayKeeper()(view), trayKeeper()(whole), isLong ? 1 : 12)
    })
  })

  it('lays out on the canvas nothing that is elsewhere, or of another size, once all is there', () => {
    always((state, bytes) => {
      const whole = sceneKeeper()(withOutline(state))
      const { view } = seen(bytes, true)
      const part = sceneKeeper()(view)
      if (whole.unplaced.length < whole.frames.size + whole.loose.size) expect(part.unplaced).toEqual([])
      else return
      const looks = (frame: typeof part.frames extends ReadonlyMap<unknown, infer F> ? F : never) => ({
        ...frame,
        count: undefined,
        more: frame.more > 0,
        differing: frame.differing !== null,
      })
      for (const [theme, frame] of part.frames) expect(looks(frame)).toEqual(looks(whole.frames.get(theme)!))
      for (const [note, box] of part.loose) expect(box).toEqual(whole.loose.get(note))
      expect(part.frames.size + part.loose.size).toBeGreaterThan(0)
    })
  })

  it('says of each note in which themes it rests', () => {
    always((state, bytes) => {
      const { themesOf } = outlineOf(state)
      const { outline } = seen(bytes).view
      for (const note of outline.notes) expect(outline.themesOf.get(note)).toEqual(themesOf.get(note))
    })
  })
})

describe('a glance', () => {
  const crowd = crowdedBoard({ notes: 2000, themes: 12, authors: 4 })
  const state = readBoard(crowd.board)

  it('is some kilobytes of a large board, and the same bytes each time', async () => {
    const bytes = glanceOf(state)!
    expect(glanceOf(state)).toEqual(bytes)
    const notes = seen(bytes).view.outline.notes.length
    expect(notes).toBeGreaterThan(60)
    expect(notes).toBeLessThan(100)
    expect((await inBrotli(bytes, 5)).length).toBeLessThan(10_000)
  })

  it('there is none at a board that is there about as soon', () => {
    const notes = Object.fromEntries(Object.entries(fillers()).slice(1))
    expect(glanceOf(boardOf({ notes }))).toBeUndefined()
    expect(glanceOf(boardOf({ notes: fillers() }))).toBeDefined()
  })

  it('there is none where a few rows are too long for one', () => {
    const notes = keyed(
      'long',
      Array.from({ length: 4 }, (_, i) => ({
        ...noteAt('€'.repeat(limits.noteCharacters), i),
        impression: '€'.repeat(limits.noteCharacters),
      })),
    )
    const inThemes = Object.keys(notes).slice(1)
    const rows: RowsGiven = {
      notes: { ...notes, ...fillers() },
      themes: keyed('theme', [{ title: '', colour: 'teal', state: 'open', addedAtMs: 1 }]),
      placements: Object.fromEntries(
        inThemes.map((note) => [`${note}/${id('theme', 0)}`, { present: true }] as const),
      ),
      frames: keyed('theme', [{ x: 0, y: 0, width: 404 }]),
    }
    expect(glanceOf(boardOf(rows))).toBeUndefined()
  })

  it('is made anew when something in it changes, and not for each person who comes', () => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(crowd.board.doc))
    const document = openBoardDocument(doc)
    const steps = glanceKeeper(document, boardView(document))
    const glance = () => finish(steps())
    const before = glance()
    const person = rowOf(document, 'people', crowd.authors[0]!.participant)!
    writeRow(document, 'people', newId<ParticipantId>(), person)
    expect(glance()).toBe(before)
    const first = newId<NoteId>()
    addNote(document, first, noteAt('The first of all', -1))
    expect(seen(glance()!).view.outline.unthemed[0]).toBe(first)
  })

  it('is not taken for a board when its bytes are another build’s, or nobody’s', () => {
    const other = new Y.Doc()
    writeRow(openBoardDocument(other), 'meta', 'meta', { schema: SCHEMA_VERSION + 1, epoch: 1 })
    expect(() => seen(Y.encodeStateAsUpdate(other))).toThrow(/schema/)
    expect(() => seen(Uint8Array.of(1, 2, 3))).toThrow()
  })
})
