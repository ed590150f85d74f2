import { beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Verdict } from '../../../../server/rooms/guard/guard.ts'
import { LOCAL } from '../../../../shared/document/BoardDocument.ts'
import {
  addNote,
  addRecommendation,
  saveCommunity,
  saveNote,
  saveSetting,
  saveTheme,
  setBearing,
} from '../../../../shared/document/change.ts'
import { replaceText } from '../../../../shared/document/changeText.ts'
import { addTheme, moveNotes } from '../../../../shared/document/placing.ts'
import { limits } from '../../../../shared/model/limits.ts'
import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import type { Person } from './GuardedRoom.ts'
import {
  buses,
  carers,
  conversation,
  conversationBy,
  GuardedRoom,
  id,
  note,
  noteBy,
  otherNote,
  recommendation,
  round,
  roundOn,
  theme,
  transport,
} from './GuardedRoom.ts'

const summary = `themes/${transport}/summary` as const

/** The reason of a refusal, or what came instead of one. */
const reasonOf = (verdict: Verdict): string => (verdict.is === 'refuse' ? verdict.reason : verdict.is)

let room: GuardedRoom
let ana: Person
let ben: Person
let facilitator: Person

beforeEach(() => {
  room = new GuardedRoom()
  ana = room.join('member')
  ben = room.join('officer')
  facilitator = room.join('facilitator')
})

describe('an honest edit is accepted', () => {
  it('takes a note and binds its writer’s client id to them', () => {
    addNote(ana.board, note, noteBy(ana), { id: conversation, row: conversationBy(ana) })
    const verdict = ana.send()
    expect(verdict).toMatchObject({
      is: 'accept',
      changesNothing: false,
      bindings: [{ clientId: ana.board.doc.clientID, participant: ana.actor.participant }],
    })
    expect(ben.board.tables.notes.get(note)?.said).toBe('The bus stops at six.')
  })

  it('binds a client id once', () => {
    addNote(ana.board, note, noteBy(ana))
    ana.send()
    addNote(ana.board, otherNote, noteBy(ana))
    expect(ana.send()).toMatchObject({ is: 'accept', bindings: [] })
  })

  it('lets two people write in one summary at once', () => {
    addTheme(ana.board, transport, theme, undefined)
    ana.send()
    replaceText(ana.board, summary, 'Buses end early.')
    replaceText(ben.board, summary, 'No bus on Sundays.')
    expect(reasonOf(ana.send())).toBe('accept')
    expect(reasonOf(ben.send())).toBe('accept')
    expect(room.board.texts.get(summary)?.toJSON()).toHaveLength('Buses end early.No bus on Sundays.'.length)
  })

  it('takes undo and redo of moving, of typing and of adding a community', () => {
    addNote(ana.board, note, noteBy(ana))
    addTheme(ana.board, transport, theme, undefined)
    saveCommunity(ana.board, carers, {
      name: 'young carers',
      family: 'identity',
      hopedFor: null,
      mergedInto: null,
    })
    moveNotes(ana.board, { notes: [note], from: null, to: { is: 'theme', theme: transport, before: null } })
    replaceText(ana.board, summary, 'Buses end early.')
    const steps = 4
    for (let i = 0; i < steps; i++) ana.undo.undo()
    for (let i = 0; i < steps; i++) ana.undo.redo()
    expect(reasonOf(ana.send())).toBe('accept')
    expect(room.board.tables.communities.get(carers)?.name).toBe('young carers')
    expect(room.board.texts.get(summary)?.toJSON()).toBe('Buses end early.')
  })

  it('takes an hour’s offline work as one update, while the others went on', () => {
    addTheme(ana.board, transport, theme, undefined)
    addNote(ben.board, note, noteBy(ben))
    ana.send()
    ben.send()
    room.isOnline = (person) => person !== ana
    for (let i = 0; i < 30; i++) {
      saveTheme(ana.board, transport, { title: `Transport ${i}` })
      saveTheme(ben.board, transport, { title: `Getting about ${i}` })
      addNote(ana.board, id<NoteId>(`offline-${i}`), noteBy(ana))
      replaceText(ana.board, summary, `Buses end at ${i}.`)
    }
    ben.send()
    ana.outbox = []
    const sync = Y.encodeStateAsUpdate(ana.board.doc, Y.encodeStateVector(room.doc))
    expect(reasonOf(room.take(ana, sync))).toBe('accept')
    expect(room.board.tables.notes.size).toBe(31)
  })

  it('knows an update that was sent twice, and asks for nothing to be done', () => {
    addNote(ana.board, note, noteBy(ana))
    const update = ana.takeUpdate()
    room.take(ana, update)
    expect(room.take(ana, update)).toMatchObject({ is: 'accept', changesNothing: true, bindings: [] })
  })

  it('takes the whole state of a client that has only part of it to tell', () => {
    addNote(ana.board, note, noteBy(ana))
    ana.send()
    saveNote(ana.board, note, noteBy(ana, 'The last bus goes at six.'))
    ana.outbox = []
    const verdict = room.take(ana, Y.encodeStateAsUpdate(ana.board.doc))
    expect(verdict).toMatchObject({ is: 'accept', changesNothing: false })
    expect(room.board.tables.notes.get(note)?.said).toBe('The last bus goes at six.')
  })

  it('lets an observer reconnect with all that there is, deletions too', () => {
    addNote(ana.board, note, noteBy(ana))
    for (const x of [1, 2])
      moveNotes(ana.board, {
        notes: [note],
        from: null,
        to: { is: 'canvas', points: [{ x, y: 2 }], standsAlone: false },
      })
    moveNotes(ana.board, { notes: [note], from: null, to: { is: 'tray' } })
    ana.send()
    const observer = room.join('observer')
    expect(observer.judge(Y.encodeStateAsUpdate(observer.board.doc))).toMatchObject({
      is: 'accept',
      changesNothing: true,
    })
  })

  it('asks for a sync when an update between has not arrived', () => {
    addNote(ana.board, note, noteBy(ana))
    addNote(ana.board, otherNote, noteBy(ana))
    const [first, second] = ana.outbox.splice(0)
    expect(ana.judge(second!)).toEqual({ is: 'gap' })
    expect(reasonOf(ana.judge(Y.mergeUpdates([first!, second!])))).toBe('accept')
  })

  it('changes nothing in the document by judging', () => {
    addNote(ana.board, note, noteBy(ana))
    const before = Y.encodeStateAsUpdate(room.doc)
    ana.judge(ana.takeUpdate())
    ana.judge(
      ana.tamper((doc) => {
        doc.getMap('elsewhere').set('a', 1)
      }),
    )
    expect(Y.encodeStateAsUpdate(room.doc)).toEqual(before)
    expect(room.doc.share.has('elsewhere')).toBe(false)
  })
})

describe('who writes what', () => {
  beforeEach(() => {
    addNote(ana.board, note, noteBy(ana), { id: conversation, row: conversationBy(ana) })
    addTheme(ana.board, transport, theme, undefined)
    ana.send()
  })

  it('refuses an observer’s note and names it', () => {
    const guest = room.join('observer')
    addNote(guest.board, otherNote, noteBy(guest))
    expect(guest.send()).toEqual({ is: 'refuse', reason: 'reads-only', rows: [`notes/${otherNote}`] })
  })

  it('refuses an observer’s typing and an observer’s deletion', () => {
    const guest = room.join('observer')
    replaceText(guest.board, summary, 'hello')
    expect(reasonOf(guest.judge(guest.takeUpdate()))).toBe('reads-only')
    const removal = guest.tamper((doc) => {
      doc.getMap('notes').delete(note)
    })
    expect(reasonOf(guest.judge(Y.diffUpdate(removal, Y.encodeStateVector(guest.board.doc))))).toBe(
      'reads-only',
    )
  })

  it('refuses an observer’s write even when nothing comes of it', () => {
    const guest = room.join('observer')
    const comesToNothing = guest.tamper((doc) => {
      doc.getMap('positions').set(note, { x: 1, y: 1, standsAlone: false })
      doc.getMap('positions').delete(note)
    })
    expect(reasonOf(guest.judge(comesToNothing))).toBe('reads-only')
  })

  it('refuses whoever left or was removed', () => {
    const gone = room.join('member', false)
    addNote(gone.board, otherNote, noteBy(gone))
    expect(reasonOf(gone.send())).toBe('not-taking-part')
  })

  it.each(['meta', 'people', 'rounds', 'results', 'hidden'])(
    'refuses a facilitator’s write to the server’s table %s',
    (table) => {
      const update = facilitator.tamper((doc) => {
        doc.getMap(table).set(note, { is: 'hidden', why: '', atMs: 1 })
      })
      expect(facilitator.judge(update)).toEqual({
        is: 'refuse',
        reason: 'server-only',
        rows: [`${table}/${note}`],
      })
    },
  )

  it('refuses a change to another’s note, from a facilitator too', () => {
    saveNote(facilitator.board, note, { ...noteBy(ana), said: 'Something else.' })
    expect(facilitator.send()).toEqual({ is: 'refuse', reason: 'not-yours', rows: [`notes/${note}`] })
  })

  it('refuses a change to another’s conversation, and its deletion', () => {
    const change = ben.tamper((doc) => {
      doc.getMap('conversations').set(conversation, conversationBy(ben))
    })
    expect(reasonOf(ben.judge(change))).toBe('not-yours')
    ben.reopen()
    const removal = ben.tamper((doc) => {
      doc.getMap('conversations').delete(conversation)
    })
    expect(reasonOf(ben.judge(removal))).toBe('not-yours')
  })

  it('refuses a note in another’s name', () => {
    addNote(ben.board, otherNote, noteBy(ana))
    expect(reasonOf(ben.send())).toBe('author-changed')
  })

  it('refuses to delete a note past the call that takes it back', () => {
    const update = ana.tamper((doc) => {
      doc.getMap('notes').delete(note)
    })
    expect(ana.judge(update)).toEqual({ is: 'refuse', reason: 'never-deleted', rows: [`notes/${note}`] })
  })

  it('never lets undo bring back a note that was taken back', () => {
    // Our own undo lets go of such a note by itself; another client's need not.
    ana.undo.destroy()
    const undo = new Y.UndoManager(ana.board.doc.getMap('notes'), { trackedOrigins: new Set([LOCAL]) })
    saveNote(ana.board, note, noteBy(ana, 'The last bus goes at six.'))
    ana.send()
    room.write((board) => {
      board.tables.hidden.set(note, { is: 'withdrawn', atMs: 2 })
      board.tables.notes.delete(note)
    })
    undo.undo()
    expect(reasonOf(ana.send())).toBe('taken-back')
  })

  it('refuses a late write that would win over another’s, and takes one that loses', () => {
    const author = noteBy(ben)
    for (const [clientId, verdict] of [
      [2, 'accept'],
      [4_000_000_000, 'not-yours'],
    ] as const) {
      // Ben writes the key as if he had not seen Ana's row: the higher client id wins.
      const doc = new Y.Doc()
      doc.clientID = clientId
      doc.getMap('notes').set(note, author)
      expect(reasonOf(ben.judge(Y.encodeStateAsUpdate(doc)))).toBe(verdict)
    }
  })

  it('keeps board settings and sessions to facilitators', () => {
    saveSetting(ana.board, 'title', 'Our town')
    expect(reasonOf(ana.send())).toBe('facilitators-only')
    saveSetting(facilitator.board, 'title', 'Our town')
    expect(reasonOf(facilitator.send())).toBe('accept')
  })

  it('never deletes a theme', () => {
    const update = facilitator.tamper((doc) => {
      doc.getMap('themes').delete(transport)
    })
    expect(reasonOf(facilitator.judge(update))).toBe('never-deleted')
  })

  it('refuses to reword a recommendation while it is being voted on', () => {
    addRecommendation(ana.board, buses, recommendation, 'More buses', [transport])
    ana.send()
    room.write((board) => {
      board.tables.rounds.set(round, roundOn([buses]))
    })
    replaceText(ana.board, `recommendations/${buses}/wording`, 'Fewer buses')
    expect(ana.send()).toMatchObject({
      reason: 'in-open-round',
      rows: [`texts/recommendations/${buses}/wording`],
    })
    ana.reopen()
    room.write((board) => {
      board.tables.rounds.set(round, roundOn([buses], { is: 'closed', closedAtMs: 2 }))
    })
    replaceText(ana.board, `recommendations/${buses}/wording`, 'More buses on Sundays')
    expect(reasonOf(ana.send())).toBe('accept')
  })

  it('refuses the whole update when one row of it is refused', () => {
    ben.board.doc.transact(() => {
      setBearing(ben.board, note, transport, 'differs')
      saveNote(ben.board, note, noteBy(ben))
    })
    expect(ben.send()).toMatchObject({ reason: 'not-yours', rows: [`notes/${note}`] })
    expect(room.board.tables.bearings.size).toBe(0)
  })
})

describe('what a row and a text may hold', () => {
  beforeEach(() => {
    addTheme(ana.board, transport, theme, undefined)
    ana.send()
  })

  it.each([
    ['a field too many', { title: 'x', colour: 'teal', state: 'open', addedAtMs: 1, extra: 1 }, 'bad-row'],
    ['an unknown colour', { title: 'x', colour: 'pink', state: 'open', addedAtMs: 1 }, 'bad-row'],
    ['no object', 'words', 'bad-row'],
    ['a big integer', { title: 'x', colour: 'teal', state: 'open', addedAtMs: 1n }, 'malformed'],
    ['undefined', { title: 'x', colour: 'teal', state: 'open', addedAtMs: undefined }, 'malformed'],
    ['infinity', { title: 'x', colour: 'teal', state: 'open', addedAtMs: Infinity }, 'malformed'],
    ['bytes', new Uint8Array(3), 'malformed'],
  ])('refuses a row with %s', (_, row, reason) => {
    const update = ana.tamper((doc) => {
      doc.getMap('themes').set(transport, row)
    })
    expect(reasonOf(ana.judge(update))).toBe(reason)
  })

  it('refuses a key that is no id', () => {
    const update = ana.tamper((doc) => {
      doc.getMap('positions').set('__proto__', { x: 1, y: 1, standsAlone: true })
    })
    expect(reasonOf(ana.judge(update))).toBe('bad-key')
  })

  it.each([
    ['a nested map', () => new Y.Map()],
    ['a list', () => new Y.Array()],
    ['a text', () => new Y.Text('x')],
    ['XML', () => new Y.XmlElement('p')],
    ['XML text', () => new Y.XmlText()],
    ['a subdocument', () => new Y.Doc()],
  ])('refuses %s in place of a row', (_, make) => {
    const update = ana.tamper((doc) => {
      doc.getMap('themes').set(transport, make())
    })
    expect(reasonOf(ana.judge(update))).toBe('malformed')
  })

  it.each([
    [
      'a list in a table',
      (doc: Y.Doc) => {
        // A replica that never opened the root as a map can use it as a list.
        const list = new Y.Doc()
        list.getArray('themes').push([1])
        Y.applyUpdate(doc, Y.encodeStateAsUpdate(list))
      },
      'malformed',
    ],
    [
      'a table that does not exist',
      (doc: Y.Doc) => {
        doc.getMap('votes').set('a', 1)
      },
      'unknown-table',
    ],
    [
      'formatting',
      (doc: Y.Doc) => {
        ;(doc.getMap('texts').get(summary) as Y.Text).insert(0, 'x', { bold: true })
      },
      'malformed',
    ],
    [
      'an embed',
      (doc: Y.Doc) => {
        ;(doc.getMap('texts').get(summary) as Y.Text).insertEmbed(0, { a: 1 })
      },
      'malformed',
    ],
    [
      'an attribute of a text',
      (doc: Y.Doc) => {
        ;(doc.getMap('texts').get(summary) as Y.Text).setAttribute('a', 1)
      },
      'malformed',
    ],
    [
      'a row among the texts',
      (doc: Y.Doc) => {
        doc.getMap('texts').set(summary, 'words')
      },
      'malformed',
    ],
    [
      'a text in place of another',
      (doc: Y.Doc) => {
        doc.getMap('texts').set(summary, new Y.Text('mine'))
      },
      'never-deleted',
    ],
    [
      'the removal of a text',
      (doc: Y.Doc) => {
        doc.getMap('texts').delete(summary)
      },
      'never-deleted',
    ],
    [
      'a text whose owner was there before',
      (doc: Y.Doc) => {
        doc.getMap('texts').set(`themes/${id<ThemeId>('safety')}/summary`, new Y.Text())
      },
      'made-with-owner',
    ],
    [
      'a text too long',
      (doc: Y.Doc) => {
        ;(doc.getMap('texts').get(summary) as Y.Text).insert(0, 'x'.repeat(limits.textCharacters + 1))
      },
      'too-large',
    ],
  ] as [string, (doc: Y.Doc) => void, string][])('refuses %s', (_, change, reason) => {
    expect(reasonOf(ana.judge(ana.tamper(change)))).toBe(reason)
  })

  it('refuses a deletion that cuts an emoji in two', () => {
    replaceText(ana.board, summary, 'Late 🚌 again')
    ana.send()
    const update = ana.tamper((doc) => {
      ;(doc.getMap('texts').get(summary) as Y.Text).delete(6, 1)
    })
    expect(reasonOf(ana.judge(update))).toBe('malformed')
  })

  it('refuses an empty deletion that would cut another’s emoji in two', () => {
    replaceText(ana.board, summary, '🚌')
    ana.send()
    const item = room.board.texts.get(summary)!._start!
    // No struct, one range of one client, which ends between the two halves.
    const update = Uint8Array.of(0, 1, ...varUint(item.id.client), 1, ...varUint(item.id.clock + 1), 1)
    expect(reasonOf(ben.judge(update))).toBe('malformed')
  })

  it('lets a text that two people made too long be shortened, not grow', () => {
    room.write((board) => {
      board.texts.get(summary)!.insert(0, 'x'.repeat(limits.textCharacters + 5))
    })
    replaceText(ana.board, summary, 'x'.repeat(limits.textCharacters + 2))
    expect(reasonOf(ana.send())).toBe('accept')
    replaceText(ana.board, summary, 'x'.repeat(limits.textCharacters + 3))
    expect(reasonOf(ana.send())).toBe('too-large')
  })

  it('refuses the note after the last that a board holds, also in the middle of an update', () => {
    room.write((board) => {
      for (let i = 0; i < limits.notesPerBoard - 1; i++)
        board.tables.notes.set(id(`many-${i}`), noteBy(ana, ''))
    })
    ana.reopen()
    ana.board.doc.transact(() => {
      addNote(ana.board, note, noteBy(ana))
      addNote(ana.board, otherNote, noteBy(ana))
    })
    expect(ana.send()).toEqual({ is: 'refuse', reason: 'board-full', rows: [`notes/${otherNote}`] })
  })
})

describe('forged and broken bytes', () => {
  it('refuses structs under another’s client id', () => {
    addNote(ana.board, note, noteBy(ana))
    ana.send()
    ben.board.doc.clientID = ana.board.doc.clientID
    addNote(ben.board, otherNote, noteBy(ben))
    expect(ben.send()).toMatchObject({ is: 'refuse', reason: 'not-yours' })
  })

  it('refuses structs under a client id of the server’s', () => {
    room.write((board) => {
      board.tables.board.set('title', 'Our town')
    })
    ana.board.doc.clientID = room.doc.clientID
    addNote(ana.board, note, noteBy(ana))
    expect(reasonOf(ana.send())).toBe('not-yours')
  })

  it('refuses structs under the id that the server would write with next', () => {
    room.doc.clientID = room.nextClientId()
    ana.board.doc.clientID = room.doc.clientID
    addNote(ana.board, note, noteBy(ana))
    expect(reasonOf(ana.send())).toBe('not-yours')
  })

  it('refuses a gravestone that would use up an id’s clocks', () => {
    const gravestone = Uint8Array.of(1, 1, ...varUint(77), 0, 0, ...varUint(2 ** 31), 0)
    expect(reasonOf(ana.judge(gravestone))).toBe('malformed')
  })

  it('refuses a client whose structs come in two blocks', () => {
    const block = [1, ...varUint(77), 0, 0, 1]
    expect(reasonOf(ana.judge(Uint8Array.of(2, ...block, ...block, 0)))).toBe('malformed')
  })

  it('refuses what breaks off, and nothing at all', () => {
    addNote(ana.board, note, noteBy(ana))
    const update = ana.takeUpdate()
    for (let end = 0; end < update.length - 1; end++) {
      expect(reasonOf(ana.judge(update.slice(0, end)))).toBe('malformed')
    }
  })

  it('names no more rows than a message should hold', () => {
    const guest = room.join('observer')
    const update = guest.tamper((doc) => {
      for (let i = 0; i < 500; i++) doc.getMap('notes').set(id(`n${i}`), noteBy(guest))
      doc.getMap('notes').set('x'.repeat(10_000), 1)
    })
    const verdict = guest.judge(update)
    expect(verdict.is === 'refuse' && verdict.rows.length).toBe(100)
  })
})

describe('what judging costs', () => {
  it('judges one edit on a board of 10,000 notes without going through the board', () => {
    room.write((board) => {
      for (let i = 0; i < 10_000; i++)
        board.tables.notes.set(id(`many-${i}`), noteBy(ana, 'Some words that were said.'))
    })
    ana.reopen()
    const timesMs: number[] = []
    for (let i = 0; i < 200; i++) {
      addNote(ana.board, id<NoteId>(`new-${i}`), noteBy(ana))
      const update = ana.takeUpdate()
      const startMs = performance.now()
      ana.judge(update)
      timesMs.push(performance.now() - startMs)
      room.take(ana, update)
    }
    timesMs.sort((a, b) => a - b)
    // A few tens of microseconds; going through the board takes several milliseconds.
    expect(timesMs[100]).toBeLessThan(1)
  })
})

/** A number as lib0 writes it: seven bits a byte, the lowest first. */
function varUint(value: number): number[] {
  const bytes: number[] = []
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128)
  return [...bytes, value]
}
