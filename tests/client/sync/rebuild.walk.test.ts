import { expect, it } from 'vitest'
import type { KeptWords } from '../../../client/sync/keptWords.ts'
import { applyEdits } from '../../../client/sync/textEdits.ts'
import * as Y from 'yjs'
import {
  openBoardDocument,
  readBoard,
  rowOf,
  type BoardDocument,
} from '../../../shared/document/BoardDocument.ts'
import {
  addNote,
  addRecommendation,
  saveCommunity,
  saveNote,
  saveRecommendation,
  saveTheme,
  setSupport,
} from '../../../shared/document/change.ts'
import { replaceText } from '../../../shared/document/changeText.ts'
import { addTheme, moveNotes } from '../../../shared/document/placing.ts'
import type { CommunityId, NoteId, RecommendationId, ThemeId } from '../../../shared/model/ids.ts'
import type { TextKey } from '../../../shared/model/tables.ts'
import { diceOf, type Dice } from '../../server/rooms/guard/Dice.ts'
import { id, round, roundOn } from '../../server/rooms/guard/GuardedRoom.ts'
import { Hall, type Human, type Tab } from './Hall.ts'

/** How many boards are walked; a long run takes more: `npm run refusals`. */
const RUNS = Number(process.env['REFUSAL_RUNS'] ?? 100)
const SEED = Number(process.env['REFUSAL_SEED'] ?? 20261123)
const STEPS = 120
const TWO_TABS = Number(process.env['REFUSAL_TABS'] ?? 0.5)

const notes = Array.from({ length: 8 }, (_, i) => id<NoteId>(`note-${i}`))
const themes = Array.from({ length: 3 }, (_, i) => id<ThemeId>(`theme-${i}`))
const asks = Array.from({ length: 3 }, (_, i) => id<RecommendationId>(`ask-${i}`))
const communities = Array.from({ length: 2 }, (_, i) => id<CommunityId>(`community-${i}`))

type Tally = { refusals: number; replays: number; kept: number; broughtBack: number; words: number }

it(
  'loses no word, doubles none and has no replay refused, whatever is refused meanwhile',
  () => {
    const tally: Tally = { refusals: 0, replays: 0, kept: 0, broughtBack: 0, words: 0 }
    for (let seed = SEED; seed < SEED + RUNS; seed++) {
      try {
        new Walk(diceOf(seed), tally, TWO_TABS).run()
      } catch (error) {
        throw new Error(`with REFUSAL_SEED=${seed}`, { cause: error })
      }
    }
    if (process.env['REFUSAL_RUNS']) console.log(tally)
    // A walk in which nothing is refused, done again, kept or brought back would prove nothing.
    for (const [what, times] of Object.entries(tally)) expect(times, what).toBeGreaterThan(RUNS / 50)
  },
  Math.max(120_000, RUNS * 300),
)

it.each([20261686, 20261787, 20262057])(
  'doubles nothing that a tab was loaded again with and another one sends later, in walk %i',
  (seed) => {
    new Walk(diceOf(seed), { refusals: 0, replays: 0, kept: 0, broughtBack: 0, words: 0 }, 1).run()
  },
)

/** One board and a few people, who write words that can each be told apart. */
class Walk {
  private readonly hall = new Hall()
  private readonly people: Human[]
  /** Words by whoever wrote them. */
  private readonly wordsOf = new Map<Human, Set<string>>()
  /** Words that have been on the board or were kept at some time: they arrived. */
  private readonly safe = new Set<string>()
  private written = 0
  /** Whether a tab was refused while another of the same person had sent something that had not arrived. */
  private wasUnderWay = false
  private readonly writers = new Map<string, Tab>()
  private readonly made = new Set<string>()
  private readonly rowsOfTwoTabs = new Set<string>()

  constructor(
    private readonly dice: Dice,
    private readonly tally: Tally,
    twoTabs: number,
  ) {
    this.hall.nextClientId = () => 1 + dice.below(0xffff_fff0)
    this.hall.onChanged = () => {
      for (const word of wordsIn(this.hall.board)) this.safe.add(word)
    }
    // When two people write one row at the same moment one of them wins, as everywhere on the board.
    this.hall.onAccepted = (update) => {
      for (const word of wordsOfText(Buffer.from(update).toString('utf8'))) this.safe.add(word)
    }
    this.people = [this.hall.join('facilitator'), this.hall.join('member'), this.hall.join('member')]
    for (const human of this.people) {
      this.open(human)
      if (dice.chance(twoTabs)) {
        this.open(human)
      }
    }
  }

  run(): void {
    for (let step = 0; step < STEPS; step++) this.step()
    this.hall.setRole(this.people[1]!, 'member')
    this.hall.setRole(this.people[2]!, 'member')
    // What a tab that was closed had not sent is sent by the next one to be opened.
    for (const human of this.people) {
      for (const tab of [...human.tabs]) this.level(tab)
      for (const tab of [...human.tabs]) human.closeTab(tab)
      this.level(this.open(human))
    }
    for (const { tabs } of this.people) for (const tab of tabs) this.level(tab)
    const board = contentOf(this.hall.board)
    for (const { tabs } of this.people) for (const tab of tabs) expect(contentOf(tab.board)).toEqual(board)
    this.nothingDoubled()
  }

  private step(): void {
    const { dice } = this
    const human = dice.pick(this.people)
    const tab = dice.pick(human.tabs)
    const what = dice.below(100)
    if (what < 6) this.actAsServer()
    else if (what < 12) tab.disconnect()
    else if (what < 22) this.level(tab)
    else if (what < 26) this.reload(tab)
    else if (what < 45) this.bringBackOne(tab)
    else if (what < 65) {
      if (tab.step()) this.tally.refusals++
    } else {
      const before = wordsIn(tab.board)
      this.act(tab)
      const after = wordsIn(tab.board)
      // What somebody takes back or writes over with their own hands need not come back.
      for (const word of before) if (!after.has(word)) this.safe.add(word)
      for (const word of after) if (!before.has(word)) this.wrote(human, tab, whereIs(tab.board, word))
    }
  }

  private open(human: Human): Tab {
    const tab = human.openTab()
    tab.onRebuilt = (diverged, serverState) => {
      this.wasUnderWay ||= human.tabs.some((other) => other !== tab && other.outbox.length > 0)
      this.nothingLost(human, tab, diverged, serverState)
    }
    return tab
  }

  /** Connects; what was done again after a refusal is never refused, since nothing has happened in between. */
  private level(tab: Tab): void {
    const refusals = tab.connect()
    this.tally.refusals += refusals
    expect(refusals, 'refusals one after the other').toBeLessThan(2)
  }

  private reload(tab: Tab): void {
    const { human } = tab
    human.closeTab(tab)
    this.open(human)
  }

  /** At the moment of a refusal: whatever the person had on the screen is there again, or kept. */
  private nothingLost(human: Human, tab: Tab, diverged: BoardDocument, serverState: Uint8Array): void {
    const own = this.wordsOf.get(human) ?? new Set()
    const server = new Y.Doc()
    Y.applyUpdate(server, serverState)
    const onServer = wordsIn(openBoardDocument(server))
    const now = wordsIn(tab.board)
    const kept = wordsOfText(human.kept.map(wordsOfKept).join(' '))
    for (const word of kept) this.safe.add(word)
    // What another tab has done again already lies on the device, on its way from there.
    const onDevice = () => {
      const copy = new Y.Doc()
      for (const update of human.stored) Y.applyUpdate(copy, update)
      const tabs = human.tabs.flatMap(({ board }) => [...wordsIn(board)])
      return new Set([...wordsIn(openBoardDocument(copy)), ...tabs])
    }
    for (const word of wordsIn(diverged)) {
      if (!own.has(word) || onServer.has(word)) continue
      if (now.has(word)) this.tally.replays++
      if (now.has(word) || kept.has(word) || this.safe.has(word) || onDevice().has(word)) continue
      // Two tabs of one person wrote this row apart from each other: one wins, as between two people.
      if (this.rowsOfTwoTabs.has(whereIs(diverged, word).split(' ')[0]!)) continue
      throw new Error(`${word} is lost: ${whereIs(diverged, word)}`)
    }
    this.tally.kept += human.kept.length
  }

  private nothingDoubled(): void {
    const state = readBoard(this.hall.board)
    const said = [...state.notes.values()].map((note) => note.said)
    // Whose words were under way from another tab at the moment of a refusal: see the decision on kept words.
    const texts = this.wasUnderWay ? [] : [...state.texts.values()]
    const all: readonly string[] = [...said, ...texts].join('\n').match(WORD) ?? []
    expect(all.filter((word, i) => all.indexOf(word) !== i)).toEqual([])
  }

  private bringBackOne(tab: Tab): void {
    const { human } = tab
    const waiting = human.kept.filter(({ reason }) => reason !== 'changed-meanwhile')
    if (waiting.length === 0) return
    const words = this.dice.pick(waiting)
    if (tab.bringBack(words) === undefined) this.tally.broughtBack++
  }

  private word(human: Human): string {
    const word = String.fromCodePoint(FIRST_WORD + this.written++)
    const own = this.wordsOf.get(human) ?? new Set()
    this.wordsOf.set(human, own.add(word))
    this.tally.words++
    return word
  }

  private wrote(human: Human, tab: Tab, where: string): void {
    const address = where.split(' ')[0]!
    if (address.startsWith('texts/')) return
    const known = `${human.name} ${address}`
    const first = this.writers.get(known)
    if (first && first !== tab) this.rowsOfTwoTabs.add(address)
    else this.writers.set(known, tab)
  }

  /** An id belongs to whoever makes it, once, as random ids do. */
  private isTheirsToMake<Id extends string>(human: Human, id: Id, ids: readonly Id[]): boolean {
    if (ids.indexOf(id) !== this.people.indexOf(human) || this.made.has(id)) return false
    this.made.add(id)
    return true
  }

  /** Something that the client offers this person, by what their own tab shows. */
  private act(tab: Tab): void {
    const { dice } = this
    const { board, human } = tab
    if (tab.actor.role === 'observer') return
    const theme = dice.pick(themes)
    const ask = dice.pick(asks)
    const note = dice.pick(notes)
    const row = {
      kind: 'heard' as const,
      said: '',
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
    const standing = rowOf(board, 'notes', note)
    dice.pick([
      () => {
        if (
          !standing &&
          !board.tables.hidden.has(note) &&
          notes.indexOf(note) % 3 === this.people.indexOf(human)
        )
          addNote(board, note, { ...row, said: this.word(human) })
      },
      () => {
        if (standing?.author === human.author) saveNote(board, note, { ...row, said: this.word(human) })
      },
      () => {
        if (this.isTheirsToMake(human, theme, themes))
          addTheme(board, theme, { title: this.word(human), colour: 'teal', addedAtMs: 1 }, undefined, {
            ids: [note],
            from: 'all',
          })
      },
      () => {
        saveTheme(board, theme, { title: this.word(human) })
      },
      () => {
        const to = dice.pick([
          { is: 'theme', theme, before: null },
          { is: 'tray' },
          { is: 'canvas', points: [{ x: dice.below(99), y: 1 }], standsAlone: true },
        ] as const)
        moveNotes(board, { notes: [note], from: 'all', to })
      },
      () => {
        const name = this.word(human)
        saveCommunity(board, dice.pick(communities), {
          name,
          family: 'place',
          hopedFor: null,
          mergedInto: null,
        })
      },
      () => {
        board.tables.communities.delete(dice.pick(communities))
      },
      () => {
        if (this.isTheirsToMake(human, ask, asks))
          addRecommendation(board, ask, { addressedTo: '', addedAtMs: 1 }, this.word(human), [theme])
      },
      () => {
        if (!tab.facts.isInOpenRound(ask)) saveRecommendation(board, ask, { addressedTo: this.word(human) })
      },
      () => {
        if (!tab.facts.isInOpenRound(ask)) setSupport(board, ask, theme, dice.chance(0.5))
      },
      () => {
        this.type(tab)
      },
      () => {
        this.type(tab)
      },
      () => {
        this.type(tab)
      },
      () => {
        tab.undo.undo()
      },
      () => {
        tab.undo.redo()
      },
    ])()
  }

  /** Types a word at a random place between words, and sometimes deletes one. */
  private type(tab: Tab): void {
    const { dice } = this
    const key = dice.pick<string>([...tab.board.texts.keys(), 'none']) as TextKey
    const text = tab.board.texts.get(key)?.toJSON()
    if (text === undefined || tab.facts.isInOpenRound(key.split('/')[1] as RecommendationId)) return
    const parts = text.split(' ')
    parts.splice(dice.below(parts.length + 1), dice.chance(0.2) ? 1 : 0, this.word(tab.human))
    replaceText(tab.board, key, parts.join(' '))
  }

  private actAsServer(): void {
    const { dice, hall } = this
    const note = dice.pick(notes)
    dice.pick([
      () => {
        const isOpen = dice.chance(0.6)
        const state = isOpen ? { is: 'open' as const } : { is: 'closed' as const, closedAtMs: 1 }
        hall.write((board) =>
          board.tables.rounds.set(round, roundOn([dice.pick(asks), dice.pick(asks)], state)),
        )
      },
      () => {
        if (!rowOf(hall.board, 'notes', note) || dice.chance(0.5)) return
        hall.write((board) => {
          board.tables.hidden.set(note, { is: 'withdrawn', atMs: 1 })
          board.tables.notes.delete(note)
        })
      },
      () => {
        const row = rowOf(hall.board, 'notes', note)
        if (row) hall.write((board) => board.tables.notes.set(note, { ...row, said: '…' }))
      },
      () => {
        hall.setRole(dice.pick(this.people.slice(1)), dice.pick(['member', 'member', 'observer', 'officer']))
      },
    ])()
  }
}

/** Each word is a character of its own, so that no edit splits one or joins two; these are nobody's. */
const FIRST_WORD = 0xe000
const WORD = /[\ue000-\uf8ff]/g
const wordsOfText = (text: string): Set<string> => new Set(text.match(WORD) ?? [])

/** Every word that can be read on a board. */
function wordsIn(board: BoardDocument): Set<string> {
  const { notes, themes, communities, recommendations, texts } = readBoard(board)
  const rows = [notes, themes, communities, recommendations].flatMap((rows) => [...rows.values()])
  return wordsOfText(JSON.stringify([rows, [...texts.values()]]))
}

/** All that is kept of one thing; a text as its writer left it, since an edit may be part of a word. */
const wordsOfKept = ({ changes }: KeptWords): string =>
  changes.map((one) => (one.is === 'text' ? applyEdits(one.base, one.edits) : JSON.stringify(one))).join(' ')

/** A board as plain values, in an order of its own. */
const contentOf = (board: BoardDocument) =>
  Object.fromEntries(
    Object.entries(readBoard(board)).map(([table, rows]) => [
      table,
      [...(rows as ReadonlyMap<string, unknown>)].sort(([a], [b]) => (a < b ? -1 : 1)),
    ]),
  )

/** Where a word stands on a board, for whoever looks into a failure. */
function whereIs(board: BoardDocument, word: string): string {
  const rows = Object.entries(readBoard(board)).flatMap(([table, rows]) =>
    [...(rows as ReadonlyMap<string, unknown>)].map(([key, row]) => `${table}/${key} ${JSON.stringify(row)}`),
  )
  return rows.find((row) => row.includes(word)) ?? 'nowhere'
}
