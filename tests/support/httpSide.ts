import { pino, type Logger } from 'pino'
import type { BoardDocument } from '../../shared/document/BoardDocument.ts'
import { addNote, addRecommendation } from '../../shared/document/change.ts'
import { newId } from '../../shared/document/newId.ts'
import type { AuthorKey, BoardId, NoteId, ParticipantId, RecommendationId } from '../../shared/model/ids.ts'
import type { Role } from '../../shared/model/roles.ts'
import type { Note } from '../../shared/model/tables.ts'
import type { Problem } from '../../shared/protocol/problem.ts'
import type { ParticipantHere } from '../../shared/protocol/me.ts'
import { processBus } from '../../server/bus/processBus.ts'
import { buildHttp } from '../../server/http/app.ts'
import type { HttpConfig } from '../../server/http/HttpParts.ts'
import type { Patience } from '../../server/http/patience.ts'
import { createRooms } from '../../server/rooms/createRooms.ts'
import { memoryStorage } from '../../server/storage/memory/memoryStorage.ts'
import type { Storage } from '../../server/storage/Storage.ts'

type Method = 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'DELETE'
export type Reply = {
  readonly status: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, unknown>>
  readonly bytes: Buffer
}

/** The HTTP side over real rooms and a store, in memory unless one is given, with a clock that tests move. */
export async function startHttpSide(
  config: Partial<HttpConfig> = {},
  clientDir?: string,
  {
    log = pino({ level: 'silent' }),
    waits,
    storage = memoryStorage(),
  }: { readonly log?: Logger; readonly waits?: Partial<Patience>; readonly storage?: Storage } = {},
) {
  const rooms = createRooms({
    storage,
    bus: processBus(),
    log,
    purgeEveryMs: 20,
  })
  const clock = { nowMs: Date.UTC(2026, 10, 23, 9) }
  const http = await buildHttp({
    storage,
    rooms,
    log,
    config: { host: '127.0.0.1', port: 8080, publicUrl: undefined, ...config },
    serverKey: new Uint8Array(32).fill(7),
    clock: () => clock.nowMs,
    ...(clientDir === undefined ? {} : { clientDir }),
    ...(waits === undefined ? {} : { waits }),
  })
  const stop = async () => {
    await http.app.close()
    await rooms.stop()
    await storage.close()
  }
  return {
    ...http,
    storage,
    rooms,
    clock,
    browser: (address?: string) => openBrowser(http.app, address),
    stop,
  }
}
export type HttpSideUnderTest = Awaited<ReturnType<typeof startHttpSide>>
export type Browser = ReturnType<typeof openBrowser>

/** A browser: it keeps its cookie, and sends JSON. @param remoteAddress from which the server sees it come */
function openBrowser(app: Awaited<ReturnType<typeof buildHttp>>['app'], remoteAddress = '127.0.0.1') {
  let cookie: string | undefined
  async function call(
    method: Method,
    url: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const response = await app.inject({
      method,
      url,
      remoteAddress,
      headers: {
        host: '127.0.0.1:8080',
        ...(cookie === undefined ? {} : { cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const given = response.cookies.find(({ name }) => name === 'ct')
    if (given) cookie = `ct=${given.value}`
    const isJson = /[/+]json/.test(String(response.headers['content-type'])) && response.body !== ''
    return {
      status: response.statusCode,
      body: isJson ? JSON.parse(response.body) : response.body,
      headers: response.headers,
      bytes: response.rawPayload,
    }
  }
  return { call, cookie: () => cookie }
}

export type Made = {
  readonly id: BoardId
  readonly links: Readonly<Record<Role, string>>
  readonly participant: ParticipantHere
}

export async function makeBoard(browser: Browser, name = 'Fay'): Promise<Made> {
  const reply = await browser.call('POST', '/api/boards', { title: 'Heathside', purpose: 'Buses', name })
  if (reply.status !== 201) throw new Error(`making a board gave ${reply.status}`)
  return reply.body as Made
}

/** A server with one board on it, and the browser of its facilitator. */
export async function startWithBoard(): Promise<{
  side: HttpSideUnderTest
  facilitator: Browser
  board: Made
}> {
  const side = await startHttpSide()
  const facilitator = side.browser()
  return { side, facilitator, board: await makeBoard(facilitator) }
}

export const secretOf = (link: string): string => link.slice(link.indexOf('#') + 1)

/** Someone joins in a browser by the link of a role. */
export async function join(
  browser: Browser,
  board: Made,
  role: Role,
  name: string,
): Promise<ParticipantHere> {
  const reply = await browser.call('POST', `/api/boards/${board.id}/participants`, {
    secret: secretOf(board.links[role]),
    name,
  })
  if (reply.status !== 201) throw new Error(`joining gave ${reply.status}: ${JSON.stringify(reply.body)}`)
  return (reply.body as { participant: ParticipantHere }).participant
}

/** Status and code of a refusal, to compare in one go. */
export function refusalOf(reply: Reply): { status: number; code: string | undefined } {
  return { status: reply.status, code: (reply.body as Problem).code }
}

/** Writes notes into a board, as their author's client would. */
export async function bringNote(
  side: HttpSideUnderTest,
  board: BoardId,
  author: AuthorKey,
  change: Partial<Note> = {},
): Promise<NoteId> {
  const id = newId<NoteId>()
  await side.rooms.write(board, (document) => {
    addNote(document, id, {
      kind: 'heard',
      said: 'The last bus leaves before the shift ends.',
      impression: '',
      language: 'en',
      conversation: null,
      quote: 'not asked',
      author,
      brought: 'written',
      source: '',
      import: null,
      addedAtMs: 1,
      ...change,
    })
  })
  return id
}

export async function recommend(
  side: HttpSideUnderTest,
  board: BoardId,
  wording: string,
): Promise<RecommendationId> {
  const id = newId<RecommendationId>()
  await side.rooms.write(board, (document: BoardDocument) => {
    addRecommendation(document, id, { addressedTo: 'The council', addedAtMs: 1 }, wording, [])
  })
  return id
}

export type Voter = { readonly browser: Browser; readonly id: ParticipantId }

/** So many people join in browsers of their own. */
export async function joinMany(
  side: HttpSideUnderTest,
  board: Made,
  role: Role,
  count: number,
): Promise<Voter[]> {
  const voters: Voter[] = []
  for (let i = 0; i < count; i++) {
    const browser = side.browser()
    voters.push({ browser, id: (await join(browser, board, role, `${role} ${i}`)).id })
  }
  return voters
}
