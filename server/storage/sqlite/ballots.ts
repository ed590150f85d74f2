import { randomBytes } from 'node:crypto'
import type { Ballot, CastChoice } from '../../../shared/model/ballots.ts'
import type { BoardId, ParticipantId, RecommendationId, RoundId } from '../../../shared/model/ids.ts'
import { roomFor, roomOf, type BallotSeal } from './ballotSeal.ts'
import { bytes, json, type Database } from './database.ts'
import type { RoundKeys } from './roundKeys.ts'
import type { SyncStorage } from './SyncStorage.ts'

type Ballots = Pick<
  SyncStorage,
  | 'putBallot'
  | 'ballot'
  | 'ballots'
  | 'ballotCount'
  | 'moveBallot'
  | 'removeBallot'
  | 'putCounted'
  | 'counted'
  | 'closeRound'
  | 'choices'
  | 'sweepBallots'
>

/**
 * Ballots and hand counts of rounds that are open, and the choices of those that are closed.
 *
 * While a round is open each ballot is a row under its voter's tag, sealed; tag and seal are made with the
 * round's key, which is in no table. A closed round leaves its choices behind, one row each under a random id.
 */
export function ballotsIn(db: Database, keys: RoundKeys): Ballots {
  const sealed = sealedBallotsIn(db)
  const addChoice = db.prepare(
    'insert into cast_choices (round, recommendation, id, board, choice) values (?, ?, ?, ?, ?)',
  )
  const choices = db.prepare(
    'select recommendation, choice from cast_choices where round = ? order by recommendation, id',
  )
  const putCounted = db.prepare(
    'insert or replace into counted (board, round, recommendation, counted) values (?, ?, ?, ?)',
  )
  const counted = db.prepare(
    'select recommendation, counted from counted where round = ? order by recommendation',
  )
  const dropCounted = db.prepare('delete from counted where round = ?')

  /** Rows without a key came with a restored backup: nobody can read them, and they must not count as votes. */
  const sealOf = (round: RoundId): BallotSeal => {
    const known = keys.of(round)
    if (known) return known
    sealed.removeAll(round)
    return keys.make(round)
  }
  /**
   * The rows' end is on disk. The log goes first, so that the file itself holds that end before the key is gone; but
   * the key does not wait for it. While a backup or another program reads an older state, the log cannot be emptied:
   * the rows in it are noise without the key, and leave with the next purge. A key that waited could be held by
   * whoever reads long enough.
   */
  const destroyKey = (round: RoundId) => {
    try {
      db.checkpoint()
    } finally {
      keys.destroy(round)
    }
  }

  return {
    putBallot(board, round, participant, ballot) {
      const seal = sealOf(round)
      return db.transaction(() => {
        const isFirst = !sealed.has(seal, round, participant)
        sealed.write(seal, board, round, participant, ballot)
        return { isFirst, voted: sealed.count(round) }
      })
    },
    ballot(round, participant) {
      const seal = keys.of(round)
      return seal && sealed.read(seal, round, participant)
    },
    ballots(round) {
      const seal = keys.of(round)
      return seal ? sealed.readAll(seal, round) : []
    },
    ballotCount: (round) => (keys.of(round) ? sealed.count(round) : 0),
    moveBallot(board, round, from, into) {
      const seal = keys.of(round)
      if (!seal) return
      db.transaction(() => {
        const moved = sealed.read(seal, round, from)
        if (moved && !sealed.has(seal, round, into)) sealed.write(seal, board, round, into, moved)
        sealed.remove(seal, round, from)
      })
    },
    removeBallot(round, participant) {
      const seal = keys.of(round)
      if (seal) sealed.remove(seal, round, participant)
    },
    putCounted(board, round, recommendation, value) {
      putCounted.run(board, round, recommendation, JSON.stringify(value))
    },
    counted: (round) =>
      new Map(
        counted.all(round).map((row) => [row['recommendation'] as RecommendationId, json(row['counted'])]),
      ),
    closeRound(board, round, cast) {
      db.transaction(() => {
        // Once the ballots are gone their choices have been written, and a second call must not double them.
        if (sealed.count(round) > 0)
          for (const { recommendation, id, choice } of shuffled(cast))
            addChoice.run(round, recommendation, id, board, choice)
        sealed.removeAll(round)
        dropCounted.run(round)
      })
      destroyKey(round)
    },
    choices: (round) =>
      choices.all(round).map((row) => ({
        recommendation: row['recommendation'] as RecommendationId,
        choice: row['choice'] as CastChoice['choice'],
      })),
    sweepBallots() {
      const dropped = sealed
        .rounds()
        .filter(({ round }) => !isReadable(keys, round, sealed.first(round)))
        .map(({ round }) => ({ round, ballots: sealed.removeAll(round) }))
      const rounds = sealed.rounds()
      const inUse = new Set(rounds.map(({ round }) => round))
      const unused = keys.rounds().filter((round) => !inUse.has(round))
      if (dropped.length > 0) db.checkpoint()
      for (const round of unused) destroyKey(round)
      return { rounds, dropped }
    },
  }
}

/** The rounds of a board that have ballots, for {@link RoundKeys.destroy} once the board is erased. */
export function sealedRoundsOf(db: Database): (board: BoardId) => readonly RoundId[] {
  const ofBoard = db.prepare('select distinct round from sealed_ballots where board = ?')
  return (board) => ofBoard.all(board).map((row) => row['round'] as RoundId)
}

/** The table of sealed ballots: who has the seal reads and writes ballots, everyone else counts rows. */
export function sealedBallotsIn(db: Database) {
  const put = db.prepare(
    'insert or replace into sealed_ballots (round, voter, board, sealed) values (?, ?, ?, ?)',
  )
  const one = db.prepare('select sealed from sealed_ballots where round = ? and voter = ?')
  const all = db.prepare('select voter, sealed from sealed_ballots where round = ? order by voter')
  const first = db.prepare('select voter, sealed from sealed_ballots where round = ? limit 1')
  const count = db.prepare('select count(*) as count from sealed_ballots where round = ?')
  const drop = db.prepare('delete from sealed_ballots where round = ? and voter = ?')
  const others = db.prepare(
    'select round, voter, board, sealed from sealed_ballots where round <> ? order by round, voter',
  )
  // Without a condition it gives every page of the table back, and a page that is given back is overwritten whole.
  const empty = db.prepare('delete from sealed_ballots')
  const rounds = db.prepare('select distinct board, round from sealed_ballots')

  const countOf = (round: RoundId) => count.all(round)[0]?.['count'] as number
  const firstOf = (round: RoundId) => first.all(round).map(toSealed)[0]
  const readAll = (seal: BallotSeal, round: RoundId) =>
    all.all(round).map((row) => seal.open(bytes(row['voter']), bytes(row['sealed'])))

  return {
    first: firstOf,
    count: countOf,
    readAll,
    has: (seal: BallotSeal, round: RoundId, participant: ParticipantId) =>
      one.all(round, seal.tag(participant)).length > 0,
    read(seal: BallotSeal, round: RoundId, participant: ParticipantId) {
      const tag = seal.tag(participant)
      const row = one.all(round, tag)[0]
      return row && seal.open(tag, bytes(row['sealed'])).ballot
    },
    /** Inside a transaction: a ballot that needs more room than the round's others makes them all larger. */
    write(seal: BallotSeal, board: BoardId, round: RoundId, participant: ParticipantId, ballot: Ballot) {
      const known = firstOf(round)
      const roomSoFar = known ? roomOf(known.sealed.length) : 0
      const room = Math.max(roomSoFar, roomFor(participant, ballot))
      if (known && room > roomSoFar)
        for (const other of readAll(seal, round)) {
          const tag = seal.tag(other.participant)
          put.run(round, tag, board, seal.seal(tag, other.participant, other.ballot, room))
        }
      const tag = seal.tag(participant)
      put.run(round, tag, board, seal.seal(tag, participant, ballot, room))
    },
    remove(seal: BallotSeal, round: RoundId, participant: ParticipantId) {
      drop.run(round, seal.tag(participant))
    },
    /**
     * What is left is written anew: tags come in no order, and where SQLite moves one because a page is full, `secure_delete`
     * leaves it standing in the place that it left. One round in some two hundred would keep a tag in the file.
     * @returns how many there were
     */
    removeAll(round: RoundId): number {
      const before = countOf(round)
      const rewrite = () => {
        const left = others.all(round)
        empty.run()
        for (const row of left)
          put.run(row['round'] as string, bytes(row['voter']), row['board'] as string, bytes(row['sealed']))
      }
      if (before > 0) {
        if (db.raw.inTransaction) rewrite()
        else db.transaction(rewrite)
      }
      return before
    },
    rounds: () =>
      rounds.all().map((row) => ({ board: row['board'] as BoardId, round: row['round'] as RoundId })),
  }
}

const toSealed = (row: Readonly<Record<string, unknown>>) => ({
  voter: bytes(row['voter']),
  sealed: bytes(row['sealed']),
})

/** Whether the key is here and is the one that sealed; a round's ballots are all sealed with one. */
function isReadable(keys: RoundKeys, round: RoundId, row: ReturnType<typeof toSealed> | undefined): boolean {
  const seal = keys.of(round)
  if (!seal || !row) return false
  try {
    seal.open(row.voter, row.sealed)
    return true
  } catch {
    return false // another key: the round was voted on again after an earlier restoring
  }
}

/**
 * Choices under random ids, in the order of these: which is the order in which they are inserted, so that not even
 * the place of a row within its page tells more than its id.
 */
function shuffled(cast: readonly CastChoice[]): readonly (CastChoice & { readonly id: Buffer })[] {
  return cast.map((choice) => ({ ...choice, id: randomBytes(16) })).sort((a, b) => Buffer.compare(a.id, b.id))
}
