import type { ParticipantId, RecommendationId } from '../../../shared/model/ids.ts'
import { json, type Database } from './database.ts'
import type { SyncStorage } from './SyncStorage.ts'

type Ballots = Pick<
  SyncStorage,
  | 'putBallot'
  | 'ballot'
  | 'ballots'
  | 'ballotCount'
  | 'removeBallot'
  | 'putCounted'
  | 'counted'
  | 'removeRound'
>

/** Ballots and hand counts of rounds that are open. */
export function ballotsIn(db: Database): Ballots {
  const put = db.prepare(
    'insert or replace into ballots (board, round, participant, ballot) values (?, ?, ?, ?)',
  )
  const one = db.prepare('select ballot from ballots where round = ? and participant = ?')
  const all = db.prepare('select participant, ballot from ballots where round = ? order by participant')
  const count = db.prepare('select count(*) as count from ballots where round = ?')
  const drop = db.prepare('delete from ballots where round = ? and participant = ?')
  const putCounted = db.prepare(
    'insert or replace into counted (board, round, recommendation, counted) values (?, ?, ?, ?)',
  )
  const counted = db.prepare(
    'select recommendation, counted from counted where round = ? order by recommendation',
  )
  const dropBallots = db.prepare('delete from ballots where round = ?')
  const dropCounted = db.prepare('delete from counted where round = ?')

  return {
    putBallot(board, round, participant, ballot) {
      put.run(board, round, participant, JSON.stringify(ballot))
    },
    ballot(round, participant) {
      const row = one.all(round, participant)[0]
      return row && json(row['ballot'])
    },
    ballots: (round) =>
      all
        .all(round)
        .map((row) => ({ participant: row['participant'] as ParticipantId, ballot: json(row['ballot']) })),
    ballotCount: (round) => count.all(round)[0]?.['count'] as number,
    removeBallot(round, participant) {
      drop.run(round, participant)
    },
    putCounted(board, round, recommendation, value) {
      putCounted.run(board, round, recommendation, JSON.stringify(value))
    },
    counted: (round) =>
      new Map(
        counted.all(round).map((row) => [row['recommendation'] as RecommendationId, json(row['counted'])]),
      ),
    removeRound(round) {
      db.transaction(() => {
        dropBallots.run(round)
        dropCounted.run(round)
      })
      // Who chose what is secret for good: it stays in no file.
      db.checkpoint()
    },
  }
}
