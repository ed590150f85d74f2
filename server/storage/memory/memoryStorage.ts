import { randomInt, randomUUID } from 'node:crypto'
import type { Ballot, CastChoice } from '../../../shared/model/ballots.ts'
import type { BoardId, ParticipantId, RecommendationId, RoundId } from '../../../shared/model/ids.ts'
import type {
  ClientBinding,
  Counted,
  GuestList,
  Storage,
  StoredBoard,
  StoredParticipant,
} from '../Storage.ts'

type Document = {
  snapshot: Uint8Array | undefined
  guests: GuestList | undefined
  glance: Uint8Array | undefined
  tail: { seq: number; update: Uint8Array }[]
  lastSeq: number
  bindings: Map<number, ParticipantId>
}
type Participant = { id: ParticipantId; readonly stored: StoredParticipant; isOwn: boolean }
type Round = {
  readonly board: BoardId
  readonly ballots: Map<ParticipantId, Ballot>
  readonly counted: Map<RecommendationId, Counted>
  /** Of a closed round. */
  readonly choices: CastChoice[]
}

/** A store that forgets everything with the process: for tests and trials. Keeps the contract otherwise. */
export function memoryStorage(): Storage {
  const boards = new Map<BoardId, StoredBoard>()
  const documents = new Map<BoardId, Document>()
  const participants: Participant[] = []
  const seats = new Map<string, Map<ParticipantId, number>>()
  const waysBack = new Map<string, { participant: ParticipantId; expiresAtMs: number }>()
  const rounds = new Map<RoundId, Round>()

  const lineage = randomInt(1, 2 ** 31)

  const documentOf = (id: BoardId): Document => {
    const known = documents.get(id)
    if (known) return known
    const fresh: Document = {
      snapshot: undefined,
      guests: undefined,
      glance: undefined,
      tail: [],
      lastSeq: 0,
      bindings: new Map(),
    }
    documents.set(id, fresh)
    return fresh
  }
  const roundOf = (board: BoardId, id: RoundId): Round => {
    const known = rounds.get(id)
    if (known) return known
    const fresh: Round = { board, ballots: new Map(), counted: new Map(), choices: [] }
    rounds.set(id, fresh)
    return fresh
  }
  const own = (id: ParticipantId) => participants.find((one) => one.id === id && one.isOwn)?.stored

  return {
    async createBoard(board) {
      if (boards.has(board.id)) throw new Error(`there is a board ${board.id} already`)
      boards.set(board.id, board)
    },
    async board(id) {
      return boards.get(id)
    },
    async boardByCode(code, nowMs) {
      return [...boards.values()].find((board) => board.code?.text === code && board.code.expiresAtMs > nowMs)
    },
    async renewLink(id, role) {
      const board = boards.get(id)
      if (!board) throw new Error(`no board ${id}`)
      const generation = board.generations[role] + 1
      boards.set(id, { ...board, generations: { ...board.generations, [role]: generation } })
      return generation
    },
    async setCode(id, text, expiresAtMs) {
      const board = boards.get(id)
      if (board) boards.set(id, { ...board, code: { text, expiresAtMs } })
    },
    async deleteBoard(id) {
      const gone = new Set(participants.filter((one) => one.stored.board === id).map((one) => one.id))
      boards.delete(id)
      documents.delete(id)
      participants.splice(0, Infinity, ...participants.filter((one) => one.stored.board !== id))
      for (const held of seats.values()) for (const participant of gone) held.delete(participant)
      for (const [hash, way] of waysBack) if (gone.has(way.participant)) waysBack.delete(hash)
      for (const [round, { board }] of rounds) if (board === id) rounds.delete(round)
    },

    async appendUpdates(updates) {
      return updates.map(({ board, update, bindings }) => {
        if (!boards.has(board)) return 0
        const document = documentOf(board)
        const seq = ++document.lastSeq
        document.tail.push({ seq, update })
        for (const { clientId, participant } of bindings) {
          if (!document.bindings.has(clientId)) document.bindings.set(clientId, participant)
        }
        return seq
      })
    },
    async loadDocument(id) {
      const document = documentOf(id)
      return {
        snapshot: document.snapshot,
        guests: document.guests,
        glance: document.glance,
        tail: document.tail.map(({ update }) => update),
        lastSeq: document.lastSeq,
        bindings: [...document.bindings].map(([clientId, participant]): ClientBinding => ({
          clientId,
          participant,
        })),
      }
    },
    async compact(id, snapshot, throughSeq, guests, glance) {
      if (!boards.has(id)) return
      const document = documentOf(id)
      document.snapshot = snapshot
      document.guests = guests
      document.glance = guests && glance
      document.tail = document.tail.filter(({ seq }) => seq > throughSeq)
    },

    async boardsWithTail() {
      return [...documents].filter(([, { tail }]) => tail.length > 0).map(([board]) => board)
    },

    async addParticipant(stored) {
      participants.push({ id: stored.id, stored, isOwn: true })
    },
    async participants(board) {
      return participants
        .filter(({ stored }) => stored.board === board)
        .sort((a, b) => Number(b.isOwn) - Number(a.isOwn))
        .map(({ id, stored }) => ({ ...stored, id }))
    },
    async mergeParticipant(from, into) {
      for (const one of participants) {
        if (one.id !== from) continue
        one.id = into
        one.isOwn = false
      }
      for (const held of seats.values()) {
        const lastUsed = held.get(from)
        if (lastUsed === undefined) continue
        held.delete(from)
        held.set(into, Math.max(lastUsed, held.get(into) ?? 0))
      }
      for (const way of waysBack.values()) if (way.participant === from) way.participant = into
    },
    async addSeat(browser, participant, nowMs) {
      const held = seats.get(browser) ?? new Map<ParticipantId, number>()
      seats.set(browser, held.set(participant, nowMs))
    },
    async removeSeat(browser, participant) {
      seats.get(browser)?.delete(participant)
    },
    async removeSeats(participant) {
      for (const held of seats.values()) held.delete(participant)
      for (const [hash, way] of waysBack) if (way.participant === participant) waysBack.delete(hash)
    },
    async seats(browser, board) {
      return [...(seats.get(browser) ?? [])]
        .flatMap(([participant, lastUsedAtMs]) => {
          const stored = own(participant)
          return stored && (board === undefined || stored.board === board)
            ? [{ ...stored, lastUsedAtMs }]
            : []
        })
        .sort((a, b) => b.lastUsedAtMs - a.lastUsedAtMs)
    },
    async touchSeat(browser, participant, nowMs) {
      const held = seats.get(browser)
      if (held?.has(participant)) held.set(participant, nowMs)
    },
    async addWayBack(hash, participant, expiresAtMs) {
      waysBack.set(hash, { participant, expiresAtMs })
    },
    async takeWayBack(hash, nowMs) {
      const way = waysBack.get(hash)
      waysBack.delete(hash)
      return way && way.expiresAtMs > nowMs ? own(way.participant) : undefined
    },

    async putBallot(board, round, participant, ballot) {
      const { ballots } = roundOf(board, round)
      const isFirst = !ballots.has(participant)
      ballots.set(participant, ballot)
      return { isFirst, voted: ballots.size }
    },
    async ballot(round, participant) {
      return rounds.get(round)?.ballots.get(participant)
    },
    async ballots(round) {
      return [...(rounds.get(round)?.ballots ?? [])]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([participant, ballot]) => ({ participant, ballot }))
    },
    async ballotCount(round) {
      return rounds.get(round)?.ballots.size ?? 0
    },
    async moveBallot(_, round, from, into) {
      const ballots = rounds.get(round)?.ballots
      const moved = ballots?.get(from)
      if (moved && !ballots?.has(into)) ballots?.set(into, moved)
      ballots?.delete(from)
    },
    async removeBallot(round, participant) {
      rounds.get(round)?.ballots.delete(participant)
    },
    async putCounted(board, round, recommendation, counted) {
      roundOf(board, round).counted.set(recommendation, counted)
    },
    async counted(round) {
      return new Map(rounds.get(round)?.counted)
    },
    async closeRound(board, round, choices) {
      const { ballots, counted, choices: kept } = roundOf(board, round)
      if (ballots.size > 0) kept.push(...shuffled(choices))
      ballots.clear()
      counted.clear()
    },
    async choices(round) {
      return [...(rounds.get(round)?.choices ?? [])]
    },
    async sweepBallots() {
      const withBallots = [...rounds].filter(([, { ballots }]) => ballots.size > 0)
      return { rounds: withBallots.map(([round, { board }]) => ({ board, round })), dropped: [] }
    },

    async purge() {
      // What is gone from memory is gone.
    },
    async lineage() {
      return lineage
    },
    async check() {
      // Memory can always be written.
    },
    async close() {
      // Nothing is open.
    },
  }
}

/** In an order of chance: by a random key for each. */
const shuffled = <T>(items: readonly T[]): T[] =>
  items
    .map((item) => ({ item, key: randomUUID() }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ item }) => item)
