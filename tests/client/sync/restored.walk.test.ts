import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { bringOver } from '../../../client/sync/bringOver.ts'
import type { KeptWords } from '../../../client/sync/keptWords.ts'
import { applyEdits } from '../../../client/sync/textEdits.ts'
import { stateOf } from '../../../client/sync/vector.ts'
import { readBoard, rowOf, type BoardDocument } from '../../../shared/document/BoardDocument.ts'
import { addNote, addRecommendation, saveNote, saveTheme } from '../../../shared/document/change.ts'
import { addTheme, moveNotes } from '../../../shared/document/placing.ts'
import type { NoteId, RecommendationId, ThemeId } from '../../../shared/model/ids.ts'
import { diceOf, type Dice } from '../../server/rooms/guard/Dice.ts'
import { id } from '../../server/rooms/guard/GuardedRoom.ts'
import { Hall, Human, type Tab } from './Hall.ts'

/*
 * Boards on which people write, a backup that is made meanwhile, and a restore of it: everyone comes back in some order,
 * from one or two devices, some having been away since before the backup.
 */

const RUNS = Number(process.env['RESTORE_RUNS'] ?? 60)
const SEED = Number(process.env['RESTORE_SEED'] ?? 20261128)
const STEPS = 80
const THEMES = [0, 1, 2, 3].map((i) => id<ThemeId>(`theme-${i}`))

type Tally = { again: number; kept: number; words: number; withdrawn: number; unsent: number }

it(
  'after a restore every word is on the board again or kept, none twice, and nothing that was taken back',
  () => {
    const tally: Tally = { again: 0, kept: 0, words: 0, withdrawn: 0, unsent: 0 }
    for (let seed = SEED; seed < SEED + RUNS; seed++) {
      try {
        new Story(diceOf(seed), tally).run()
      } catch (error) {
        throw new Error(`with RESTORE_SEED=${seed}`, { cause: error })
      }
    }
    if (process.env['RESTORE_RUNS']) console.log(tally)
    for (const [what, times] of Object.entries(tally)) expect(times, what).toBeGreaterThan(RUNS / 10)
  },
  Math.max(120_000, RUNS * 500),
)

class Story {
  private readonly before = new Hall()
  private readonly after = new Hall()
  /** A browser each; two of them may be one person's. */
  private readonly devices: Human[] = []
  private readonly wordsOf = new Map<Human, Set<string>>()
  private readonly takenBack = new Set<string>()
  /** Words that were on the board at some time before the restore. */
  private readonly everThere = new Set<string>()
  private written = 0
  private noteCount = 0

  constructor(
    private readonly dice: Dice,
    private readonly tally: Tally,
  ) {
    for (const hall of [this.before, this.after]) hall.nextClientId = () => 1 + dice.below(0xffff_fff0)
    this.after.doc.clientID = 501
    this.before.onChanged = () => {
      for (const word of wordsIn(this.before.board)) this.everThere.add(word)
    }
    this.before.write((board) => board.tables.meta.set('meta', { schema: 1, epoch: 1 }))
    for (const role of ['facilitator', 'member', 'member'] as const) this.devices.push(this.before.join(role))
    if (dice.chance(0.5)) this.devices.push(new Human(this.before, this.devices[1]!.name))
    this.before.humans.splice(0, Infinity, ...this.devices)
    for (const device of this.devices) device.openTab().connect()
  }

  run(): void {
    const { dice } = this
    const backupAt = dice.below(STEPS)
    let backup: Uint8Array = new Uint8Array()
    for (let step = 0; step < STEPS; step++) {
      if (step === backupAt) backup = Y.encodeStateAsUpdate(this.before.doc)
      this.step()
    }
    const awayFor = this.devices.map(({ tabs }) => tabs[0]!)
    this.restore(backup)
    const inside = awayFor.map((tab) => this.comeBack(tab))
    // Some compare before anyone has sent; others come one after the other.
    const isRace = dice.chance(0.4)
    const brought = inside.map((tab, i) => {
      if (!isRace) tab.connect()
      const words = this.bringOver(awayFor[i]!, tab)
      if (!isRace) this.send(tab, words)
      return words
    })
    if (isRace) for (const [i, tab] of inside.entries()) this.send(tab, brought[i]!)
    for (const tab of [...inside, ...inside]) expect(tab.connect(), 'refusals').toBe(0)
    this.nothingLost(awayFor, isRace)
    this.nothingDoubled()
    this.nothingTakenBack()
    // Another tab that looks through the same copy finds nothing more.
    for (const [i, tab] of inside.entries()) expect(this.bringOver(awayFor[i]!, tab)).toEqual([])
  }

  private step(): void {
    const { dice } = this
    const device = dice.pick(this.devices)
    const tab = device.tabs[0]!
    if (dice.chance(0.06)) tab.disconnect()
    if (dice.chance(0.12) && !tab.isConnected) tab.connect()
    if (dice.chance(0.08)) this.takeBackOne()
    const words = wordsIn(tab.board)
    this.act(tab)
    for (const word of wordsIn(tab.board)) if (!words.has(word)) this.own(device).add(word)
    for (const one of this.devices) while (one.tabs[0]!.isConnected && this.flush(one.tabs[0]!));
  }

  private flush(tab: Tab): boolean {
    const hasMore = tab.inbox.length + tab.outbox.length > 0
    tab.step()
    return hasMore
  }

  private act(tab: Tab): void {
    const { dice } = this
    const { board, human } = tab
    const theme = dice.pick(THEMES)
    const own = [...board.tables.notes.entries()].filter(([, note]) => note.author === human.author)
    const row = {
      kind: 'heard' as const,
      said: this.word(),
      impression: '',
      language: '',
      conversation: null,
      quote: 'not asked' as const,
      author: human.author,
      brought: 'written' as const,
      source: '',
      import: null,
      addedAtMs: 1,
    }
    const type = () => {
      const keys = [...board.texts.keys()]
      if (keys.length === 0) return
      const text = board.texts.get(dice.pick(keys))!
      const words = text.toJSON()
      const places = [0, ...[...words.matchAll(/ /g)].map(({ index }) => index + 1)]
      if (dice.chance(0.15) && words.length > 0) {
        const at = dice.pick(places)
        const end = words.indexOf(' ', at) + 1
        if (end > at) text.delete(at, end - at)
      } else text.insert(dice.pick(places), `${this.word()} `)
    }
    dice.pick([
      () => {
        addNote(board, id<NoteId>(`note-${this.noteCount++}`), row)
      },
      () => {
        const [key] = own.length > 0 ? dice.pick(own) : []
        if (key) saveNote(board, key as NoteId, row)
      },
      () => {
        // An id belongs to whoever makes it, as random ids do.
        const isMine = THEMES.indexOf(theme) === this.devices.indexOf(human)
        if (isMine && !board.tables.themes.has(theme))
          addTheme(board, theme, { title: this.word(), colour: 'teal', addedAtMs: 1 }, undefined)
      },
      () => {
        if (board.tables.themes.has(theme)) saveTheme(board, theme, { title: this.word() })
      },
      () => {
        const note = id<NoteId>(`note-${dice.below(this.noteCount + 1)}`)
        if (rowOf(board, 'notes', note) && board.tables.themes.has(theme))
          moveNotes(board, { notes: [note], from: 'all', to: { is: 'theme', theme, before: null } })
      },
      () => {
        const ask = id<RecommendationId>(`ask-${this.written}`)
        addRecommendation(board, ask, { addressedTo: this.word(), addedAtMs: 1 }, this.word(), [])
      },
      type,
      type,
      type,
    ])()
  }

  private takeBackOne(): void {
    const notes = [...this.before.board.tables.notes.entries()]
    if (notes.length === 0) return
    const [key, { said }] = this.dice.pick(notes)
    this.takenBack.add(said)
    this.before.write((board) => {
      board.tables.hidden.set(key, { is: 'withdrawn', atMs: 1 })
      board.tables.notes.delete(key)
    })
    this.tally.withdrawn++
  }

  /** What the server's command does: the backup, a new epoch, and the people and erasures as they are now. */
  private restore(backup: Uint8Array): void {
    const { people, hidden } = readBoard(this.before.board)
    Y.applyUpdate(this.after.doc, backup, 'restore')
    for (const [client, owner] of this.before.owners) this.after.owners.set(client, owner)
    this.after.write((board) => {
      board.tables.meta.set('meta', { schema: 1, epoch: 2, backupAtMs: 10 })
      for (const [key, person] of people) board.tables.people.set(key, person)
      for (const [key, mark] of hidden) {
        board.tables.hidden.set(key, mark)
        if (board.tables.notes.has(key)) board.tables.notes.delete(key)
      }
    })
  }

  private comeBack(old: Tab): Tab {
    const human = new Human(this.after, old.human.name)
    this.after.humans.push(human)
    const tab = human.openTab()
    tab.connect()
    return tab
  }

  private bringOver(old: Tab, tab: Tab): KeptWords[] {
    const { human } = tab
    const server = stateOf(this.before.doc)
    const unsent = new Map([...old.human.wrote].map((client) => [client, server.get(client) ?? 0]))
    for (const [client, clock] of stateOf(old.board.doc))
      if (clock > (unsent.get(client) ?? Infinity)) this.tally.unsent++
    const { kept, handled } = bringOver(
      old.board,
      tab.board,
      {
        writer: { participant: human.participant, author: human.author },
        wrote: old.human.wrote,
        unsent,
        handled: human.handled,
        doesAgain: true,
      },
      { newId: () => `kept-${keptIds++}`, nowMs: 1 },
    )
    human.handled = handled
    human.keep(kept.filter(({ reason }) => reason !== 'goes-next'))
    for (const one of kept) if (one.reason === 'restored') expect(one.backupAtMs).toBe(10)
    return kept.filter(({ reason }) => reason === 'goes-next')
  }

  private send(tab: Tab, words: readonly KeptWords[]): void {
    for (const one of words) {
      expect(tab.bringBack(one), JSON.stringify(one)).toBeUndefined()
      this.tally.again++
    }
    while (this.flush(tab));
  }

  private nothingLost(old: readonly Tab[], isRace: boolean): void {
    const onBoard = wordsIn(this.after.board)
    const wasThere = wordsIn(this.before.board)
    const kept = this.after.humans.flatMap((human) => human.kept)
    this.tally.kept += kept.length
    const inKept = wordsOfText(kept.map(wordsOfKept).join(' '))
    for (const { board, human } of old)
      for (const word of wordsIn(board)) {
        if (!this.own(human).has(word) || this.takenBack.has(word)) continue
        if (onBoard.has(word) || inKept.has(word)) continue
        // Somebody had taken it away, or written over it, before the restore.
        if (this.everThere.has(word) && !wasThere.has(word)) continue
        // Who write one row at the same moment race as two people always do: one row wins. And one writes over with
        // one's own hands what one wrote on another device.
        const others = this.devices.filter((one) => one !== human && one.name === human.name)
        if ((isRace || others.length > 0) && isWonByAnother(board, this.after.board, word)) continue
        throw new Error(`${word} of ${human.name} is lost`)
      }
  }

  private nothingDoubled(): void {
    const { notes, texts, themes, recommendations } = readBoard(this.after.board)
    const rows = [notes, themes, recommendations].flatMap((table) => [...table.values()])
    const all: readonly string[] = JSON.stringify([rows, [...texts.values()]]).match(WORD) ?? []
    expect(all.filter((word, i) => all.indexOf(word) !== i)).toEqual([])
  }

  private nothingTakenBack(): void {
    const onBoard = wordsIn(this.after.board)
    expect([...this.takenBack].filter((word) => onBoard.has(word))).toEqual([])
    const inKept = wordsOfText(JSON.stringify(this.after.humans.map(({ kept }) => kept)))
    expect([...this.takenBack].filter((word) => inKept.has(word))).toEqual([])
  }

  private word(): string {
    this.tally.words++
    return `w${++this.written}x`
  }
  private own(device: Human): Set<string> {
    const own = this.wordsOf.get(device) ?? new Set()
    this.wordsOf.set(device, own)
    return own
  }
}

let keptIds = 0
const WORD = /w\d+x/g
const wordsOfText = (text: string): Set<string> => new Set(text.match(WORD) ?? [])
const wordsOfKept = ({ changes }: KeptWords): string =>
  changes.map((one) => (one.is === 'text' ? applyEdits(one.base, one.edits) : JSON.stringify(one))).join(' ')

function wordsIn(board: BoardDocument): Set<string> {
  const { notes, themes, recommendations, texts } = readBoard(board)
  const rows = [notes, themes, recommendations].flatMap((table) => [...table.values()])
  return wordsOfText(JSON.stringify([rows, [...texts.values()]]))
}

/** Whether a word stands in a row of which the board has another version. */
function isWonByAnother(mine: BoardDocument, board: BoardDocument, word: string): boolean {
  const there = readBoard(board)
  const { notes, themes } = readBoard(mine)
  const isIn = (row: unknown) => JSON.stringify(row).includes(word)
  return (
    [...notes].some(([key, row]) => isIn(row) && there.notes.has(key)) ||
    [...themes].some(([key, row]) => isIn(row) && there.themes.has(key))
  )
}
