import { readFileSync } from 'node:fs'
import Papa from 'papaparse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import {
  openBoardDocument,
  readBoard,
  rowsOf,
  type BoardDocument,
} from '../../shared/document/BoardDocument.ts'
import { addRecommendation } from '../../shared/document/change.ts'
import { newId } from '../../shared/document/newId.ts'
import type { BallotStep, StepCounts } from '../../shared/model/ballots.ts'
import type { RecommendationId, RoundId } from '../../shared/model/ids.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { browserOf, socketWithCookie, until, type HttpBrowser } from '../support/httpBrowser.ts'

/*
 * A real workshop of 26 people in London (Polis, CC BY 4.0, The Computational Democracy Project): its comments
 * are imported as notes and put to the vote, and its 640 votes are cast again, one by one, as they came.
 */

const folder = new URL('../../../shared/data/polis-london-youth-policing/', import.meta.url)
const table = <Row>(name: string) =>
  Papa.parse<Row>(readFileSync(new URL(name, folder), 'utf8'), { header: true, skipEmptyLines: true }).data
const comments = table<{ comment_id: string; text: string }>('comments.csv')
const votes = table<{ voter_id: string; comment_id: string; vote: string }>('votes.csv')
const expected = table<{
  comment_id: string
  agree: string
  disagree: string
  passed: string
  voters: string
}>('expected_tallies.csv')
const stepOf: Readonly<Record<string, BallotStep>> = { '1': 'support', '-1': 'concern', '0': 'unsure' }

let server: TestServer
let facilitator: HttpBrowser
let board: string
let links: Record<'member', string>
let document: BoardDocument
let provider: WebsocketProvider

beforeAll(async () => {
  server = await startTestServer({ keep: 'sqlite' })
  facilitator = browserOf(server.origin)
  const made = await facilitator.post('/api/boards', {
    title: 'Young people and policing',
    purpose: 'What is the best way to engage more young people in local scrutiny of policing?',
    name: 'Amina',
  })
  expect(made.status).toBe(201)
  ;({ id: board, links } = made.json as { id: string; links: Record<'member', string> })
  document = openBoardDocument(new Y.Doc())
  provider = new WebsocketProvider(server.origin.replace('http', 'ws') + '/sync', board, document.doc, {
    disableBc: true,
    WebSocketPolyfill: socketWithCookie(facilitator),
  })
  await until(() => provider.synced)
})
afterAll(async () => {
  provider.destroy()
  await server.stop()
})

describe('the workshop on youth and policing', () => {
  it('brings its 39 comments as notes, each in its own words', async () => {
    const form = new FormData()
    form.append('options', '{}')
    form.append('file', new File([readFileSync(new URL('comments.csv', folder))], 'comments.csv'))
    const answer = await facilitator.send('POST', `/api/boards/${board}/import`, form)
    expect(answer.status).toBe(200)
    await until(() => rowsOf(document, 'notes').size === comments.length)
    const said = [...rowsOf(document, 'notes').values()].map((note) => note.said).sort()
    expect(said).toEqual(comments.map((comment) => comment.text.trim()).sort())
  })

  it('tallies its votes as published: the last vote of each person counts', async () => {
    const asked = new Map<string, RecommendationId>()
    comments.forEach(({ comment_id, text }, index) => {
      const id = newId<RecommendationId>()
      asked.set(comment_id, id)
      addRecommendation(
        document,
        id,
        { addressedTo: 'the scrutiny panel', addedAtMs: 1000 + index },
        text,
        [],
      )
    })

    const voters = new Map<string, HttpBrowser>()
    const secret = links.member.split('#')[1]
    for (const id of new Set(votes.map((vote) => vote.voter_id))) {
      const voter = browserOf(server.origin)
      const joined = await voter.post(`/api/boards/${board}/participants`, { secret, name: `Voter ${id}` })
      expect(joined.status).toBe(201)
      voters.set(id, voter)
    }
    expect(voters.size).toBe(26)

    const opened = await untilAnswer(() =>
      facilitator.post(`/api/boards/${board}/rounds`, {
        recommendations: [...asked.values()],
        method: 'support',
      }),
    )
    const round = (opened.json as { id: RoundId }).id

    const choices = new Map<string, Record<string, BallotStep>>()
    for (const { voter_id, comment_id, vote } of votes) {
      const mine = { ...choices.get(voter_id), [asked.get(comment_id)!]: stepOf[vote]! }
      choices.set(voter_id, mine)
      const cast = await voters
        .get(voter_id)!
        .send('PUT', `/api/boards/${board}/rounds/${round}/ballot`, { choices: mine })
      expect(cast.status).toBe(200)
    }
    const closed = await facilitator.post(`/api/boards/${board}/rounds/${round}/close`, { notVoted: 0 })
    expect(closed.status).toBeLessThan(300)

    await until(() => rowsOf(document, 'results').size === comments.length)
    const results = readBoard(document).results
    const tallies = expected.map(({ comment_id }) => {
      const result = results.get(`${round}/${asked.get(comment_id)!}`)!
      const counts = result.counts as StepCounts
      return {
        comment_id,
        agree: String(counts.support),
        disagree: String(counts.concern),
        passed: String(counts.unsure),
        voters: String(result.ballots),
      }
    })
    expect(tallies).toEqual(
      expected.map(({ comment_id, agree, disagree, passed, voters: n }) => ({
        comment_id,
        agree,
        disagree,
        passed,
        voters: n,
      })),
    )
  }, 120_000)
})

/** Asks until the server has what was just written over the socket: words arrive a moment after they are typed. */
async function untilAnswer(ask: () => Promise<{ status: number; json: unknown }>) {
  let answer = await ask()
  for (let i = 0; i < 50 && answer.status >= 400; i++) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    answer = await ask()
  }
  expect(answer.status).toBeLessThan(300)
  return answer
}
