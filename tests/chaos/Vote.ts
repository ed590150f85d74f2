import { setTimeout as pause } from 'node:timers/promises'
import { rowOf, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { ballotSteps, type BallotStep } from '../../shared/model/ballots.ts'
import type { ParticipantId, RecommendationId, RoundId } from '../../shared/model/ids.ts'
import type { Dice } from '../server/rooms/guard/Dice.ts'
import { answerOf, type Person } from './people.ts'
import type { StoredRounds } from './storedRounds.ts'

/** One voter's last confirmed ballot, and one that was sent and not answered: it may have counted, or not. */
type Cast = { confirmed?: Choices; underWay?: Choices }
type Choices = readonly BallotStep[]
type OpenRound = { readonly id: RoundId; readonly cast: Map<ParticipantId, Cast> }

/** What became of a round at a kill. */
export type VoteCheck = {
  readonly faults: readonly string[]
  /** Of a closing that was under way: whether it came to be. */
  readonly closing: 'none' | 'open after all' | 'closed after all'
}

/** One board's votes, one round after another, over HTTP, and what was promised of them. */
export class Vote {
  ballotsConfirmed = 0
  roundsClosed = 0
  readonly #facilitator: Person
  readonly #voters: readonly Person[]
  readonly #asked: readonly RecommendationId[]
  readonly #dice: Dice
  readonly #onFault: (fault: string) => void
  #round: OpenRound | undefined
  /** Whether somebody was told that it is closed, or it was only asked for. */
  #closing: 'not asked' | 'under way' | 'told' = 'not asked'
  /** Results of earlier rounds: they stand for good. */
  readonly #results = new Map<RoundId, string>()

  constructor(parts: {
    readonly facilitator: Person
    readonly voters: readonly Person[]
    readonly asked: readonly RecommendationId[]
    readonly dice: Dice
    readonly onFault: (fault: string) => void
  }) {
    this.#facilitator = parts.facilitator
    this.#voters = parts.voters
    this.#asked = parts.asked
    this.#dice = parts.dice
    this.#onFault = parts.onFault
  }

  /** Votes, and changes minds, until it is over; opens a round where none is open. */
  async work(isOver: () => boolean): Promise<void> {
    if (!this.#round) await this.#open()
    await Promise.all(this.#voters.map((voter) => this.#castUntil(voter, isOver)))
  }

  async #open(): Promise<void> {
    const body = { recommendations: this.#asked, method: 'support' }
    const answer = await answerOf(this.#facilitator, 'POST', '/rounds', body)
    // Should it have opened without an answer, the next check finds it.
    if (!answer) return
    if (answer.status !== 201) this.#onFault(`opening a round gave ${answer.status}`)
    else this.#begin((answer.json as { id: RoundId }).id)
  }

  #begin(id: RoundId): void {
    this.#round = { id, cast: new Map() }
    this.#closing = 'not asked'
  }

  async #castUntil(voter: Person, isOver: () => boolean): Promise<void> {
    while (!isOver() && this.#round && this.#closing !== 'told') {
      const { id, cast } = this.#round
      const choices = this.#asked.map(() => this.#dice.pick(ballotSteps))
      const own = cast.get(voter.id) ?? {}
      cast.set(voter.id, own)
      own.underWay = choices
      const ballot = { choices: Object.fromEntries(this.#asked.map((one, i) => [one, choices[i]])) }
      const answer = await answerOf(voter, 'PUT', `/rounds/${id}/ballot`, ballot)
      if (!answer) return
      delete own.underWay
      if (answer.status === 200) {
        own.confirmed = choices
        this.ballotsConfirmed++
      } else if (answer.status === 409 && this.#closing !== 'not asked') this.#closing = 'told'
      else this.#onFault(`a ballot gave ${answer.status}`)
      await pause(this.#dice.below(40))
    }
  }

  /** Asks for the round to be closed, if one is open. */
  async close(): Promise<void> {
    if (!this.#round || this.#closing !== 'not asked') return
    this.#closing = 'under way'
    const answer = await answerOf(this.#facilitator, 'POST', `/rounds/${this.#round.id}/close`, {})
    if (answer?.status === 204) this.#closing = 'told'
    else if (answer) this.#onFault(`closing gave ${answer.status}`)
  }

  /**
   * Compares what is there after a crash with what was promised.
   * @param stored what lies in the database and beside it, read while nobody votes
   */
  async check(document: BoardDocument, stored: StoredRounds): Promise<VoteCheck> {
    const faults = this.#wrongEarlierRounds(document)
    const open = [...document.tables.rounds].find(([, { state }]) => state.is === 'open')
    if (!this.#round && open) this.#begin(open[0] as RoundId)
    if (!this.#round) return { faults, closing: 'none' }
    const { id, cast } = this.#round
    const state = rowOf(document, 'rounds', id)?.state.is
    const wasUnderWay = this.#closing === 'under way'
    if (state === undefined) faults.push('a round that was opened is gone')
    else if (state === 'open') {
      if (this.#closing === 'told') faults.push('a round that was said to be closed is open')
      this.#closing = 'not asked'
      faults.push(...(await this.#wrongBallots(id, cast, stored)))
      return { faults, closing: wasUnderWay ? 'open after all' : 'none' }
    } else {
      faults.push(...this.#wrongResult(document, id, cast, stored))
      this.roundsClosed++
      this.#results.set(id, this.#resultsOf(document, id))
    }
    this.#round = undefined
    return { faults, closing: wasUnderWay ? 'closed after all' : 'none' }
  }

  #resultsOf(document: BoardDocument, id: RoundId): string {
    return JSON.stringify(this.#asked.map((asked) => rowOf(document, 'results', `${id}/${asked}`)))
  }

  #wrongEarlierRounds(document: BoardDocument): string[] {
    return [...this.#results].flatMap(([id, result]) =>
      this.#resultsOf(document, id) === result ? [] : ['the result of an earlier round has changed'],
    )
  }

  /** The round is open: each voter must find the ballot that was confirmed last, or the one under way. */
  async #wrongBallots(id: RoundId, cast: Map<ParticipantId, Cast>, stored: StoredRounds): Promise<string[]> {
    const faults: string[] = []
    let voted = 0
    for (const voter of this.#voters) {
      const own = cast.get(voter.id) ?? {}
      const found = await this.#ballotOf(voter, id)
      if (found) voted++
      const possible = [own.underWay, own.confirmed ?? (own.underWay ? undefined : null)]
      const isFound = possible.some((one) => JSON.stringify(one ?? null) === JSON.stringify(found ?? null))
      if (!isFound)
        faults.push(`a ballot is ${JSON.stringify(found)}: it was ${JSON.stringify(own)} before the kill`)
      // Whatever it is now has been shown, and stands.
      cast.set(voter.id, found ? { confirmed: found } : {})
    }
    if (stored.sealed(id) !== voted)
      faults.push(`${voted} people voted, and ${stored.sealed(id)} ballots are kept`)
    if (stored.hasKey(id) !== voted > 0)
      faults.push('an open round is without its key, or has one for no ballot')
    if (stored.choices(id).length > 0) faults.push('an open round has choices that are counted already')
    return faults
  }

  async #ballotOf(voter: Person, id: RoundId): Promise<Choices | undefined> {
    const path = `/rounds/${id}/ballot`
    // A kept connection may end in the very moment in which it is used again.
    const answer = (await answerOf(voter, 'GET', path)) ?? (await answerOf(voter, 'GET', path))
    if (answer?.status !== 200) throw new Error(`reading a ballot gave ${answer?.status ?? 'nothing'}`)
    const { ballot } = answer.json as { ballot: { choices: Record<RecommendationId, BallotStep> } | null }
    return ballot ? this.#asked.map((asked) => ballot.choices[asked] as BallotStep) : undefined
  }

  /** The round is closed: its result must be that of the confirmed ballots, each of them or the one under way. */
  #wrongResult(
    document: BoardDocument,
    id: RoundId,
    cast: ReadonlyMap<ParticipantId, Cast>,
    stored: StoredRounds,
  ): string[] {
    const faults: string[] = []
    const results = this.#asked.map((asked) => rowOf(document, 'results', `${id}/${asked}`))
    const counts = results.map((result) => result?.counts as Record<BallotStep, number> | undefined)
    if (!counts.every((each) => each !== undefined)) return ['a closed round has no result']
    if (!canAddUp([...cast.values()], counts))
      faults.push(`a result is ${JSON.stringify(counts)} of ${JSON.stringify([...cast.values()])}`)
    const counted = counts.map((each) =>
      ballotSteps.flatMap((step) => Array.from({ length: each[step] }, () => step)),
    )
    this.#asked.forEach((asked, i) => {
      const kept = stored.choices(id).filter((one) => one.recommendation === asked)
      if (
        kept
          .map(({ choice }) => choice)
          .sort()
          .join() !== [...(counted[i] ?? [])].sort().join()
      )
        faults.push(
          `the choices kept are not those of the result: ${kept.length} for ${counted[i]?.length ?? 0}`,
        )
    })
    if (stored.sealed(id) > 0) faults.push('a closed round has sealed ballots still')
    if (stored.hasKey(id)) faults.push('a closed round has its key still')
    return faults
  }
}

/** Whether some choice of one ballot for each voter, confirmed or under way, gives these counts. */
function canAddUp(cast: readonly Cast[], counts: readonly Readonly<Record<BallotStep, number>>[]): boolean {
  const [first, ...rest] = cast
  if (!first) return counts.every((each) => ballotSteps.every((step) => each[step] === 0))
  const possible = first.underWay ? [first.underWay, first.confirmed] : [first.confirmed]
  return possible.some((choices) => {
    if (!choices) return canAddUp(rest, counts)
    const left = counts.map((each, i) => ({ ...each, [choices[i]!]: each[choices[i]!] - 1 }))
    return left.every((each, i) => each[choices[i]!] >= 0) && canAddUp(rest, left)
  })
}
