import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { expect, it } from 'vitest'
import { sqliteStorage } from '../../../server/storage/sqlite/sqliteStorage.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { CastChoice } from '../../../shared/model/ballots.ts'
import type { ParticipantId, RecommendationId, RoundId } from '../../../shared/model/ids.ts'
import { aBoard } from '../../contract/storage.ts'

it('lays the choices of a closed round into the file by their random ids, not in the order in which they were cast', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'common-thread-'))
  const file = join(folder, 'boards.db')
  const storage = sqliteStorage({ file })
  const board = aBoard()
  await storage.createBoard(board)
  const [round, asked] = [newId<RoundId>(), newId<RecommendationId>()]
  const cast = Array.from({ length: 24 }, (_, i): CastChoice => ({
    recommendation: asked,
    choice: i < 12 ? 'full' : 'block',
  }))
  for (const { choice } of cast)
    await storage.putBallot(board.id, round, newId<ParticipantId>(), {
      choices: { [asked]: choice === 'full' ? 'full' : 'block' },
    })
  await storage.closeRound(board.id, round, cast)
  await storage.close()

  const db = new Libsql(file)
  const rows = db.prepare('select id from cast_choices order by id').all() as { id: Uint8Array }[]
  db.close()
  const bytes = await readFile(file)
  await rm(folder, { recursive: true })
  // A page is filled from its end: what was inserted first lies last, wherever its key sorts it.
  const places = rows.map(({ id }) => bytes.indexOf(Buffer.from(id)))
  expect(places).toHaveLength(cast.length)
  expect(Math.min(...places)).toBeGreaterThan(0)
  expect(places).toEqual([...places].sort((a, b) => b - a))
})
