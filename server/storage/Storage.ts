import type { Ballot, CastChoice, StepCounts } from '../../shared/model/ballots.ts'
import type { AuthorKey, BoardId, ParticipantId, RecommendationId, RoundId } from '../../shared/model/ids.ts'
import type { Role } from '../../shared/model/roles.ts'
import type { CastBallot } from '../../shared/model/tally.ts'

/**
 * What outlives the process. Every method is asynchronous and atomic by itself; what one has resolved is on
 * disk (fsynced) and survives a crash. A missing thing is undefined or an empty list, never an error; an error
 * means that the store cannot work, and whoever waits for it must accept nothing.
 *
 * One contract suite, tests/contract, runs against every adapter.
 */
export interface Storage {
  // --- boards ---------------------------------------------------------------------------------
  createBoard(board: StoredBoard): Promise<void>
  board(id: BoardId): Promise<StoredBoard | undefined>
  /** The board whose short code this is, if the code has not expired. */
  boardByCode(code: string, nowMs: number): Promise<StoredBoard | undefined>
  /** Ends all links of a role and makes way for new ones. @returns the new generation */
  renewLink(id: BoardId, role: Role): Promise<number>
  setCode(id: BoardId, code: string, expiresAtMs: number): Promise<void>
  /** Erases a board with everything that belongs to it; after {@link purge} it is in no file either. */
  deleteBoard(id: BoardId): Promise<void>

  // --- the document ---------------------------------------------------------------------------
  /**
   * Appends updates of any number of boards in one transaction, in this order. Those of a board that is not
   * there (it was erased a moment ago) are dropped, so that they do not keep other boards from being stored.
   * @returns the sequence number of each, 0 for a dropped one; they rise within a board, not always by one
   */
  appendUpdates(updates: readonly NewUpdate[]): Promise<readonly number[]>
  /** All that is kept of a document: its last snapshot, what came after, and whose client ids are whose. */
  loadDocument(id: BoardId): Promise<StoredDocument>
  /**
   * Replaces the snapshot by one that holds every update up to `throughSeq`, and drops those updates.
   * @param guests who is on the board as the snapshot has it
   * @param glance what one sees of it first; kept with the guests, so not without them
   */
  compact(
    id: BoardId,
    snapshot: Uint8Array,
    throughSeq: number,
    guests?: GuestList,
    glance?: Uint8Array,
  ): Promise<void>
  /** Boards that have updates after their snapshot, in which words may stand that were erased since. */
  boardsWithTail(): Promise<readonly BoardId[]>

  // --- people ---------------------------------------------------------------------------------
  /** A participant's name and role live in the document; here is only what must stay out of it. */
  addParticipant(participant: StoredParticipant): Promise<void>
  /** One entry an author key: someone who was merged has several, their own first. */
  participants(board: BoardId): Promise<readonly StoredParticipant[]>
  /**
   * Makes two participants one: the author keys, seats and ways back of the first become those of the second.
   * Ballots are the caller's business.
   */
  mergeParticipant(from: ParticipantId, into: ParticipantId): Promise<void>
  /** Lets a browser act as a participant. The browser is named by the hash of its cookie. */
  addSeat(browser: string, participant: ParticipantId, nowMs: number): Promise<void>
  removeSeat(browser: string, participant: ParticipantId): Promise<void>
  /** Ends every browser's right to act as this participant, and the ways back that are still out. */
  removeSeats(participant: ParticipantId): Promise<void>
  /** Whom this browser may act as, the last used first. */
  seats(browser: string, board?: BoardId): Promise<readonly Seat[]>
  touchSeat(browser: string, participant: ParticipantId, nowMs: number): Promise<void>
  /** A one-time secret, stored hashed, that opens the same participant on another device. */
  addWayBack(hash: string, participant: ParticipantId, expiresAtMs: number): Promise<void>
  /** Takes the secret, so that it works once. @returns its participant, if it was there and had not expired */
  takeWayBack(hash: string, nowMs: number): Promise<StoredParticipant | undefined>

  // --- ballots: never in the document ---------------------------------------------------------
  /*
   * While a round is open its ballots are kept under a key of the round, which no backup of the store contains: a
   * store that lost the key (a restored backup) holds no ballots of the round, and people vote again. Whoever has
   * the store without the key learns how many voted; not who, not what, not how much they wrote.
   */
  /**
   * Keeps a ballot in place of the participant's earlier one in the round.
   * @returns whether it is their first, and how many have voted now
   */
  putBallot(
    board: BoardId,
    round: RoundId,
    participant: ParticipantId,
    ballot: Ballot,
  ): Promise<{ readonly isFirst: boolean; readonly voted: number }>
  ballot(round: RoundId, participant: ParticipantId): Promise<Ballot | undefined>
  /** All ballots of a round, in an order that tells nothing of when they were cast. */
  ballots(round: RoundId): Promise<readonly CastBallot[]>
  ballotCount(round: RoundId): Promise<number>
  /** Gives a ballot to another participant, unless that one has voted; the first has none afterwards. */
  moveBallot(board: BoardId, round: RoundId, from: ParticipantId, into: ParticipantId): Promise<void>
  removeBallot(round: RoundId, participant: ParticipantId): Promise<void>
  /** Hands or papers counted in the room for one recommendation, in place of an earlier count. */
  putCounted(
    board: BoardId,
    round: RoundId,
    recommendation: RecommendationId,
    counted: Counted,
  ): Promise<void>
  counted(round: RoundId): Promise<ReadonlyMap<RecommendationId, Counted>>
  /**
   * Ends a round whose results are in the document: keeps the choices, in an order of chance and tied to nobody,
   * and destroys ballots, hand counts and key. Where the ballots are gone already only the rest is done, so it may
   * be called again after a crash or an error.
   */
  closeRound(board: BoardId, round: RoundId, choices: readonly CastChoice[]): Promise<void>
  /** The choices of a closed round: enough to count them again, too little to join two of one voter. */
  choices(round: RoundId): Promise<readonly CastChoice[]>
  /**
   * Puts in order what a crash or a restored backup left: destroys keys that no ballot needs, and drops ballots
   * whose key is gone.
   * @returns rounds that have ballots, and how many were dropped, by round
   */
  sweepBallots(): Promise<{
    readonly rounds: readonly { readonly board: BoardId; readonly round: RoundId }[]
    readonly dropped: readonly { readonly round: RoundId; readonly ballots: number }[]
  }>

  /**
   * Resolves when nothing that was deleted, replaced or compacted away before is left in any file; rejects when
   * something stands in the way for now, such as a backup that is being read. Then it is asked for again.
   */
  purge(): Promise<void>
  /**
   * A number by which these boards are told from what was here before them: it stays for as long as they are carried on,
   * and is another one after a restore or where everything was lost.
   */
  lineage(): Promise<number>
  /** Resolves when the store can write; rejects with the reason when it cannot. For /readyz. */
  check(): Promise<void>
  close(): Promise<void>
}

export type StoredBoard = {
  readonly id: BoardId
  readonly createdAtMs: number
  readonly epoch: number
  /** The current generation of each role's link; the secret itself is derived, never stored. */
  readonly generations: Readonly<Record<Role, number>>
  /** The short code read out in a hall. */
  readonly code: { readonly text: string; readonly expiresAtMs: number } | null
}

export type NewUpdate = {
  readonly board: BoardId
  readonly update: Uint8Array
  /** Yjs client ids that this update uses for the first time, and whose they are from now on. */
  readonly bindings: readonly ClientBinding[]
}
export type ClientBinding = { readonly clientId: number; readonly participant: ParticipantId }

export type StoredDocument = {
  readonly snapshot: Uint8Array | undefined
  /** What came with the snapshot, so it is true only while the tail is empty. */
  readonly guests: GuestList | undefined
  /** The same of what one sees first of a large board. */
  readonly glance: Uint8Array | undefined
  /** Updates after the snapshot, oldest first. */
  readonly tail: readonly Uint8Array[]
  /** Sequence number of the last update, for {@link Storage.compact}. 0 for a board without any. */
  readonly lastSeq: number
  readonly bindings: readonly ClientBinding[]
}

/** What of a document decides who may come in, and is needed before anybody has decoded it. */
export type GuestList = {
  readonly schema: number
  readonly epoch: number
  /** Those who are on the board now. */
  readonly people: readonly { readonly id: ParticipantId; readonly name: string; readonly role: Role }[]
}

export type StoredParticipant = {
  readonly id: ParticipantId
  readonly board: BoardId
  readonly author: AuthorKey
}
type Seat = StoredParticipant & { readonly lastUsedAtMs: number }
export type Counted = { readonly how: 'hands' | 'papers'; readonly counts: StepCounts }
