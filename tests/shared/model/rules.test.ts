import { describe, expect, it } from 'vitest'
import type { AuthorKey, ParticipantId } from '../../../shared/model/ids.ts'
import { limits } from '../../../shared/model/limits.ts'
import { roles, type Role } from '../../../shared/model/roles.ts'
import { refuseChange, type Actor, type BoardFacts, type Change } from '../../../shared/model/rules.ts'
import { mayWriteTable } from '../../../shared/model/roles.ts'
import { tables, type Note, type Row } from '../../../shared/model/tables.ts'
import { clientTables, tableNames } from '../../../shared/model/tableNames.ts'

const id = (word: string) => word.padEnd(16, '_')
const mine = id('my-key') as AuthorKey
const theirs = id('their-key') as AuthorKey

const actor = (role: Role, present = true): Actor => ({
  participant: id('me') as ParticipantId,
  author: mine,
  role,
  present,
})
const facts = (over: Partial<BoardFacts> = {}): BoardFacts => ({
  row: () => undefined,
  noteCount: () => 0,
  keyCount: () => 0,
  documentBytes: 0,
  isInOpenRound: () => false,
  ...over,
})
const withdrawn = facts({
  row: ((table: string) =>
    table === 'hidden' ? { is: 'withdrawn', atMs: 1 } : undefined) as BoardFacts['row'],
})

const note = (author: AuthorKey, said = 'The bus stops at six.'): Note => ({
  kind: 'heard',
  said,
  impression: '',
  language: 'en',
  conversation: null,
  quote: 'not asked',
  author,
  brought: 'written',
  source: '',
  import: null,
  addedAtMs: 1,
})
const noteChange = (before: Note | undefined, after: unknown): Change => ({
  table: 'notes',
  key: id('note'),
  before,
  after,
})
const text = (over: Partial<Extract<Change, { table: 'texts' }>> = {}): Change => ({
  table: 'texts',
  key: `themes/${id('theme')}/summary`,
  action: 'edit',
  length: 10,
  ...over,
})

describe('notes and conversations', () => {
  it('lets an author write their own and nobody else’s', () => {
    expect(refuseChange(actor('member'), noteChange(undefined, note(mine)), facts())).toBeUndefined()
    expect(refuseChange(actor('member'), noteChange(note(mine), note(mine, 'x')), facts())).toBeUndefined()
    expect(refuseChange(actor('facilitator'), noteChange(note(theirs), note(theirs, 'x')), facts())).toBe(
      'not-yours',
    )
  })

  it('never lets a note change hands, in either direction', () => {
    expect(refuseChange(actor('member'), noteChange(undefined, note(theirs)), facts())).toBe('author-changed')
    expect(refuseChange(actor('member'), noteChange(note(mine), note(theirs)), facts())).toBe(
      'author-changed',
    )
    expect(refuseChange(actor('member'), noteChange(note(theirs), note(mine)), facts())).toBe('not-yours')
  })

  it('keeps a key that was taken back spent', () => {
    expect(refuseChange(actor('member'), noteChange(undefined, note(mine)), withdrawn)).toBe('taken-back')
  })

  it('refuses a note more than a board holds, but not a change to the last one', () => {
    const full = facts({ noteCount: () => limits.notesPerBoard })
    expect(refuseChange(actor('member'), noteChange(undefined, note(mine)), full)).toBe('board-full')
    expect(refuseChange(actor('member'), noteChange(note(mine), note(mine, 'x')), full)).toBeUndefined()
  })

  it('refuses more keys than a table may have, and any growth of a document that is full', () => {
    const theme: Row<'themes'> = { title: 'Buses', colour: 'teal', state: 'open', addedAtMs: 1 }
    const themeChange = (before: Row<'themes'> | undefined): Change => ({
      table: 'themes',
      key: id('t'),
      before,
      after: theme,
    })
    const member = actor('member')
    const manyThemes = facts({
      keyCount: (table) => (table === 'themes' ? limits.keysPerTable.themes : 0),
    })
    expect(refuseChange(member, themeChange(undefined), manyThemes)).toBe('board-full')
    expect(refuseChange(member, themeChange(theme), manyThemes)).toBeUndefined()
    expect(refuseChange(member, noteChange(undefined, note(mine)), manyThemes)).toBeUndefined()

    const fullDocument = facts({ documentBytes: limits.documentBytes })
    expect(refuseChange(member, themeChange(theme), fullDocument)).toBe('board-full')
    expect(refuseChange(member, noteChange(note(mine), note(mine, 'x')), fullDocument)).toBe('board-full')
    const stage: Change = {
      table: 'board',
      key: 'stage',
      before: undefined,
      after: { stage: 'vote', movedAtMs: 1 },
    }
    expect(refuseChange(actor('facilitator'), stage, fullDocument)).toBeUndefined()
  })

  it('refuses words beyond the limit', () => {
    const long = note(mine, 'x'.repeat(limits.noteCharacters + 1))
    expect(refuseChange(actor('member'), noteChange(undefined, long), facts())).toBe('bad-row')
  })
})

describe('roles', () => {
  it('lets neither observers nor those who left write anything', () => {
    expect(refuseChange(actor('observer'), text(), facts())).toBe('reads-only')
    expect(refuseChange(actor('facilitator', false), text(), facts())).toBe('not-taking-part')
  })

  it('keeps the server’s tables from everyone', () => {
    for (const table of tableNames.filter((name) => tables[name].writtenBy === 'server')) {
      const change = { table, key: id('x'), before: undefined, after: {} } as Change
      for (const role of roles)
        expect(refuseChange(actor(role), change, facts())).toMatch(/server-only|reads-only/)
    }
  })

  it('offers a table exactly to those whose row in it would be taken', () => {
    const rows: Partial<Record<string, [string, unknown]>> = {
      board: ['title', 'Our town'],
      sessions: [
        id('s'),
        {
          date: '2026-11-23',
          place: '',
          headCount: { facilitator: 1, member: 2, officer: null, observer: null },
        },
      ],
      nextSteps: [id('r'), { what: 'a', who: 'b', byWhen: 'c' } satisfies Row<'nextSteps'>],
      frames: [id('t'), { x: 0, y: 0, width: 300 } satisfies Row<'frames'>],
    }
    for (const table of clientTables) {
      const [key, after] = rows[table] ?? []
      if (key === undefined) continue
      for (const role of roles) {
        const refusal = refuseChange(actor(role), { table, key, before: undefined, after }, facts())
        expect(refusal === undefined, `${role} and ${table}`).toBe(mayWriteTable(role, table))
      }
    }
  })
})

describe('what the group holds together', () => {
  it('is set aside, not deleted, except what one adds by mistake', () => {
    const removal = (table: string, key: string) =>
      ({ table, key, before: {}, after: undefined }) as unknown as Change
    for (const table of ['themes', 'recommendations', 'board']) {
      expect(refuseChange(actor('facilitator'), removal(table, id('x')), facts())).toBe('never-deleted')
    }
    expect(refuseChange(actor('member'), removal('communities', id('x')), facts())).toBeUndefined()
    expect(refuseChange(actor('member'), removal('sessions', id('x')), facts())).toBe('facilitators-only')
  })

  it('cannot be reworded, marked or rested on other themes while it is voted on', () => {
    const voting = facts({ isInOpenRound: () => true })
    const changes = [
      text({ key: `recommendations/${id('r')}/wording` }),
      {
        table: 'recommendations',
        key: id('r'),
        before: undefined,
        after: { addressedTo: '', state: 'agreed', addedAtMs: 1 },
      },
      { table: 'supports', key: `${id('r')}/${id('t')}`, before: undefined, after: { present: true } },
    ] as Change[]
    for (const change of changes) {
      expect(refuseChange(actor('facilitator'), change, voting)).toBe('in-open-round')
      expect(refuseChange(actor('facilitator'), change, facts(), new Set())).toBeUndefined()
    }
  })
})

describe('shared texts', () => {
  it('are made only with their owner, and stay', () => {
    const making = text({ action: 'create' })
    expect(refuseChange(actor('member'), making, facts())).toBe('made-with-owner')
    expect(refuseChange(actor('member'), making, facts(), new Set([`themes/${id('theme')}`]))).toBeUndefined()
    expect(refuseChange(actor('member'), text({ action: 'remove' }), facts())).toBe('never-deleted')
  })

  it('have a limit, beyond which they may only shrink', () => {
    const over = limits.textCharacters + 10
    expect(refuseChange(actor('member'), text({ length: over }), facts())).toBe('too-large')
    expect(refuseChange(actor('member'), text({ length: over, lengthBefore: over - 1 }), facts())).toBe(
      'too-large',
    )
    expect(
      refuseChange(actor('member'), text({ length: over, lengthBefore: over + 1 }), facts()),
    ).toBeUndefined()
  })

  it('have no other keys than those of their owners’ fields', () => {
    for (const key of [
      'themes/short/summary',
      `themes/${id('t')}/title`,
      `notes/${id('n')}/said`,
      '__proto__',
    ]) {
      expect(refuseChange(actor('member'), text({ key }), facts())).toBe('bad-key')
    }
  })
})
