import type { BoardId } from '../../../shared/model/ids.ts'
import type { StoredBoard } from '../Storage.ts'
import { sealedRoundsOf } from './ballots.ts'
import type { Batches } from './batches.ts'
import { json, type Database } from './database.ts'
import { purgeIn } from './purge.ts'
import type { RoundKeys } from './roundKeys.ts'
import type { SyncStorage } from './SyncStorage.ts'
import type { Tails } from './tails.ts'

type Boards = Pick<
  SyncStorage,
  'createBoard' | 'board' | 'boardByCode' | 'renewLink' | 'setCode' | 'deleteBoard'
>

/** Boards, their links' generations and their short codes. */
export function boardsIn(db: Database, keys: RoundKeys, batches: Batches, tails: Tails): Boards {
  const sealedRounds = sealedRoundsOf(db)
  const insert = db.prepare('insert into boards values (?, ?, ?, ?, ?, ?)')
  const byId = db.prepare('select * from boards where id = ?')
  const byCode = db.prepare('select * from boards where code = ? and code_expires_at_ms > ?')
  const setGenerations = db.prepare('update boards set generations = ? where id = ?')
  const setCode = db.prepare('update boards set code = ?, code_expires_at_ms = ? where id = ?')
  const ofParticipants = ['seats', 'ways_back'].map((table) =>
    db.prepare(`delete from ${table} where participant in (select id from participants where board = ?)`),
  )
  const ofBoard = ['snapshots', 'bindings', 'participants', 'sealed_ballots', 'counted', 'cast_choices'].map(
    (table) => db.prepare(`delete from ${table} where board = ?`),
  )
  const remove = db.prepare('delete from boards where id = ?')
  const { rewriteLater } = purgeIn(db)

  const board = (id: BoardId) => byId.all(id).map(toBoard)[0]
  return {
    createBoard({ id, createdAtMs, epoch, generations, code }) {
      insert.run(
        id,
        createdAtMs,
        epoch,
        JSON.stringify(generations),
        code?.text ?? null,
        code?.expiresAtMs ?? null,
      )
    },
    board,
    boardByCode: (code, nowMs) => byCode.all(code, nowMs).map(toBoard)[0],
    renewLink: (id, role) =>
      db.transaction(() => {
        const stored = board(id)
        if (!stored) throw new Error(`no board ${id}`)
        const generation = stored.generations[role] + 1
        setGenerations.run(JSON.stringify({ ...stored.generations, [role]: generation }), id)
        return generation
      }),
    setCode(id, code, expiresAtMs) {
      setCode.run(code, expiresAtMs, id)
    },
    deleteBoard(id) {
      const rounds = sealedRounds(id)
      db.transaction(() => {
        for (const seq of tails.of(id)) batches.drop(seq, id)
        for (const statement of [...ofParticipants, ...ofBoard, remove]) statement.run(id)
        rewriteLater()
      })
      tails.dropped(id)
      // As where a round is closed: the keys go whatever becomes of the log.
      try {
        db.checkpoint()
      } finally {
        for (const round of rounds) keys.destroy(round)
      }
    },
  }
}

function toBoard(row: Readonly<Record<string, unknown>>): StoredBoard {
  const code = row['code'] as string | null
  return {
    id: row['id'] as BoardId,
    createdAtMs: row['created_at_ms'] as number,
    epoch: row['epoch'] as number,
    generations: json(row['generations']),
    code: code === null ? null : { text: code, expiresAtMs: row['code_expires_at_ms'] as number },
  }
}
