import { beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { addNote } from '../../../../shared/document/change.ts'
import { replaceText } from '../../../../shared/document/changeText.ts'
import { addTheme, moveNotes } from '../../../../shared/document/placing.ts'
import { encodeParts, type AnyStruct } from './encodeParts.ts'
import { GuardedRoom, id, note, noteBy, otherNote, theme, transport, type Person } from './GuardedRoom.ts'

/*
 * References, clocks and deletions as no client of ours sends them, and what comes of each. Words are never cut in
 * the middle of a character, what is known is not told anew, and a deletion is judged row by row wherever it reaches.
 */

const CLIENT = 77
const summary = `themes/${transport}/summary` as const
let room: GuardedRoom
let ana: Person
let ben: Person

beforeEach(() => {
  room = new GuardedRoom()
  ana = room.join('member')
  ben = room.join('member')
  addTheme(ana.board, transport, theme, { x: 0, y: 0, width: 300 })
  replaceText(ana.board, summary, 'a🚌b')
  ana.send()
})

const judged = (person: Person, update: Uint8Array) => {
  const verdict = person.judge(update)
  return verdict.is === 'refuse' ? verdict.reason : verdict.is
}
const of = (structs: readonly AnyStruct[], deletes: [number, { clock: number; len: number }[]][] = []) => {
  const blocks = new Map<number, AnyStruct[]>()
  for (const struct of structs)
    blocks.set(struct.id.client, [...(blocks.get(struct.id.client) ?? []), struct])
  return encodeParts({ blocks, deletes: new Map(deletes) })
}
/** An id of the text's own characters: 0 is a, 1 and 2 the bus, 3 is b. */
const at = (offset: number) => {
  const { client, clock } = room.board.texts.get(summary)!._start!.id
  return new Y.ID(client, clock + offset)
}
const letter = (origin: Y.ID | null, right: Y.ID | null) =>
  new Y.Item(new Y.ID(CLIENT, 0), null, origin, null, right, null, null, new Y.ContentString('x'))
const rowUnder = (client: number, clock: number, root: string, key: string, value: unknown) =>
  new Y.Item(
    new Y.ID(client, clock),
    null,
    null,
    null,
    null,
    root as unknown as null,
    key,
    new Y.ContentAny([value]),
  )
const words = () => room.board.texts.get(summary)!.toJSON()

describe('a character in two halves is never cut', () => {
  it.each([
    ['an origin', () => letter(at(1), null)],
    ['an origin, whatever is to the right', () => letter(at(1), at(3))],
    ['a right origin', () => letter(null, at(2))],
    ['both', () => letter(at(1), at(2))],
  ] as [string, () => Y.Item][])('by %s between them', (_, insertion) => {
    expect(judged(ben, of([insertion()]))).toBe('malformed')
  })

  it.each([
    ['before', () => letter(at(0), at(1))],
    ['behind', () => letter(at(2), at(3))],
  ] as [string, () => Y.Item][])('though one may write %s it', (_, insertion) => {
    expect(room.take(ben, of([insertion()])).is).toBe('accept')
    expect(words().replace('x', '')).toBe('a🚌b')
  })

  it.each([
    ['begins', { from: 2, len: 2 }],
    ['ends', { from: 0, len: 2 }],
    ['begins and ends', { from: 1, len: 1 }],
  ])('by a deletion that %s between them', (_, { from, len }) => {
    expect(judged(ben, of([], [[at(0).client, [{ clock: at(from).clock, len }]]]))).toBe('malformed')
  })

  it('by a deletion in what the same update brings', () => {
    const bus = new Y.Item(
      new Y.ID(CLIENT, 0),
      null,
      at(3),
      null,
      null,
      null,
      null,
      new Y.ContentString('🚌'),
    )
    expect(judged(ben, of([bus], [[CLIENT, [{ clock: 1, len: 1 }]]]))).toBe('malformed')
  })

  it('by structs that begin with what is known and end beyond it', () => {
    room.take(
      ben,
      of([new Y.Item(new Y.ID(CLIENT, 0), null, at(3), null, null, null, null, new Y.ContentString('y'))]),
    )
    const rest = new Y.Item(
      new Y.ID(CLIENT, 0),
      null,
      at(3),
      null,
      null,
      null,
      null,
      new Y.ContentString('🚌'),
    )
    expect(judged(ben, of([rest]))).toBe('malformed')
  })
})

describe('clocks', () => {
  it('that were told before are not told anew: other words under them change nothing', () => {
    addNote(ana.board, note, noteBy(ana))
    ana.send()
    const { client, clock } = room.board.tables.notes._map.get(note)!.id
    const before = Y.encodeStateAsUpdate(room.doc)
    for (const person of [ana, ben]) {
      const rewound = of([rowUnder(client, clock, 'notes', note, noteBy(person, 'Something else.'))])
      expect(room.take(person, rewound)).toMatchObject({ is: 'accept', changesNothing: true })
    }
    expect(Y.encodeStateAsUpdate(room.doc)).toEqual(before)
  })

  it('that lie ahead ask for a sync, with a skip or without', () => {
    const ahead = rowUnder(CLIENT, 5, 'positions', note, { x: 1, y: 1, standsAlone: false })
    expect(judged(ben, of([ahead]))).toBe('gap')
    expect(judged(ben, of([new Y.Skip(new Y.ID(CLIENT, 0), 5), ahead]))).toBe('gap')
  })

  it('that go on where the known ones end are one’s own to go on with, and nobody else’s', () => {
    addNote(ana.board, note, noteBy(ana))
    ana.send()
    const client = ana.board.doc.clientID
    const next = rowUnder(client, Y.getState(room.doc.store, client), 'positions', note, {
      x: 1,
      y: 1,
      standsAlone: false,
    })
    expect(judged(ben, of([next]))).toBe('not-yours')
    expect(judged(ana, of([next]))).toBe('accept')
  })

  it('of something that is not there yet make what rests on it wait', () => {
    expect(judged(ben, of([letter(new Y.ID(4242, 3), null)]))).toBe('gap')
    expect(judged(ben, of([letter(null, new Y.ID(4242, 3))]))).toBe('gap')
    const inText = new Y.Item(
      new Y.ID(CLIENT, 0),
      null,
      null,
      null,
      null,
      new Y.ID(4242, 3),
      null,
      new Y.ContentString('x'),
    )
    expect(judged(ben, of([inText]))).toBe('gap')
  })
})

describe('a deletion that reaches across tables', () => {
  beforeEach(() => {
    moveNotes(ana.board, {
      notes: [otherNote],
      from: null,
      to: { is: 'canvas', points: [{ x: 1, y: 1 }], standsAlone: false },
    })
    moveNotes(ana.board, {
      notes: [otherNote],
      from: null,
      to: { is: 'theme', theme: transport, before: null },
    })
    addNote(ana.board, note, noteBy(ana))
    moveNotes(ana.board, {
      notes: [note],
      from: null,
      to: { is: 'canvas', points: [{ x: 1, y: 1 }], standsAlone: false },
    })
    ana.send()
  })
  const itemOf = (table: string, key: string) => room.doc.getMap(table)._map.get(key)!.id

  it('is refused for the one row that may not go, and names it', () => {
    const [from, to] = [itemOf('placements', `${otherNote}/${transport}`), itemOf('positions', note)]
    const range = { clock: from.clock, len: to.clock + 1 - from.clock }
    expect(ben.judge(of([], [[from.client, [range]]]))).toEqual({
      is: 'refuse',
      reason: 'not-yours',
      rows: [`notes/${note}`],
    })
    expect(ana.judge(of([], [[from.client, [range]]]))).toMatchObject({ reason: 'never-deleted' })
  })

  it('is taken where each of its rows may go', () => {
    const [from, to] = [
      itemOf('placements', `${otherNote}/${transport}`),
      itemOf('orders', `${otherNote}/${transport}`),
    ]
    const range = { clock: from.clock, len: to.clock + 1 - from.clock }
    expect(room.take(ben, of([], [[from.client, [range]]])).is).toBe('accept')
    expect(room.board.tables.placements.has(`${otherNote}/${transport}`)).toBe(false)
    expect(room.board.tables.orders.has(`${otherNote}/${transport}`)).toBe(false)
    expect(room.board.tables.positions.has(note)).toBe(true)
  })
})

describe('names that mean something to JavaScript', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is no table', (name) => {
    expect(judged(ben, of([rowUnder(CLIENT, 0, name, note, 1)]))).toBe('unknown-table')
  })

  it.each(['__proto__', 'constructor', 'themes/__proto__/summary'])('%s is no key', (name) => {
    expect(
      judged(ben, of([rowUnder(CLIENT, 0, 'positions', name, { x: 1, y: 1, standsAlone: false })])),
    ).toBe('bad-key')
    const text = new Y.Item(
      new Y.ID(CLIENT, 0),
      null,
      null,
      null,
      null,
      'texts' as unknown as null,
      name,
      new Y.ContentType(new Y.Text()),
    )
    expect(judged(ben, of([text]))).toBe('bad-key')
  })

  it('__proto__ in a row does not make it another kind of object', () => {
    const row = JSON.parse('{"x":1,"y":1,"standsAlone":false,"__proto__":{"a":1}}') as unknown
    expect(judged(ben, of([rowUnder(CLIENT, 0, 'positions', note, row)]))).toBe('malformed')
    // Not as the key of a board setting either, whose schemas are found by name.
    expect(judged(room.join('facilitator'), of([rowUnder(CLIENT, 0, 'board', 'constructor', 1)]))).toBe(
      'bad-key',
    )
  })
})

it.each([
  ['a text', (doc: Y.Doc) => doc.getText('words').insert(0, 'x'), 'unknown-table'],
  ['a list', (doc: Y.Doc) => doc.getArray('list').push([1]), 'unknown-table'],
  ['XML', (doc: Y.Doc) => doc.getXmlFragment('xml').insert(0, [new Y.XmlText()]), 'malformed'],
  ['a map', (doc: Y.Doc) => doc.getMap('map').set(id('a'), 1), 'unknown-table'],
] as [string, (doc: Y.Doc) => void, string][])('makes no new root out of %s', (_, change, reason) => {
  const update = ben.tamper(change)
  expect(judged(ben, update)).toBe(reason)
  expect(room.doc.share.size).toBe(ana.board.doc.share.size)
})
