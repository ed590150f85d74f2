import type { AuthorKey, BoardId, ParticipantId } from '../../../shared/model/ids.ts'
import type { StoredParticipant } from '../Storage.ts'
import type { Database } from './database.ts'
import type { SyncStorage } from './SyncStorage.ts'

type People = Pick<
  SyncStorage,
  | 'addParticipant'
  | 'participants'
  | 'mergeParticipant'
  | 'addSeat'
  | 'removeSeat'
  | 'removeSeats'
  | 'seats'
  | 'touchSeat'
  | 'addWayBack'
  | 'takeWayBack'
>

/** Participants, the browsers that may act as them, and the ways back to them. Secrets come here hashed. */
export function peopleIn(db: Database): People {
  const insert = db.prepare('insert into participants (author, id, board, is_own) values (?, ?, ?, 1)')
  const ofBoard = db.prepare('select * from participants where board = ? order by is_own desc, rowid')
  const giveKeys = db.prepare('update participants set id = ?, is_own = 0 where id = ?')
  const giveSeats = db.prepare(
    `insert into seats select browser, ?, last_used_at_ms from seats where participant = ?
     on conflict do update set last_used_at_ms = max(last_used_at_ms, excluded.last_used_at_ms)`,
  )
  const giveWays = db.prepare('update ways_back set participant = ? where participant = ?')
  const putSeat = db.prepare('insert or replace into seats values (?, ?, ?)')
  const dropSeat = db.prepare('delete from seats where browser = ? and participant = ?')
  const dropSeats = db.prepare('delete from seats where participant = ?')
  const dropWays = db.prepare('delete from ways_back where participant = ?')
  const touch = db.prepare('update seats set last_used_at_ms = ? where browser = ? and participant = ?')
  const seats = db.prepare(
    `select participants.*, last_used_at_ms from seats join participants on id = participant and is_own = 1
     where browser = ? and board = coalesce(?, board) order by last_used_at_ms desc`,
  )
  const putWay = db.prepare('insert or replace into ways_back values (?, ?, ?)')
  const way = db.prepare(
    `select participants.*, expires_at_ms from ways_back join participants on id = participant and is_own = 1
     where hash = ?`,
  )
  const dropWay = db.prepare('delete from ways_back where hash = ?')

  return {
    addParticipant({ id, board, author }) {
      insert.run(author, id, board)
    },
    participants: (board) => ofBoard.all(board).map(toParticipant),
    mergeParticipant(from, into) {
      db.transaction(() => {
        giveKeys.run(into, from)
        giveSeats.run(into, from)
        dropSeats.run(from)
        giveWays.run(into, from)
      })
    },
    addSeat(browser, participant, nowMs) {
      putSeat.run(browser, participant, nowMs)
    },
    removeSeat(browser, participant) {
      dropSeat.run(browser, participant)
    },
    removeSeats(participant) {
      db.transaction(() => {
        dropSeats.run(participant)
        dropWays.run(participant)
      })
    },
    seats: (browser, board) =>
      seats
        .all(browser, board ?? null)
        .map((row) => ({ ...toParticipant(row), lastUsedAtMs: row['last_used_at_ms'] as number })),
    touchSeat(browser, participant, nowMs) {
      touch.run(nowMs, browser, participant)
    },
    addWayBack(hash, participant, expiresAtMs) {
      putWay.run(hash, participant, expiresAtMs)
    },
    takeWayBack: (hash, nowMs) =>
      db.transaction(() => {
        const row = way.all(hash)[0]
        dropWay.run(hash)
        return row && (row['expires_at_ms'] as number) > nowMs ? toParticipant(row) : undefined
      }),
  }
}

const toParticipant = (row: Readonly<Record<string, unknown>>): StoredParticipant => ({
  id: row['id'] as ParticipantId,
  board: row['board'] as BoardId,
  author: row['author'] as AuthorKey,
})
