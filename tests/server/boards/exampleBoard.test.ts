import { expect, it } from 'vitest'
import { newId } from '../../../shared/document/newId.ts'
import { findingsOf } from '../../../shared/model/findings.ts'
import type { AuthorKey } from '../../../shared/model/ids.ts'
import { outlineOf } from '../../../shared/model/outline.ts'
import { faultOfRow, parseTextKey } from '../../../shared/model/tables.ts'
import { splitPair, tableNames } from '../../../shared/model/tableNames.ts'
import { exampleState } from '../../support/exampleState.ts'

const author = newId<AuthorKey>()
const state = exampleState(author)

it('holds only rows and texts that a board may hold', () => {
  for (const table of tableNames) {
    for (const [key, row] of state[table] as ReadonlyMap<string, unknown>) {
      expect([table, row, faultOfRow(table, key, row)]).toEqual([table, row, undefined])
    }
  }
  for (const key of state.texts.keys()) expect(parseTextKey(key)).toBeDefined()
})

it('names nothing that it does not hold', () => {
  for (const key of [...state.placements.keys(), ...state.orders.keys(), ...state.bearings.keys()]) {
    const [note, theme] = splitPair(key)
    expect([state.notes.has(note), state.themes.has(theme)]).toEqual([true, true])
  }
  for (const { conversation } of state.notes.values())
    if (conversation) expect(state.conversations.has(conversation)).toBe(true)
  for (const { communities } of state.conversations.values()) {
    for (const { community } of communities) expect(state.communities.has(community)).toBe(true)
  }
})

it('gives every screen something to show', () => {
  const outline = outlineOf(state)
  expect(outline.openThemes.length).toBe(5)
  expect(outline.asideThemes.length).toBe(1)
  expect(outline.notes.length).toBeGreaterThanOrEqual(40)
  expect(outline.unthemed.length).toBeGreaterThanOrEqual(10)
  for (const theme of outline.openThemes) expect(outline.notesOf.get(theme)?.length).toBeGreaterThanOrEqual(4)
  expect([...outline.themesOf.values()].filter((themes) => themes.length > 1).length).toBe(1)
  expect([...state.notes.values()].filter((note) => note.author === author).length).toBeGreaterThan(0)
  expect(state.board.get('stage')).toMatchObject({ stage: 'themes' })
})

it('lays its themes and loose notes out so that none covers another', () => {
  const outline = outlineOf(state)
  const open = [...state.frames].filter(([id]) => outline.openThemes.includes(id))
  const boxes = [
    ...open.map(([id, { x, y, width }]) => ({
      x,
      y,
      width,
      height: 60 + Math.ceil((outline.notesOf.get(id)?.length ?? 0) / 2) * 150,
    })),
    ...[...state.positions.values()].map(({ x, y }) => ({ x, y, width: 190, height: 150 })),
  ]
  for (const [i, a] of boxes.entries()) {
    for (const b of boxes.slice(i + 1)) {
      const apart =
        a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
      expect([a, b, apart]).toEqual([a, b, true])
    }
  }
})

it('has a report in which everything adds up', () => {
  const findings = findingsOf(state, 'everyone')
  expect(findings.evidence).toMatchObject({
    notes: { n: 41 },
    conversations: { n: 22 },
    people: { n: 134 },
    recordedFor: 18,
  })
  expect(findings.heard.n + findings.own.n).toBe(findings.evidence.notes.n)
  expect(
    findings.communities.filter(({ told, guessed }) => told.n + guessed.n === 0).map(({ name }) => name),
  ).toEqual(['People who live on the canal boats'])
  expect(findings.recommendations.map(({ rounds }) => rounds.length)).toEqual([1, 1, 0, 0])
  for (const { ballots, counts } of findings.recommendations.flatMap(({ rounds }) => rounds)) {
    expect(Object.values(counts).reduce((sum, n) => sum + n, 0)).toBe(ballots)
  }
})

it('keeps a purpose that somebody gave', () => {
  expect(exampleState(author, 'Our own purpose').board.get('purpose')).toBe('Our own purpose')
})
