import { beforeEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { moveFrames } from '../../../../shared/document/change.ts'
import { replaceText } from '../../../../shared/document/changeText.ts'
import { addTheme } from '../../../../shared/document/placing.ts'
import { encodeParts, type AnyStruct } from './encodeParts.ts'
import { GuardedRoom, id, note, noteBy, safety, theme, transport, type Person } from './GuardedRoom.ts'

/*
 * Updates as only a crafted client sends them. Most would pass unnoticed, if one looked at the board alone: they
 * set a trap for the next honest edit, cost Yjs seconds, or make two replicas disagree.
 */

/** A client id that is nobody's yet, under which the crafted structs come. */
const CLIENT = 77

let room: GuardedRoom
let ana: Person
let ben: Person

beforeEach(() => {
  room = new GuardedRoom()
  ana = room.join('member')
  ben = room.join('member')
  addTheme(ana.board, transport, theme, { x: 0, y: 0, width: 300 })
  addTheme(ana.board, safety, theme, undefined)
  replaceText(ana.board, `themes/${transport}/summary`, 'buses')
  ana.send()
})

type Neighbours = { origin?: Y.ID; rightOrigin?: Y.ID; root?: string; key?: string }

/** Structs one after another under {@link CLIENT}. */
function craft(
  structs: readonly (Neighbours & { content: Y.Item['content'] })[],
  deletes: [number, number, number][] = [],
) {
  let clock = 0
  const block: AnyStruct[] = structs.map(({ origin, rightOrigin, root, key, content }) => {
    const parent = (root ?? null) as unknown as null
    const item = new Y.Item(
      new Y.ID(CLIENT, clock),
      null,
      origin ?? null,
      null,
      rightOrigin ?? null,
      parent,
      key ?? null,
      content,
    )
    clock += item.length
    return item
  })
  const ranges = new Map<number, { clock: number; len: number }[]>()
  for (const [client, clock, len] of deletes)
    ranges.set(client, [...(ranges.get(client) ?? []), { clock, len }])
  return encodeParts({ blocks: new Map(block.length > 0 ? [[CLIENT, block]] : []), deletes: ranges })
}

const judged = (update: Uint8Array) => {
  const verdict = ben.judge(update)
  return verdict.is === 'refuse' ? verdict.reason : verdict.is
}

const words = () => room.board.texts.get(`themes/${transport}/summary`)!._start!.id
const place = { root: 'positions', key: note }
const position = (x: number) => ({ x, y: 0, standsAlone: false })

it('refuses two values at once under one key, unless both are gone already', () => {
  const both = { ...place, content: new Y.ContentAny([position(1), position(2)]) }
  expect(judged(craft([both]))).toBe('malformed')
  expect(judged(craft([both], [[CLIENT, 1, 1]]))).toBe('malformed')
  expect(judged(craft([both], [[CLIENT, 0, 2]]))).toBe('accept')
})

it('counts as nothing what the same update brings and takes away', () => {
  const secret = { root: 'meta', key: 'meta', content: new Y.ContentAny([{ schema: 9, epoch: 9 }]) }
  expect(judged(craft([secret]))).toBe('server-only')
  expect(judged(craft([secret], [[CLIENT, 0, 1]]))).toBe('accept')
})

it('refuses a struct between neighbours in different places', () => {
  const frame = room.board.tables.frames._map.get(transport)!.id
  expect(judged(craft([{ origin: words(), rightOrigin: frame, content: new Y.ContentString('x') }]))).toBe(
    'malformed',
  )
})

it('refuses a right origin under a key', () => {
  const frame = room.board.tables.frames._map.get(transport)!.id
  const row = new Y.ContentAny([{ x: 1, y: 1, width: 300 }])
  expect(judged(craft([{ rightOrigin: frame, content: row }]))).toBe('malformed')
})

it('refuses an insertion before what it comes after: where it lands would not be the same for everyone', () => {
  const { client, clock } = words()
  const letter = (after: number, before: number) => ({
    origin: new Y.ID(client, clock + after),
    rightOrigin: new Y.ID(client, clock + before),
    content: new Y.ContentString('x'),
  })
  expect(judged(craft([letter(2, 2)]))).toBe('malformed')
  expect(judged(craft([letter(3, 1)]))).toBe('malformed')
  // The run in pieces, as it is once somebody has written in the middle of it.
  replaceText(ben.board, `themes/${transport}/summary`, 'buXses')
  ben.send()
  expect(judged(craft([letter(3, 1)]))).toBe('malformed')
  expect(judged(craft([letter(1, 2)]))).toBe('accept')
})

it('lets through who writes in front of what they wrote before, however often', () => {
  const key = `themes/${transport}/summary` as const
  for (const text of ['buses Z', 'buses YZ', 'buses XYZ', 'buses XaYZ', 'buses XabYZ', 'buses XacbYZ']) {
    replaceText(ana.board, key, text)
    expect(ana.send().is).toBe('accept')
  }
  expect(room.board.texts.get(key)?.toJSON()).toBe('buses XacbYZ')
})

it('refuses a struct that refers to itself or to what comes after it', () => {
  for (const clock of [0, 5]) {
    const itself = { origin: new Y.ID(CLIENT, clock), content: new Y.ContentString('x') }
    expect(judged(craft([itself]))).toBe('malformed')
  }
})

it('answers with a gap where two structs wait for each other', () => {
  const waiting = (client: number, other: number) =>
    new Y.Item(
      new Y.ID(client, 0),
      null,
      new Y.ID(other, 0),
      null,
      null,
      null,
      null,
      new Y.ContentString('x'),
    )
  const blocks = new Map([
    [7, [waiting(7, 8)]],
    [8, [waiting(8, 7)]],
  ])
  expect(judged(encodeParts({ blocks, deletes: new Map() }))).toBe('gap')
})

it('refuses deletions that overlap, which would keep Yjs walking', () => {
  const { client, clock } = words()
  expect(
    judged(
      craft(
        [],
        [
          [client, clock, 2],
          [client, clock + 1, 2],
        ],
      ),
    ),
  ).toBe('malformed')
  expect(
    judged(
      craft(
        [],
        [
          [client, clock, 2],
          [client, clock + 3, 2],
        ],
      ),
    ),
  ).toBe('accept')
})

it('answers with a gap to the deletion of what does not exist yet', () => {
  // Yjs would keep it, and delete another's words as soon as they are written.
  expect(
    judged(craft([], [[ana.board.doc.clientID, Y.getState(room.doc.store, ana.board.doc.clientID), 10]])),
  ).toBe('gap')
})

it('takes what hangs on something that is gone, as the nothing it will be', () => {
  const gone = new Y.GC(new Y.ID(CLIENT, 0), 1)
  const onIt = new Y.Item(
    new Y.ID(CLIENT, 1),
    null,
    gone.id,
    null,
    words(),
    null,
    null,
    new Y.ContentString('x'),
  )
  const update = encodeParts({ blocks: new Map([[CLIENT, [gone, onIt]]]), deletes: new Map() })
  expect(judged(update)).toBe('accept')
  room.take(ben, update)
  expect(room.board.texts.get(`themes/${transport}/summary`)?.toJSON()).toBe('buses')
})

it('refuses to spend seconds on rewrites of one key', () => {
  const rewrite = () => ({ ...place, content: new Y.ContentAny([position(1)]) })
  const startMs = performance.now()
  expect(judged(craft(Array.from({ length: 8000 }, rewrite)))).toBe('too-large')
  expect(performance.now() - startMs).toBeLessThan(2000)
})

it('takes a thousand honest rewrites of one key in one update', () => {
  for (let x = 0; x < 1000; x++) moveFrames(ben.board, new Map([[transport, { x, y: 0, width: 300 }]]))
  expect(judged(Y.mergeUpdates(ben.outbox))).toBe('accept')
})

it('refuses a value nested so deeply that reading it elsewhere could fail', () => {
  let value: unknown = 1
  for (let depth = 0; depth < 500; depth++) value = [value]
  expect(judged(craft([{ ...place, content: new Y.ContentAny([value]) }]))).toBe('malformed')
  expect(judged(craft([{ root: 'notes', key: id('note'), content: new Y.ContentAny([noteBy(ben)]) }]))).toBe(
    'accept',
  )
})
