import type { ParticipantId } from '../../../shared/model/ids.ts'
import type { GuestList } from '../Storage.ts'
import type { Batches } from './batches.ts'
import { bytes, type Database } from './database.ts'
import { erasable, fromErasable } from './erasable.ts'
import type { SyncStorage } from './SyncStorage.ts'
import type { Tails } from './tails.ts'

type Documents = Pick<SyncStorage, 'appendUpdates' | 'loadDocument' | 'compact' | 'boardsWithTail'>

/** Snapshots, the updates after them, and whose client ids are whose. */
export function documentsIn(db: Database, batches: Batches, tails: Tails): Documents {
  const areThere = db.prepare('select id from boards where id in (select value from json_each(?))')
  const bind = db.prepare('insert or ignore into bindings values (?, ?, ?)')
  const snapshot = db.prepare('select through_seq, bytes, guests_length from snapshots where board = ?')
  const bindings = db.prepare('select client_id, participant from bindings where board = ?')
  const putSnapshot = db.prepare(
    'insert or replace into snapshots (board, through_seq, bytes, guests_length) select ?, ?, ?, ? where exists (select 1 from boards where id = ?)',
  )

  return {
    appendUpdates(updates) {
      const seqs = db.transaction(() => {
        const ids = [...new Set(updates.map(({ board }) => board))]
        const there = new Set(areThere.all(JSON.stringify(ids)).map((row) => row['id']))
        const kept = updates.filter(({ board }) => there.has(board))
        const numbers = batches.append(kept)
        for (const { board, bindings } of kept)
          for (const { clientId, participant } of bindings) bind.run(board, clientId, participant)
        let at = 0
        return updates.map(({ board }) => (there.has(board) ? numbers[at++]! : 0))
      })
      updates.forEach(({ board }, i) => {
        const seq = seqs[i]!
        if (seq !== 0) tails.added(board, seq)
      })
      return seqs
    },
    loadDocument: (id) =>
      db.transaction(() => {
        const stored = snapshot.all(id)[0]
        const seqs = tails.of(id)
        return {
          ...(stored ? parted(bytes(stored['bytes']), stored['guests_length'] as number) : NO_SNAPSHOT),
          tail: seqs.map((seq) => batches.update(seq, id)),
          lastSeq: seqs.at(-1) ?? ((stored?.['through_seq'] ?? 0) as number),
          bindings: bindings.all(id).map((row) => ({
            clientId: row['client_id'] as number,
            participant: row['participant'] as ParticipantId,
          })),
        }
      }),
    compact(id, snapshot, throughSeq, guests, glance) {
      const list = Buffer.from(guests ? JSON.stringify(besideOf(guests, glance)) : '')
      db.transaction(() => {
        putSnapshot.run(id, throughSeq, erasable(Buffer.concat([list, snapshot])), list.length, id)
        for (const seq of tails.of(id)) if (seq <= throughSeq) batches.drop(seq, id)
      })
      tails.dropped(id, throughSeq)
      db.checkpoint()
    },
    boardsWithTail: () => tails.boards(),
  }
}

const NO_SNAPSHOT = { snapshot: undefined, guests: undefined, glance: undefined }

/** What is kept beside a snapshot: the list of guests, and in base64 what one sees of the board first. */
type Beside = GuestList & { readonly glance?: string }

const besideOf = (guests: GuestList, glance: Uint8Array | undefined): Beside =>
  glance ? { ...guests, glance: Buffer.from(glance).toString('base64') } : guests

/** It lies before the snapshot in the same bytes, since it holds names and words, which may be erased too. */
function parted(stored: Uint8Array, guestsLength: number) {
  const all = fromErasable(stored)
  const list = Buffer.from(all.buffer, all.byteOffset, guestsLength).toString()
  const snapshot = all.slice(guestsLength)
  if (guestsLength === 0) return { ...NO_SNAPSHOT, snapshot }
  const { glance, ...guests } = JSON.parse(list) as Beside
  return { snapshot, guests, glance: glance === undefined ? undefined : toBytes(glance) }
}

/** A copy of its own: bytes in a pool of Node's would be posted to the main thread with all that lies beside them. */
const toBytes = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, 'base64'))
