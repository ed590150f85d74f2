import { beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { finish, Pace } from '../../../../server/rooms/guard/steps.ts'
import { Effort } from '../../../../server/rooms/guard/Effort.ts'
import { orderText } from '../../../../server/rooms/guard/TextOrder.ts'
import { judge } from '../../../../server/rooms/guard/guard.ts'
import { addNote, moveFrames, saveSetting } from '../../../../shared/document/change.ts'
import { replaceText } from '../../../../shared/document/changeText.ts'
import { addTheme, moveNotes } from '../../../../shared/document/placing.ts'
import type { ThemeId } from '../../../../shared/model/ids.ts'
import { limits } from '../../../../shared/model/limits.ts'
import { encodeParts, type AnyStruct } from './encodeParts.ts'
import { GuardedRoom, id, note, noteBy, theme, transport, type Person } from './GuardedRoom.ts'

/*
 * Each cap on both sides of its edge: what lies just below it is taken, what lies just beyond is refused.
 */

let room: GuardedRoom
let ana: Person
const summary = `themes/${transport}/summary` as const

beforeEach(() => {
  room = new GuardedRoom()
  ana = room.join('facilitator')
  addTheme(ana.board, transport, theme, { x: 0, y: 0, width: 300 })
  ana.send()
})

const judged = (update: Uint8Array, documentBytes = 0) => {
  const verdict = judge({
    document: room.board,
    actor: ana.actor,
    update,
    ownerOfClientId: (client) => room.owners.get(client),
    documentBytes,
  })
  return verdict.is === 'refuse' ? verdict.reason : verdict.is
}

const CLIENT = 77
const of = (structs: AnyStruct[], deletes: [number, { clock: number; len: number }[]][] = []) => {
  const blocks = new Map<number, AnyStruct[]>()
  for (const struct of structs)
    blocks.set(struct.id.client, [...(blocks.get(struct.id.client) ?? []), struct])
  return encodeParts({ blocks, deletes: new Map(deletes) })
}
const gone = (clock: number, len: number) => new Y.GC(new Y.ID(CLIENT, clock), len)
const rowAt = (client: number, clock: number, key: string, value: unknown) =>
  new Y.Item(
    new Y.ID(client, clock),
    null,
    null,
    null,
    null,
    'positions' as unknown as null,
    key,
    new Y.ContentAny([value]),
  )

describe('bytes of one value', () => {
  // A value under a key that the same update deletes is nobody's row, so that nothing but its size can be wrong.
  const valueOf = (bytes: number) => {
    const empty = 5 // kind and the length in three bytes, and what is left for the kind of the string's length
    const value = 'x'.repeat(bytes - empty + 1)
    return of([rowAt(CLIENT, 0, note, value)], [[CLIENT, [{ clock: 0, len: 1 }]]])
  }

  it('takes 128 KB, and no byte more', () => {
    expect(judged(valueOf(2 * limits.rowBytes))).toBe('accept')
    expect(judged(valueOf(2 * limits.rowBytes + 1))).toBe('too-large')
  })

  it('takes a row of 64 KB in JSON, and no byte more', () => {
    // A row that the schema lets be that long: only its size as JSON is left to refuse it.
    const long = (filler: number) => {
      const row = { ...noteBy(ana), said: '\u0000'.repeat(9_000), impression: '"'.repeat(filler) }
      return { row, bytes: JSON.stringify(row).length }
    }
    const most = Math.floor((limits.rowBytes - long(0).bytes) / 2)
    const [below, beyond] = [long(most), long(most + 1)]
    expect(below.bytes).toBeLessThanOrEqual(limits.rowBytes)
    expect(beyond.bytes).toBeGreaterThan(limits.rowBytes)
    addNote(ana.board, note, below.row)
    expect(judged(ana.takeUpdate())).toBe('accept')
    ana.reopen()
    addNote(ana.board, id('another'), beyond.row)
    expect(judged(ana.takeUpdate())).toBe('too-large')
  })
})

it('takes 100,000 new structs, and not one more', () => {
  const graves = (count: number) => {
    const block = Array.from({ length: count }, (_, i) => gone(i, 1))
    return encodeParts({ blocks: new Map([[CLIENT, block]]), deletes: new Map() })
  }
  expect(judged(graves(100_000))).toBe('accept')
  expect(judged(graves(100_001))).toBe('too-large')
})

it('takes 1,000 new client ids, and not one more; ids that the room knows do not count', () => {
  const ids = (count: number) =>
    of(
      Array.from({ length: count }, (_, i) =>
        rowAt(10_000 + i, 0, id(`n${i}`), { x: i, y: 0, standsAlone: false }),
      ),
    )
  expect(judged(ids(1000))).toBe('accept')
  expect(judged(ids(1001))).toBe('too-large')
  room.take(ana, ids(1000))
  const more = of([
    ...Array.from({ length: 1000 }, (_, i) =>
      rowAt(20_000 + i, 0, id(`m${i}`), { x: i, y: 0, standsAlone: false }),
    ),
    rowAt(10_000, 1, id('known'), { x: 1, y: 0, standsAlone: false }),
  ])
  expect(judged(more)).toBe('accept')
})

it('takes five million deleted characters, and not one more', () => {
  expect(judged(of([gone(0, 2_500_000), gone(2_500_000, 2_500_000)]))).toBe('accept')
  expect(judged(of([gone(0, 2_500_000), gone(2_500_000, 2_500_001)]))).toBe('malformed')
})

it('takes clocks below 2^31, in steps that the cap on deleted characters lets pass', () => {
  const at = (clock: number) => {
    room.doc.store.clients.set(CLIENT, [new Y.GC(new Y.ID(CLIENT, 0), clock)])
    room.owners.set(CLIENT, ana.actor.participant)
    return of([new Y.GC(new Y.ID(CLIENT, clock), 10)])
  }
  expect(judged(at(2 ** 31 - 11))).toBe('accept')
  expect(judged(at(2 ** 31 - 10))).toBe('malformed')
})

it('refuses a byte after the delete set', () => {
  addNote(ana.board, note, noteBy(ana))
  const update = ana.takeUpdate()
  expect(judged(update)).toBe('accept')
  expect(judged(Uint8Array.from([...update, 0]))).toBe('malformed')
})

describe('steps that putting writes in order may take', () => {
  it('takes 500,000, and not one more', () => {
    const effort = new Effort()
    effort.spend(500_000)
    expect(() => {
      effort.spend(1)
    }).toThrow('too long to put in order')
  })

  it('counts what Yjs goes past, write by write', () => {
    // So many siblings at the start of a text each go past those that came before.
    const siblings = (count: number) => {
      const parent = room.board.texts.get(summary)!._item!.id
      const block = Array.from(
        { length: count },
        (_, i) =>
          new Y.Item(new Y.ID(CLIENT, i), null, null, null, null, parent, null, new Y.ContentString('x')),
      )
      return encodeParts({ blocks: new Map([[CLIENT, block]]), deletes: new Map() })
    }
    expect(judged(siblings(900))).toBe('accept')
    // By different ids each has to be compared with all before it: here 1,100 * 1,099 / 2 steps are too many.
    const ids = Array.from(
      { length: 1000 },
      (_, i) =>
        new Y.Item(
          new Y.ID(i + 1000, 0),
          null,
          null,
          null,
          null,
          room.board.texts.get(summary)!._item!.id,
          null,
          new Y.ContentString('x'),
        ),
    )
    expect(judged(of(ids))).toBe('accept')
    room.take(ana, of(ids))
    const late = Array.from(
      { length: 800 },
      (_, i) =>
        new Y.Item(
          new Y.ID(i + 4_000_000, 0),
          null,
          null,
          null,
          null,
          room.board.texts.get(summary)!._item!.id,
          null,
          new Y.ContentString('x'),
        ),
    )
    expect(judged(of(late.slice(0, 300)))).toBe('accept')
    expect(judged(of(late))).toBe('too-large')
  })
})

describe('the order of a text', () => {
  /** Steps that putting this update's insertions into the summary takes. */
  const stepsOf = (arrivals: Y.Item[]) => {
    const effort = new Effort()
    const item = room.board.texts.get(summary)!._item!
    finish(
      orderText({ key: summary, item, inserted: 0, removed: 0, arrivals, mostSteps: 0 }, effort, new Pace()),
    )
    return effort.spent
  }
  const insertion = (clock: number, origin: Y.ID | null, right: Y.ID | null, text = 'x') =>
    new Y.Item(new Y.ID(CLIENT, clock), null, origin, null, right, null, null, new Y.ContentString(text))

  beforeEach(() => {
    replaceText(ana.board, summary, 'buses')
    ana.send()
  })
  const first = () => room.board.texts.get(summary)!._start!.id
  const at = (offset: number) => new Y.ID(first().client, first().clock + offset)

  it('meets nothing when one types on, or in the middle of what is there', () => {
    expect(stepsOf([insertion(0, at(4), null), insertion(1, new Y.ID(CLIENT, 0), null)])).toBe(0)
    expect(stepsOf([insertion(0, at(1), at(2)), insertion(1, new Y.ID(CLIENT, 0), at(2))])).toBe(0)
  })

  it('goes past what was written at the same spot, and stops at the neighbour', () => {
    // Four letters stand between: an insertion made when they were not there yet goes past them.
    expect(stepsOf([insertion(0, at(0), null)])).toBeGreaterThan(0)
    expect(stepsOf([insertion(0, at(0), at(4))])).toBeLessThanOrEqual(stepsOf([insertion(0, at(0), null)]))
  })

  it('finds a spot in the middle of an insertion of the same update, and splits it there', () => {
    const long = insertion(0, at(4), null, ' end early')
    const inside = insertion(10, new Y.ID(CLIENT, 3), new Y.ID(CLIENT, 4))
    expect(stepsOf([long, inside])).toBe(0)
  })

  it('puts what many write at one spot where Yjs puts it', () => {
    const spots = Array.from({ length: 40 }, (_, i) => {
      const doc = new Y.Doc()
      doc.clientID = 5000 + ((i * 7) % 40)
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(room.doc))
      const text = doc.getMap('texts').get(summary) as Y.Text
      text.insert(i % 6, `<${i}>`)
      return Y.encodeStateAsUpdate(doc, Y.encodeStateVector(room.doc))
    })
    const merged = Y.mergeUpdates(spots)
    const expected = new Y.Doc()
    Y.applyUpdate(expected, Y.encodeStateAsUpdate(room.doc))
    Y.applyUpdate(expected, merged)
    expect(room.take(ana, merged).is).toBe('accept')
    expect(room.board.texts.get(summary)!.toJSON()).toBe(
      (expected.getMap('texts').get(summary) as Y.Text).toJSON(),
    )
  })
})

describe('what a board may hold', () => {
  it.each(Object.entries(limits.keysPerTable).filter(([, most]) => most <= 4000))(
    'takes the last key that %s may have, and none after it',
    (table, most) => {
      const map = room.doc.getMap<unknown>(table)
      room.write(() => {
        for (let i = map.size; i < most - 1; i++) map.set(`filler-${i}`, 1)
      })
      ana.reopen()
      const rows: Record<string, [string, unknown]> = {
        themes: [id('last'), { ...theme, state: 'open' }],
        frames: [id('last'), { x: 0, y: 0, width: 300 }],
        communities: [id('last'), { name: 'carers', family: 'identity', hopedFor: null, mergedInto: null }],
        recommendations: [id('last'), { addressedTo: '', state: 'draft', addedAtMs: 1 }],
        nextSteps: [id('last'), { what: '', who: '', byWhen: '' }],
        sessions: [
          id('last'),
          {
            date: '2026-11-28',
            place: '',
            headCount: { facilitator: null, member: 1, officer: null, observer: null },
          },
        ],
      }
      const [key, row] = rows[table]!
      const write = (at: string) => ana.tamper((doc) => doc.getMap(table).set(at, row))
      expect(room.take(ana, write(key)).is).toBe('accept')
      expect(judged(write(id('beyond')))).toBe('board-full')
      ana.reopen()
      expect(judged(write(key))).toBe('accept') // what is there may still be changed
    },
  )

  it('counts rows that one update makes, the last of which may be one too many', () => {
    room.write((board) => {
      for (let i = 0; i < limits.keysPerTable.frames - 3; i++)
        board.tables.frames.set(id<ThemeId>(`f${i}`), { x: 0, y: 0, width: 300 })
    })
    ana.reopen()
    const frame = { x: 0, y: 0, width: 300 }
    moveFrames(ana.board, new Map([1, 2].map((i) => [id<ThemeId>(`new-${i}`), frame])))
    expect(judged(ana.takeUpdate())).toBe('accept')
    ana.reopen()
    moveFrames(ana.board, new Map([1, 2, 3].map((i) => [id<ThemeId>(`new-${i}`), frame])))
    expect(judged(ana.takeUpdate())).toBe('board-full')
  })

  it('takes words until the document is as large as it may be, and then only what makes nothing larger', () => {
    addNote(ana.board, note, noteBy(ana))
    const update = ana.takeUpdate()
    expect(judged(update, limits.documentBytes - 1)).toBe('accept')
    expect(judged(update, limits.documentBytes)).toBe('board-full')
    replaceText(ana.board, summary, 'buses')
    const typing = ana.takeUpdate()
    expect(judged(Y.mergeUpdates([update, typing]), limits.documentBytes)).toBe('board-full')
    room.take(ana, update)
    room.take(ana, typing)
    replaceText(ana.board, summary, 'bus')
    expect(judged(ana.takeUpdate(), limits.documentBytes)).toBe('accept')
  })

  it('lets facilitators lead a full board to its end, and anyone take a note off the canvas', () => {
    moveNotes(ana.board, {
      notes: [note],
      from: null,
      to: { is: 'canvas', points: [{ x: 1, y: 1 }], standsAlone: false },
    })
    ana.send()
    moveNotes(ana.board, { notes: [note], from: null, to: { is: 'tray' } })
    expect(judged(ana.takeUpdate(), limits.documentBytes)).toBe('accept')
    ana.reopen()
    saveSetting(ana.board, 'stage', { stage: 'findings', movedAtMs: 2 })
    expect(judged(ana.takeUpdate(), limits.documentBytes)).toBe('accept')
  })
})
