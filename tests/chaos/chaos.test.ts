import Libsql from 'libsql'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rampage } from './rampage.ts'

describe('a server that is killed in the middle of things', () => {
  it('has all that anyone was shown or told, every ballot once, and a whole database', async () => {
    const seed = Date.now() % 2 ** 31
    const report = await rampage({ kills: 5, seed, boards: 2 })
    expect(report.faults, `seed ${seed}`).toEqual([])
    // It was killed at work, not while it idled.
    expect(report.updatesSaved).toBeGreaterThan(20)
    expect(report.servedAfterMs).toHaveLength(5)
  }, 120_000)

  it('would be found out if it lost one update, or one ballot', async () => {
    const lose = (sql: string) => async () => {
      const loses = (dataDir: string) => {
        const db = new Libsql(join(dataDir, 'boards.db'))
        db.exec(sql)
        db.close()
      }
      // A kill may come before there is anything to lose. It ends with the first that is found.
      return (await rampage({ kills: 30, seed: 1, boards: 1, afterKill: loses })).faults
    }
    const noUpdate = lose('delete from batches where seq = (select max(seq) from batches)')
    expect(await noUpdate()).toContainEqual(expect.stringMatching(/had written up to|was deleted/))
    const noBallot = lose('delete from sealed_ballots where voter = (select min(voter) from sealed_ballots)')
    expect(await noBallot()).toContainEqual(expect.stringMatching(/ballot/))
  }, 120_000)
})
