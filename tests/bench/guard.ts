import * as Y from 'yjs'
import { actorOf } from '../../server/rooms/actorOf.ts'
import { admit } from '../../server/rooms/guard/admit.ts'
import { judge, type Verdict } from '../../server/rooms/guard/guard.ts'
import { finish } from '../../server/rooms/guard/steps.ts'
import { openBoardDocument, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { addNote, saveNote, saveTheme, setBearing } from '../../shared/document/change.ts'
import { replaceText } from '../../shared/document/changeText.ts'
import { moveNotes } from '../../shared/document/placing.ts'
import { newId } from '../../shared/document/newId.ts'
import type { NoteId } from '../../shared/model/ids.ts'
import { diceOf, type Dice } from '../server/rooms/guard/Dice.ts'
import { openFilledRoom, syncFrame, type FilledRoom } from '../server/rooms/filledRoom.ts'
import type { Closing } from './closing.ts'
import { crowdedBoard, type Author, type CrowdedBoard } from './crowdedBoard.ts'
import { timesFor, type Effort } from './effort.ts'
import { noteSaying } from './sampleBoard.ts'
import { figure, median, quantile, ratio } from './statistics.ts'

/*
 * What the guard costs beside Yjs, in one process. A board of 10,000 notes, written by 200 people under a client id
 * each, stands in a plain Y.Doc that nobody watches, in one whose updates are judged, and in a real room. One of the
 * 200 makes an edit, then another, twenty in all; then come, in an order that changes at random, turns in which each of
 * the twenty is timed:
 *
 * - `applyUpdate`: into the plain document
 * - `judge`: analysis and rules, with whose ids are whose; what was judged is let in before the next, apart from that
 * - the whole way of the frame into the room: read, judged, let in, queued for the disk
 */

const COUNT = { notes: 10_000, themes: 40, authors: 200 }
const TURN = 20
const WARM_UP_TURNS = 150
const OFFLINE_EDITS = 500

type Deed = (dice: Dice, crowd: CrowdedBoard, author: Author) => void

const ownNote = (dice: Dice, { board, notes }: CrowdedBoard, { author }: Author): NoteId => {
  for (;;) {
    const note = dice.pick(notes)
    if (board.tables.notes.get(note)?.author === author) return note
  }
}

const deeds: Readonly<Record<string, Deed>> = {
  'a new note': (dice, { board }, { author }) => {
    addNote(
      board,
      newId<NoteId>(),
      noteSaying('The last bus goes at six, so nobody stays for tea.', author, dice.below(999)),
    )
  },
  'editing a note': (dice, crowd, author) => {
    const note = ownNote(dice, crowd, author)
    const before = crowd.board.tables.notes.get(note)!
    saveNote(crowd.board, note, { ...before, impression: `About the buses, ${dice.below(1e9)}` })
  },
  'moving a note between themes': (dice, { board, notes, themes }) => {
    const note = dice.pick(notes)
    const to = { is: 'theme', theme: dice.pick(themes), before: null } as const
    const present = themes.find((theme) => board.tables.placements.get(`${note}/${theme}`)?.present)
    moveNotes(board, { notes: [note], from: present ?? null, to })
  },
  'dragging a note on the canvas': (dice, { board, notes }) => {
    const points = [{ x: dice.below(1e6), y: dice.below(1e6) }]
    moveNotes(board, {
      notes: [dice.pick(notes)],
      from: null,
      to: { is: 'canvas', points, standsAlone: false },
    })
  },
  'taking a note off the canvas': (_, { board }) => {
    const [note] = board.tables.positions.keys() as Iterable<NoteId>
    moveNotes(board, { notes: [note!], from: null, to: { is: 'tray' } })
  },
  'a bearing': (dice, { board, notes, themes }) => {
    const bearing = dice.chance(0.5) ? 'supports' : 'differs'
    const key = [dice.pick(notes), dice.pick(themes)] as const
    const now = board.tables.bearings.get(`${key[0]}/${key[1]}`)?.bearing
    setBearing(board, ...key, now === bearing ? (bearing === 'supports' ? 'differs' : 'supports') : bearing)
  },
  'a theme’s title': (dice, { board, themes }) => {
    saveTheme(board, dice.pick(themes), { title: `Getting about ${dice.below(1e9)}` })
  },
  'a letter in a summary': (dice, { board, themes }) => {
    const key = `themes/${dice.pick(themes)}/summary` as const
    const words = board.texts.get(key)!.toJSON()
    const at = dice.below(words.length)
    replaceText(board, key, words.slice(0, at) + dice.pick([...'aeiou']) + words.slice(at))
  },
  'deleting a word in a summary': (dice, { board, themes }) => {
    const key = `themes/${dice.pick(themes)}/summary` as const
    const words = board.texts.get(key)!.toJSON()
    const at = dice.below(words.length - 6)
    replaceText(board, key, words.slice(0, at) + words.slice(at + 5))
  },
}

type Times = { judgeMs: number[]; applyMs: number[]; receiveMs: number[] }
const nothing = (): Times => ({ judgeMs: [], applyMs: [], receiveMs: [] })

const timed = (work: () => void): number => {
  const startMs = performance.now()
  work()
  return performance.now() - startMs
}

/** Runs the measurement. @returns Markdown: ratios, then figures */
export async function benchGuard(closing: Closing, effort: Effort): Promise<{ markdown: string }> {
  const crowd = crowdedBoard(COUNT)
  const bindings = crowd.authors.map(({ clientId, participant }) => ({ clientId, participant }))
  const owners = new Map(bindings.map(({ clientId, participant }) => [clientId, participant]))
  const bytes = Y.encodeStateAsUpdate(crowd.board.doc).byteLength
  const visitors = new Map(crowd.authors.map((author) => [author, { ...author, speaksOurs: true }]))
  const document = openBoardDocument(copyOf(crowd.board.doc))
  const judged = (author: Author, update: Uint8Array) => {
    const verdict = judge({
      document,
      actor: actorOf(document, visitors.get(author)!),
      update,
      ownerOfClientId: (clientId) => owners.get(clientId),
      documentBytes: bytes,
    })
    if (verdict.is !== 'accept') throw new Error(`an honest edit was answered with ${verdict.is}`)
    return verdict
  }
  const filled = await openFilledRoom(crowd.board.doc, bindings)
  closing.add(() => filled.rooms.stop())
  const single = await singleEdits(crowd, filled, document, judged, timesFor(effort, 600, 150))
  return { markdown: describe(single, longUpdates(crowd, document, judged, timesFor(effort, 7, 2)), bytes) }
}

type Judged = (author: Author, update: Uint8Array) => Extract<Verdict, { is: 'accept' }>
type Edit = { readonly name: string; readonly author: Author; readonly update: Uint8Array }

async function singleEdits(
  crowd: CrowdedBoard,
  filled: FilledRoom,
  document: BoardDocument,
  judged: Judged,
  turns: number,
): Promise<ReadonlyMap<string, Times>> {
  const dice = diceOf(1)
  const plain = copyOf(crowd.board.doc)
  const guests = new Map(
    await Promise.all(
      crowd.authors.map(
        async (author) => [author, await filled.enter({ ...author, speaksOurs: true })] as const,
      ),
    ),
  )
  // When somebody leaves, the room deals at once with what has come; else it would wait for more of this moment.
  const leaving = await filled.enter({ ...crowd.authors[0]!, speaksOurs: true })
  let times = new Map(Object.keys(deeds).map((name) => [name, nothing()]))
  const ways = [
    ({ name, update }: Edit) => {
      times.get(name)!.applyMs.push(timed(() => Y.applyUpdate(plain, update)))
    },
    ({ name, author, update }: Edit) => {
      let verdict: ReturnType<Judged> | undefined
      times.get(name)!.judgeMs.push(timed(() => (verdict = judged(author, update))))
      finish(admit(document.doc, verdict!.admitted, undefined))
    },
    ({ name, author, update }: Edit) => {
      const frame = syncFrame('update', update)
      const guest = guests.get(author)!
      const receive = () => {
        guest.receive(frame)
        leaving.close()
      }
      times.get(name)!.receiveMs.push(timed(receive))
      if (guest.closed.length > 0) throw new Error(`the room did not take ${name}`)
    },
  ]
  const edits = editsOn(crowd, dice)
  for (let turn = -WARM_UP_TURNS; turn < turns; turn++) {
    if (turn === 0) times = new Map(Object.keys(deeds).map((name) => [name, nothing()]))
    const some = Array.from({ length: TURN }, () => edits.next().value)
    for (const way of dice.chance(0.5) ? ways : ways.toReversed()) for (const edit of some) way(edit)
    // What is queued is stored and passed on between the turns, which nobody times.
    await filled.rooms.read(filled.board, () => undefined)
  }
  const states = [document.doc, plain, filled.document.doc].map((doc) => Y.encodeStateVector(doc))
  if (states.some((state) => Buffer.compare(state, states[0]!) !== 0))
    throw new Error('an edit is missing somewhere')
  return times
}

/** Edits by anyone, one kind after another, for ever. */
function* editsOn(crowd: CrowdedBoard, dice: Dice): Generator<Edit, never> {
  const updates: Uint8Array[] = []
  crowd.board.doc.on('update', (update: Uint8Array) => updates.push(update))
  for (;;) {
    for (const [name, deed] of Object.entries(deeds)) {
      const author = dice.pick(crowd.authors)
      crowd.as(author, () => {
        deed(dice, crowd, author)
      })
      const [update, ...more] = updates.splice(0)
      if (more.length > 0) throw new Error(`${name} was ${more.length + 1} updates`)
      if (update) yield { name, author, update } // else it was so already
    }
  }
}

type Long = { readonly judgeMs: number[]; readonly applyMs: number[] }

/** Updates that are long: what someone did without a connection, and reconnecting with all that one has. */
function longUpdates(
  crowd: CrowdedBoard,
  document: BoardDocument,
  judged: Judged,
  runs: number,
): ReadonlyMap<string, Long> {
  const dice = diceOf(2)
  const author = crowd.authors[0]!
  const known = Y.encodeStateVector(crowd.board.doc)
  const names = Object.keys(deeds)
  for (let i = 0; i < OFFLINE_EDITS; i++) {
    crowd.as(author, () => {
      deeds[names[i % names.length]!]!(dice, crowd, author)
    })
  }
  const updates = {
    [`${OFFLINE_EDITS} edits made offline`]: Y.encodeStateAsUpdate(crowd.board.doc, known),
    'a reconnect with nothing new': Y.encodeStateAsUpdate(document.doc, known),
    'the whole board, sent back': Y.encodeStateAsUpdate(document.doc),
  }
  const found = new Map<string, Long>()
  for (const [name, update] of Object.entries(updates)) {
    const long: Long = { judgeMs: [], applyMs: [] }
    for (let run = -1; run < runs; run++) {
      const copy = copyOf(document.doc)
      const judgeMs = timed(() => judged(author, update))
      const applyMs = timed(() => Y.applyUpdate(copy, update))
      copy.destroy()
      if (run < 0) continue
      long.judgeMs.push(judgeMs)
      long.applyMs.push(applyMs)
    }
    found.set(`${name} (${figure(update.byteLength / 1000)} kB)`, long)
  }
  return found
}

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc()
  for (const name of doc.share.keys()) copy.getMap(name)
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

function describe(
  single: ReadonlyMap<string, Times>,
  long: ReadonlyMap<string, Long>,
  bytes: number,
): string {
  const us = (ms: number) => figure(ms * 1000)
  const row = (name: string, { judgeMs, applyMs, receiveMs }: Times) =>
    `| ${[
      name,
      ratio(median(judgeMs), median(applyMs)),
      ...[median(judgeMs), quantile(judgeMs, 0.99), median(applyMs), quantile(applyMs, 0.99)].map(us),
      ratio(median(receiveMs), median(applyMs)),
      us(median(receiveMs)),
      us(quantile(receiveMs, 0.99)),
    ].join(' | ')} |`
  const [runs] = [...long.values()].map(({ judgeMs }) => judgeMs.length)
  const all = nothing()
  for (const times of single.values()) {
    all.judgeMs.push(...times.judgeMs)
    all.applyMs.push(...times.applyMs)
    all.receiveMs.push(...times.receiveMs)
  }
  return `| one edit; times in µs | judge ÷ applyUpdate | judge, median | p99 | applyUpdate, median | p99 | whole way ÷ applyUpdate | whole way, median | p99 |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${row('**all of them**', all)}
${[...single].map(([name, times]) => row(name, times)).join('\n')}

| a long update; median of ${runs}, in ms | judge ÷ applyUpdate | judge, in one go | applyUpdate |
| --- | --- | --- | --- |
${[...long]
  .map(([name, { judgeMs, applyMs }]) => {
    const [judged, applied] = [median(judgeMs), median(applyMs)]
    return `| ${name} | ${ratio(judged, applied)} | ${figure(judged)} | ${figure(applied)} |`
  })
  .join('\n')}

${all.judgeMs.length.toLocaleString('en')} edits on a board of ${COUNT.notes.toLocaleString('en')} notes by ${COUNT.authors} client ids (${figure(bytes / 1e6)} MB). Judging is analysis and rules, and lets nothing in; the whole way is from the frame to the queue for the disk, judging included. In the room a long update is judged and let in by slices of 8 ms.
`
}
