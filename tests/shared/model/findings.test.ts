import { describe, expect, it } from 'vitest'
import { words } from '../../../shared/model/findings/blocks.ts'
import { evidenceReader } from '../../../shared/model/findings/evidence.ts'
import { aboutInWords } from '../../../shared/model/findings/sentences.ts'
import type { BoardState } from '../../../shared/model/board.ts'
import { findingsOf } from '../../../shared/model/findings.ts'
import type {
  AuthorKey,
  CommunityId,
  ConversationId,
  NoteId,
  RecommendationId,
  RoundId,
  ThemeId,
} from '../../../shared/model/ids.ts'
import type { Conversation, Note, Result, Round, Theme } from '../../../shared/model/tables.ts'
import { boardOf, idNamed } from '../../support/boardState.ts'

const author = idNamed<AuthorKey>('author')
const lunch = idNamed<ConversationId>('lunch')
const depot = idNamed<ConversationId>('depot')
const buses = idNamed<ThemeId>('buses')
const hours = idNamed<ThemeId>('hours')
const lateBus = idNamed<RecommendationId>('lateBus')

const note = (addedAtMs: number, change: Partial<Note> = {}): Note => ({
  kind: 'heard',
  said: `words ${addedAtMs}`,
  impression: '',
  language: 'en',
  conversation: null,
  quote: 'yes',
  author,
  brought: 'written',
  source: '',
  import: null,
  addedAtMs,
  ...change,
})
const conversation = (
  peopleHeard: number | null,
  communities: Conversation['communities'] = [],
): Conversation => ({
  setting: '',
  place: '',
  when: '',
  peopleHeard,
  communities,
  author,
})
const theme = (title: string, state: Theme['state'] = 'open', addedAtMs = 1): Theme => ({
  title,
  colour: 'teal',
  state,
  addedAtMs,
})
const notes = (...rows: Note[]) => Object.fromEntries(rows.map((row, i) => [idNamed(`note${i + 1}-`), row]))
const inTheme = (note: number, id: ThemeId) => `${idNamed(`note${note}-`)}/${id}`

describe('how many', () => {
  it('counts the people of a conversation once, however many notes came from it, and says where nobody counted', () => {
    const state = boardOf({
      notes: notes(
        note(1, { conversation: lunch }),
        note(2, { conversation: lunch }),
        note(3, { conversation: depot }),
      ),
      conversations: { [lunch]: conversation(11), [depot]: conversation(null) },
    })
    const { evidence } = findingsOf(state, 'everyone')
    expect([evidence.notes.n, evidence.conversations.n, evidence.people.n, evidence.recordedFor]).toEqual([
      3, 2, 11, 1,
    ])
  })

  it('counts no conversation of which every note is hidden', () => {
    const state = boardOf({
      notes: notes(note(1, { conversation: lunch }), note(2)),
      conversations: { [lunch]: conversation(11) },
      hidden: { [idNamed('note1-')]: { is: 'hidden', why: 'names a child', atMs: 5 } },
    })
    const findings = findingsOf(state, 'everyone')
    expect(findings.evidence.conversations.n).toBe(0)
    expect(findings.evidence.people.n).toBe(0)
    expect(findings.hiddenNotes).toBe(1)
  })

  it('leaves other notes their numbers when one is taken back, and says so', () => {
    const all = notes(note(1), note(2), note(3))
    const last = idNamed<NoteId>('note3-')
    const numberIn = (state: BoardState) => evidenceReader(state, false).wordsOf(last)?.note
    expect(numberIn(boardOf({ notes: all }))).toBe(3)
    const gone = idNamed<NoteId>('note1-')
    const rest = Object.fromEntries(Object.entries(all).filter(([id]) => id !== gone))
    const state = boardOf({
      notes: rest,
      hidden: { [gone]: { is: 'withdrawn', atMs: 9, addedAtMs: all[gone]!.addedAtMs } },
    })
    expect(numberIn(state)).toBe(3)
    const findings = findingsOf(state, 'everyone')
    expect([findings.evidence.notes.n, findings.takenBackNotes]).toEqual([2, 1])
    expect(aboutInWords(findings)).toContain('1 note was taken back, and is not counted any more.')
  })

  it('prints words where a mark of blacked-out words cannot be drawn', () => {
    expect(words('Mrs █████ of Hull').text).toBe('Mrs [blacked out] of Hull')
  })

  it('leads from every count to the notes it was counted from, on pages inside the board alone', () => {
    const state = boardOf({
      notes: notes(note(1, { conversation: lunch }), note(2, { conversation: depot })),
      conversations: { [lunch]: conversation(11), [depot]: conversation(null) },
    })
    expect(findingsOf(state, 'everyone', { trace: true }).evidence.people.notes).toEqual([idNamed('note1-')])
    expect(findingsOf(state, 'everyone').evidence.people.notes).toEqual([])
  })
})

describe('note numbers', () => {
  it('stay the same when an earlier note is hidden', () => {
    const rows = {
      notes: notes(note(10), note(20), note(30)),
      themes: { [buses]: theme('Buses') },
      placements: { [inTheme(3, buses)]: { present: true } },
    }
    const numberIn = (state: ReturnType<typeof boardOf>) =>
      findingsOf(state, 'everyone').themes[0]?.quotes[0]?.note
    const hidden = { [idNamed('note1-')]: { is: 'hidden' as const, why: '', atMs: 40 } }
    expect(numberIn(boardOf(rows))).toBe(3)
    expect(numberIn(boardOf({ ...rows, hidden }))).toBe(3)
  })
})

describe('themes', () => {
  const state = boardOf({
    notes: notes(
      note(1, { said: 'The bus stops at six.' }),
      note(2, { said: 'The bus is fine.', quote: 'yes' }),
      note(3, { said: 'Not to be printed.', quote: 'not asked' }),
      note(4),
    ),
    themes: {
      [buses]: theme('Buses', 'open', 1),
      [hours]: theme('Hours', 'open', 2),
      [idNamed('litter')]: theme('Litter', 'set aside'),
    },
    placements: {
      [inTheme(1, buses)]: { present: true },
      [inTheme(1, hours)]: { present: true },
      [inTheme(2, buses)]: { present: true },
      [inTheme(3, buses)]: { present: true },
      [inTheme(4, idNamed('litter'))]: { present: true },
    },
    bearings: { [inTheme(2, buses)]: { bearing: 'differs' } },
    texts: {
      [`themes/${buses}/summary`]: 'It stops too early.',
      [`themes/${buses}/differ`]: 'Not for all.',
      [`themes/${idNamed('litter')}/summary`]: 'Waiting words.',
    },
  })
  const findings = findingsOf(state, 'everyone')

  it('print what supports them apart from what sees it differently', () => {
    expect(findings.themes[0]).toMatchObject({
      number: 1,
      title: 'Buses',
      summary: 'It stops too early.',
      whereDiffer: 'Not for all.',
      quotes: [{ note: 1, said: 'The bus stops at six.' }],
      differs: { count: { n: 1 }, quotes: [{ note: 2, said: 'The bus is fine.' }] },
    })
  })

  it('count a note that rests in two, in each, and say so', () => {
    expect(findings.themes.map((each) => [each.evidence.notes.n, each.alsoElsewhere.n])).toEqual([
      [3, 1],
      [1, 1],
    ])
    expect(findings.inSeveralThemes.n).toBe(1)
  })

  it('that are set aside are named and no more; their notes are not yet in a theme', () => {
    expect(findings.setAside.themes).toEqual(['Litter'])
    expect(findings.notYetInATheme.n).toBe(1)
    expect(JSON.stringify(findings)).not.toContain('Waiting words')
  })
})

describe('communities', () => {
  const [tenants, estate, boats] = ['tenants', 'estate', 'boats'].map((name) =>
    idNamed<CommunityId>(name),
  ) as [CommunityId, CommunityId, CommunityId]
  const row = (name: string, mergedInto: CommunityId | null = null) => ({
    name,
    family: 'place' as const,
    hopedFor: 3,
    mergedInto,
  })

  it('keep what people told us apart from what we guessed, and count a merged one where it went', () => {
    const state = boardOf({
      notes: notes(note(1, { conversation: lunch }), note(2, { conversation: depot })),
      conversations: {
        [lunch]: conversation(3, [
          { community: estate, basis: 'told' },
          { community: tenants, basis: 'guessed' },
        ]),
        [depot]: conversation(4, [{ community: tenants, basis: 'guessed' }]),
      },
      communities: { [tenants]: row('Tenants'), [estate]: row('The estate', tenants), [boats]: row('Boats') },
    })
    expect(
      findingsOf(state, 'everyone').communities.map(({ name, told, guessed }) => [name, told.n, guessed.n]),
    ).toEqual([
      ['Boats', 0, 0],
      ['Tenants', 1, 1],
    ])
  })

  it('survive being merged into each other at the same moment', () => {
    const state = boardOf({
      communities: { [tenants]: row('Tenants', estate), [estate]: row('The estate', tenants) },
    })
    expect(findingsOf(state, 'everyone').communities.map(({ name }) => name)).toEqual(['The estate'])
  })
})

describe('what the group asks for', () => {
  const first = idNamed<RoundId>('first')
  const second = idNamed<RoundId>('second')
  const round = (number: number, wording: string, follows: RoundId | null, state: Round['state']): Round => ({
    number,
    method: 'support',
    dotsEach: null,
    follows,
    roll: [],
    state,
    openedAtMs: 1,
    offered: [{ recommendation: lateBus, wording, addressedTo: '', themes: [] }],
  })
  const result = (support: number, concern: number): Result => ({
    ballots: support + concern,
    counts: { full: 0, support, accept: 0, concern, block: 0, unsure: 0 },
    byRole: null,
    counted: null,
    reasons: concern > 0 ? [{ step: 'concern', text: 'It costs a lot.' }] : [],
    voted: support + concern,
    rollSize: 12,
  })
  const board = (more: Parameters<typeof boardOf>[0]) =>
    boardOf({
      recommendations: { [lateBus]: { addressedTo: 'Transport', state: 'not agreed', addedAtMs: 1 } },
      texts: { [`recommendations/${lateBus}/wording`]: 'Run the bus until ten.' },
      rounds: {
        [second]: round(2, 'Run the bus until ten.', first, { is: 'closed', closedAtMs: 9 }),
        [first]: round(1, 'Run it all night.', null, { is: 'closed', closedAtMs: 5 }),
      },
      results: { [`${first}/${lateBus}`]: result(3, 7), [`${second}/${lateBus}`]: result(5, 4) },
      ...more,
    })

  it('is printed when it was not agreed as well, with every round, the concerns and how the wording changed', () => {
    const [asked] = findingsOf(board({}), 'everyone').recommendations
    expect(asked).toMatchObject({
      number: 1,
      wording: 'Run the bus until ten.',
      state: 'not agreed',
      nextStep: null,
    })
    expect(asked?.rounds).toMatchObject([
      {
        number: 1,
        wording: 'Run it all night.',
        isChangedSince: true,
        follows: null,
        followedBy: [2],
        reasons: [{ text: 'It costs a lot.' }],
      },
      { number: 2, isChangedSince: false, follows: 1, followedBy: [] },
    ])
  })

  it('keeps its votes when it is set aside', () => {
    const recommendations = { [lateBus]: { addressedTo: '', state: 'set aside' as const, addedAtMs: 1 } }
    const findings = findingsOf(board({ recommendations }), 'everyone')
    expect(findings.recommendations).toEqual([])
    expect(findings.setAside.recommendations).toMatchObject([
      { wording: 'Run the bus until ten.', rounds: [{ number: 1 }, { number: 2 }] },
    ])
  })

  it('shows nothing of a round that is still open, but that it is', () => {
    const rounds = { [first]: round(1, 'Run it all night.', null, { is: 'open' }) }
    const [asked] = findingsOf(board({ rounds }), 'everyone').recommendations
    expect(asked).toMatchObject({ rounds: [], isInOpenRound: true })
  })
})

describe('who took part', () => {
  it('is counted by heads at the sessions, and else by who joined, without those who were removed or merged', () => {
    const person = (state: 'here' | 'left' | 'removed') => ({
      name: 'N',
      organisation: '',
      role: 'member' as const,
      state: { is: state },
      joinedAtMs: 1,
    })
    const state = boardOf({
      people: {
        [idNamed('ana')]: person('here'),
        [idNamed('ben')]: person('left'),
        [idNamed('cat')]: person('removed'),
      },
      sessions: {
        [idNamed('two')]: {
          date: '2026-11-20',
          place: 'Hall',
          headCount: { facilitator: 1, member: 9, officer: null, observer: 0 },
        },
        [idNamed('one')]: {
          date: '2026-11-03',
          place: '',
          headCount: { facilitator: null, member: null, officer: null, observer: null },
        },
      },
    })
    const { takingPart } = findingsOf(state, 'everyone')
    expect(takingPart.joined).toEqual({ facilitator: 0, member: 2, officer: 0, observer: 0 })
    expect(takingPart.sessions.map(({ date }) => date)).toEqual(['2026-11-03', '2026-11-20'])
  })
})
