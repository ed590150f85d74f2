import { setTimeout as pause } from 'node:timers/promises'
import { addRecommendation } from '../../shared/document/change.ts'
import { newId } from '../../shared/document/newId.ts'
import type { Row } from '../../shared/model/tables.ts'
import type { BoardDocument } from '../../shared/document/BoardDocument.ts'
import type { RecommendationId, RoundId } from '../../shared/model/ids.ts'
import { diceOf, type Dice } from '../server/rooms/guard/Dice.ts'
import { startProduct, type Product } from '../support/product.ts'
import { erasure } from './deeds.ts'
import { Ledger } from './Ledger.ts'
import { gatherPeople, type Person } from './people.ts'
import { integrityFaults, readStoredRounds, wordsInFiles, type StoredRounds } from './storedRounds.ts'
import { Vote } from './Vote.ts'
import { waitedForProcessorMs } from './waiting.ts'
import { freshCopy, Writer } from './Writer.ts'

/** In the middle of what a kill comes. */
const moments = ['work', 'work', 'closing', 'closing', 'erasing', 'starting'] as const
type Moment = (typeof moments)[number]

export type ChaosReport = {
  readonly seed: number
  readonly kills: Readonly<Record<Moment, number>>
  readonly updatesSaved: number
  readonly updatesSeen: number
  readonly notesSaved: number
  readonly erasuresDone: number
  readonly ballotsConfirmed: number
  readonly roundsClosed: number
  /** Closings that a kill cut off before they were answered, by what they came to. */
  readonly closingsCutOff: { readonly open: number; readonly closed: number }
  /** From the start of the process to the first answered sync, by the clock, after each kill. */
  readonly servedAfterMs: readonly number[]
  /** The same without the time in which the process waited for a processor that others were using. */
  readonly servedAfterOwnMs: readonly number[]
  readonly faults: readonly string[]
}

/** A board of the storm: who writes, who votes, and what they were promised. */
type Board = {
  readonly writers: readonly Writer[]
  readonly people: readonly Person[]
  readonly ledger: Ledger
  readonly vote: Vote
}

const WRITING = ['member', 'member', 'officer', 'observer'] as const
const ONLY_VOTING = ['member', 'member', 'officer', 'member'] as const
/** The longest that people work between two kills; most are killed far sooner. */
const LONGEST_WORK_MS = 1_500
const LONGEST_START_MS = 900
/** After this, ballots of a closed round that are still there are a fault. */
const LONGEST_SETTLING_MS = 5_000
/** About as long as a server with this much to do takes to close a round or to erase words. */
const LONGEST_CALL_MS = 120

/**
 * Kills the built product, again and again, while people write, vote and erase on several boards, and compares after
 * each time what is there with what anyone was shown or told. It ends with the first fault.
 * @param options.seed repeats the plan; what the machine does in between it does not
 */
export async function rampage(options: {
  readonly kills: number
  readonly seed: number
  readonly tell?: (line: string) => void
  readonly boards?: number
  /** Done to the data folder after each kill, to see whether it is noticed. */
  readonly afterKill?: (dataDir: string) => void
}): Promise<ChaosReport> {
  const { seed, tell = () => undefined, afterKill = () => undefined } = options
  const dice = diceOf(seed)
  const product = await startProduct('127.0.0.1', { logLevel: 'info' })
  try {
    // Each client of y-websocket listens for the end of its process.
    process.setMaxListeners(0)
    const storm = new Storm(product, dice, afterKill)
    await storm.gather(options.boards ?? 3)
    for (let i = 1; i <= options.kills && !storm.hasFaults; i++) {
      await storm.strike()
      if (i % 10 === 0) tell(`${i} kills: ${storm.summary()}`)
    }
    await storm.end()
    return storm.report(seed)
  } finally {
    await product.kill()
    await product.stop()
  }
}

class Storm {
  readonly #product: Product
  readonly #dice: Dice
  readonly #afterKill: (dataDir: string) => void
  readonly #boards: Board[] = []
  readonly #faults: string[] = []
  readonly #kills: Record<Moment, number> = { work: 0, closing: 0, erasing: 0, starting: 0 }
  readonly #servedAfterMs: number[] = []
  readonly #servedAfterOwnMs: number[] = []
  readonly #closingsCutOff = { open: 0, closed: 0 }

  constructor(product: Product, dice: Dice, afterKill: (dataDir: string) => void) {
    this.#product = product
    this.#afterKill = afterKill
    this.#dice = dice
  }

  get hasFaults(): boolean {
    return this.#faults.length > 0
  }

  async gather(boards: number): Promise<void> {
    for (let i = 0; i < boards; i++) this.#boards.push(await this.#makeBoard())
  }

  async #makeBoard(): Promise<Board> {
    const origin = this.#product.url
    const people = await gatherPeople(origin, [...WRITING, ...ONLY_VOTING])
    const [facilitator, ...others] = people
    const ledger = new Ledger()
    const onFault = this.#fault
    const writers = people.slice(0, WRITING.length + 1).map(
      (person) =>
        new Writer({
          origin,
          board: person.board,
          person,
          ledger,
          onFault,
          dice: diceOf(this.#dice.below(2 ** 31)),
        }),
    )
    const [first] = writers
    const asked = [newId<RecommendationId>(), newId<RecommendationId>()]
    await first!.connect()
    const run = () => {
      for (const id of asked)
        addRecommendation(first!.document, id, { addressedTo: 'The council', addedAtMs: 1 }, 'Run a bus.', [])
    }
    await first!.do({ is: 'edit', run }, () => false)
    // Does nothing, once all before it is saved.
    await first!.do({ is: 'call', run: () => Promise.resolve() }, () => false)
    for (const writer of writers.slice(1)) await writer.connect()
    const voters = others.filter(({ role }) => role !== 'observer')
    const vote = new Vote({ facilitator, voters, asked, onFault, dice: diceOf(this.#dice.below(2 ** 31)) })
    return { writers, people, ledger, vote }
  }

  /** People work, the server is killed, starts again, and must have what was promised. */
  async strike(): Promise<void> {
    const moment = this.#dice.pick(moments)
    this.#kills[moment]++
    let isOver = false
    const isOverNow = () => isOver
    const work = this.#boards.flatMap(({ writers, vote }) => [
      ...writers.map((writer) => writer.work(isOverNow)),
      vote.work(isOverNow),
    ])
    const working = Promise.all(work)
    // Told below; without this a failure during the pause would end the process.
    working.catch(() => undefined)
    // Most storms come when there is little in the way; some after much has piled up.
    await pause(this.#dice.below(this.#dice.chance(0.5) ? LONGEST_WORK_MS / 10 : LONGEST_WORK_MS))
    const lastCalls = this.#lastCalls(moment, isOverNow)
    // Before anything is answered, or right after the first is, when the others are under way.
    if (lastCalls.length > 0 && this.#dice.chance(0.5)) await Promise.race(lastCalls)
    await pause(moment === 'work' ? 0 : this.#dice.below(LONGEST_CALL_MS))
    await this.#product.kill()
    isOver = true
    await Promise.all([working, ...lastCalls])
    const forgets = this.#dice.chance(0.3)
    for (const { writers } of this.#boards)
      for (const writer of writers) await writer.lost(forgets && this.#dice.chance(0.7))
    this.#checkFiles()
    if (moment === 'starting') {
      this.#product.begin()
      await pause(this.#dice.below(LONGEST_START_MS))
      await this.#product.kill()
      this.#checkFiles()
    }
    this.#afterKill(this.#product.dataDir)
    await this.#startAgain()
  }

  /** What is under way in the very moment of the kill. */
  #lastCalls(moment: Moment, isOver: () => boolean): Promise<void>[] {
    if (moment === 'closing') return this.#boards.map(({ vote }) => vote.close())
    if (moment !== 'erasing') return []
    return this.#boards.flatMap(({ writers, people, ledger }) =>
      writers.flatMap((writer, i) => {
        const person = people[i]
        return person && person.role !== 'observer'
          ? [writer.do(erasure(writer.document, person, ledger, this.#dice), isOver)]
          : []
      }),
    )
  }

  /** While nothing runs: the database is whole, and holds no words that the server had said are gone from the disk. */
  #checkFiles(): void {
    const { dataDir } = this.#product
    for (const fault of integrityFaults(dataDir)) this.#fault(`the database is damaged: ${fault}`)
    const gone = this.#boards.flatMap(({ ledger }) => ledger.wordsGoneFromDisk())
    const found = wordsInFiles(dataDir, gone).length
    if (found > 0) this.#fault(`${found} words stand in a file that were said to be gone from the disk`)
  }

  async #startAgain(): Promise<void> {
    const startedMs = performance.now()
    this.#product.begin()
    await this.#product.ready()
    const copies = []
    let isAnswered = false
    // At its arrival: what this process then takes to read it is not the server's.
    const onUpdate = () => {
      if (isAnswered) return
      isAnswered = true
      const tookMs = performance.now() - startedMs
      this.#servedAfterMs.push(tookMs)
      this.#servedAfterOwnMs.push(tookMs - waitedForProcessorMs(this.#product.pid))
    }
    for (const { people } of this.#boards) {
      const [person] = people
      // As someone new: those who were there would send again what was lost, and hide it.
      copies.push(
        await freshCopy({
          origin: this.#product.url,
          board: person!.board,
          person: person!,
          ledger: new Ledger(),
          dice: this.#dice,
          onFault: this.#fault,
          onUpdate,
        }),
      )
    }
    const stored = await this.#settledRounds(copies)
    for (const [i, { ledger, vote }] of this.#boards.entries()) {
      const copy = copies[i]!
      for (const fault of ledger.check(copy)) this.#fault(fault)
      const { faults, closing } = await vote.check(copy, stored)
      for (const fault of faults) this.#fault(fault)
      if (closing === 'open after all') this.#closingsCutOff.open++
      if (closing === 'closed after all') this.#closingsCutOff.closed++
      copy.doc.destroy()
    }
    // What was lost may keep people from coming back, and they would bring it again: it ends with the first fault.
    if (this.hasFaults) return
    for (const { writers } of this.#boards) for (const writer of writers) await writer.connect()
  }

  /**
   * What is stored of rounds, once the server has carried to their end those whose closing was cut short, and has taken
   * away a key that was made for a first ballot which never came.
   */
  async #settledRounds(copies: readonly BoardDocument[]): Promise<StoredRounds> {
    const rounds = copies.flatMap((copy) => [...copy.tables.rounds] as [RoundId, Row<'rounds'>][])
    const untilMs = performance.now() + LONGEST_SETTLING_MS
    for (;;) {
      const stored = readStoredRounds(this.#product.dataDir)
      const isSettled = rounds.every(
        ([id, { state }]) =>
          (state.is !== 'closed' || stored.sealed(id) === 0) && stored.hasKey(id) === stored.sealed(id) > 0,
      )
      // What is left then is found by the check.
      if (isSettled || performance.now() > untilMs) return stored
      await pause(20)
    }
  }

  /** Stops it in peace: then nothing that was erased may be in any file. */
  async end(): Promise<void> {
    for (const { writers } of this.#boards) for (const writer of writers) writer.leave()
    await this.#product.halt()
    this.#checkFiles()
    const erased = this.#boards.flatMap(({ ledger }) => ledger.wordsErased())
    const found = wordsInFiles(this.#product.dataDir, erased).length
    if (found > 0) this.#fault(`${found} erased words are in a file still`)
    for (const line of this.#product.log().split('\n'))
      if (/"level":(50|60)/.test(line)) this.#fault(`the server logged ${line}`)
  }

  summary(): string {
    const { updatesSaved, updatesSeen, ballotsConfirmed, roundsClosed, faults } = this.report(0)
    return `${updatesSaved} updates saved, ${updatesSeen} seen, ${ballotsConfirmed} ballots, ${roundsClosed} rounds closed, ${faults.length} faults`
  }

  report(seed: number): ChaosReport {
    const sum = (of: (board: Board) => number) => this.#boards.reduce((total, board) => total + of(board), 0)
    return {
      seed,
      kills: this.#kills,
      updatesSaved: sum(({ ledger }) => ledger.updatesSaved),
      updatesSeen: sum(({ ledger }) => ledger.updatesSeen),
      notesSaved: sum(({ ledger }) => ledger.notesSaved.size),
      erasuresDone: sum(({ ledger }) => ledger.wordsErased().length),
      ballotsConfirmed: sum(({ vote }) => vote.ballotsConfirmed),
      roundsClosed: sum(({ vote }) => vote.roundsClosed),
      closingsCutOff: this.#closingsCutOff,
      servedAfterMs: this.#servedAfterMs,
      servedAfterOwnMs: this.#servedAfterOwnMs,
      faults: this.#faults,
    }
  }

  #fault = (fault: string): void => {
    if (this.#faults.length < 50) this.#faults.push(fault)
  }
}
