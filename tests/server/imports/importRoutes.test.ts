import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImportId, NoteId } from '../../../shared/model/ids.ts'
import { limits } from '../../../shared/model/limits.ts'
import { faultOfRow } from '../../../shared/model/tables.ts'
import type { ImportPreview } from '../../../shared/protocol/api.ts'
import {
  bringNote,
  join,
  makeBoard,
  refusalOf,
  startHttpSide,
  type Browser,
  type HttpSideUnderTest,
  type Made,
  type Reply,
} from '../../support/httpSide.ts'

const data = new URL('../../../../shared/data/', import.meta.url)
const bytesOf = (name: string) => readFileSync(new URL(name, data))

type Sent = {
  readonly file?: { name: string; bytes: Buffer }
  readonly text?: string
  readonly options?: unknown
}
type Line = { is: string; import: ImportId; added: number; of?: number; skipped?: number; title?: string }

/** A multipart body as a browser writes it. */
function formOf({ file, text, options }: Sent): { body: Buffer; type: string } {
  const boundary = 'a-boundary-that-no-file-holds'
  const part = (head: string, body: Buffer | string) =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
      Buffer.from(body),
      Buffer.from('\r\n'),
    ])
  return {
    body: Buffer.concat([
      ...(options === undefined
        ? []
        : [part('name="options"', typeof options === 'string' ? options : JSON.stringify(options))]),
      ...(text === undefined ? [] : [part('name="text"', text)]),
      ...(file === undefined ? [] : [part(`name="file"; filename="${file.name}"`, file.bytes)]),
      Buffer.from(`--${boundary}--\r\n`),
    ]),
    type: `multipart/form-data; boundary=${boundary}`,
  }
}

let side: HttpSideUnderTest
let browser: Browser
let board: Made

async function send(sent: Sent, { preview = false, from = browser, to = board } = {}): Promise<Reply> {
  const { body, type } = formOf(sent)
  const url = `/api/boards/${to.id}/import${preview ? '?preview=1' : ''}`
  const cookie = from.cookie()
  const reply = await side.app.inject({
    method: 'POST',
    url,
    payload: body,
    headers: { host: '127.0.0.1:8080', 'content-type': type, ...(cookie === undefined ? {} : { cookie }) },
  })
  const isJson = /\bjson/.test(String(reply.headers['content-type']))
  return {
    status: reply.statusCode,
    body: isJson ? JSON.parse(reply.body) : reply.body,
    headers: reply.headers,
    bytes: reply.rawPayload,
  }
}

const sendFile = (name: string, how = {}) =>
  send({ file: { name: name.split('/').at(-1)!, bytes: bytesOf(name) } }, how)
const linesOf = (reply: Reply) =>
  (reply.body as string)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
const stateOf = (made = board) => side.rooms.read(made.id, (state) => state)

beforeAll(async () => {
  side = await startHttpSide()
  browser = side.browser()
})
afterAll(() => side.stop())

async function freshBoard(): Promise<void> {
  browser = side.browser()
  board = await makeBoard(browser)
}

describe('bad input over HTTP', () => {
  beforeAll(freshBoard)
  for (const name of readdirSync(new URL('nasty/', data)).filter((one) => !one.endsWith('.json'))) {
    it(`${name} gives a preview or a plain refusal, and leaves the board as it was`, async () => {
      const reply = await sendFile(`nasty/${name}`, { preview: true })
      expect([200, 400, 409]).toContain(reply.status)
      if (reply.status !== 200) expect((reply.body as { detail: string }).detail).toMatch(/^This .*\.$/)
      expect((await stateOf()).notes.size).toBe(0)
    })
  }

  it('refuses more rows than a board holds, with the limit in the sentence, before anything is added', async () => {
    for (const preview of [true, false]) {
      const reply = await sendFile('nasty/17-50000-rows.csv', { preview })
      expect(refusalOf(reply)).toEqual({ status: 409, code: 'board-full' })
      expect((reply.body as { detail: string }).detail).toMatch(
        /50,000 notes, and a board holds at most 20,000\. Nothing was added/,
      )
    }
    expect((await stateOf()).notes.size).toBe(0)
  })

  it('refuses an empty form, unreadable options, a missing column and what is no form', async () => {
    expect(refusalOf(await send({}))).toEqual({ status: 400, code: 'bad-request' })
    expect(refusalOf(await send({ text: 'one\ntwo', options: '{' }))).toEqual({
      status: 400,
      code: 'bad-request',
    })
    expect(refusalOf(await send({ text: 'one\ntwo', options: { kind: 'loud' } }))).toEqual({
      status: 400,
      code: 'bad-request',
    })
    expect(refusalOf(await send({ text: '  \n ' }))).toEqual({ status: 400, code: 'unreadable-file' })
    expect(refusalOf(await browser.call('POST', `/api/boards/${board.id}/import`, { text: 'one' }))).toEqual({
      status: 400,
      code: 'bad-request',
    })
  })

  it('refuses a file that is too large', async () => {
    const reply = await send({ file: { name: 'a.csv', bytes: Buffer.alloc(limits.importBytes + 1, 'a') } })
    expect(refusalOf(reply)).toEqual({ status: 413, code: 'too-large' })
  })

  it('takes forms for this call alone', async () => {
    const { body, type } = formOf({ text: 'x' })
    const reply = await side.app.inject({
      method: 'POST',
      url: '/api/boards',
      payload: body,
      headers: { host: '127.0.0.1:8080', 'content-type': type },
    })
    expect(reply.statusCode).toBe(415)
  })
})

describe('who may import', () => {
  beforeAll(freshBoard)

  it('is neither a guest nor a stranger', async () => {
    const guest = side.browser()
    await join(guest, board, 'observer', 'Gus')
    expect(refusalOf(await send({ text: 'one\ntwo' }, { from: guest }))).toEqual({
      status: 403,
      code: 'reads-only',
    })
    expect(refusalOf(await send({ text: 'one\ntwo' }, { from: side.browser() }))).toEqual({
      status: 404,
      code: 'not-here',
    })
  })
})

describe('an import', () => {
  beforeAll(freshBoard)

  it('adds every row under the caller’s author key, in the file’s order, and can be undone as one', async () => {
    await bringNote(side, board.id, board.participant.authorKey)
    const reply = await sendFile('nhs-feedback-themes/cards.csv')
    expect(reply.status).toBe(200)
    const lines = linesOf(reply)
    const last = lines.at(-1)!
    expect(last).toMatchObject({ is: 'done', added: 2062, skipped: 0 })
    expect(lines.slice(0, -1).map(({ added }) => added)).toEqual([
      ...Array.from({ length: 10 }, (_, at) => (at + 1) * 200),
      2062,
    ])

    const notes = [...(await stateOf()).notes].filter(([, note]) => note.import === last.import)
    expect(notes).toHaveLength(2062)
    expect(
      notes.every(
        ([, note]) =>
          note.author === board.participant.authorKey &&
          note.brought === 'imported' &&
          note.quote === 'not asked',
      ),
    ).toBe(true)
    const inOrder = notes.map(([, note]) => note).sort((a, b) => a.addedAtMs - b.addedAtMs)
    const { firstRows, columns } = (await sendFile('nhs-feedback-themes/cards.csv', { preview: true }))
      .body as ImportPreview
    expect(inOrder.slice(0, 2).map(({ said }) => said)).toEqual(
      firstRows.slice(0, 2).map((row) => row[columns!.said]?.trim()),
    )

    const undone = await browser.call('DELETE', `/api/boards/${board.id}/import/${last.import}`)
    expect(undone.body).toEqual({ removed: 2062 })
    expect((await stateOf()).notes.size).toBe(1)
  })

  it('makes conversations and communities of what the rows tell, and uses those that are there', async () => {
    const csv = [
      'comment,place,date,people heard,communities,may we quote?,our impression,kind,language,source',
      'The bus stops at six.,Hook,early October,12,Young carers; Renters,Yes,Tired,heard,English,Ana',
      'No shelter when it rains.,Hook,early October,12,Young carers; Renters,maybe,,own view,pl,Ana',
      'The hall is cold.,,,,renters ,no,,,,',
    ].join('\n')
    const first = await send({ file: { name: 'a.csv', bytes: Buffer.from(csv) } })
    expect(linesOf(first).at(-1)).toMatchObject({ is: 'done', added: 3 })
    await send({ file: { name: 'a.csv', bytes: Buffer.from('comment,communities\nAgain,YOUNG  CARERS') } })

    const { notes, conversations, communities } = await stateOf()
    expect([...communities.values()].map(({ name }) => name).sort()).toEqual(['Renters', 'Young carers'])
    const bus = [...notes.values()].find(({ said }) => said === 'The bus stops at six.')!
    const rain = [...notes.values()].find(({ said }) => said === 'No shelter when it rains.')!
    expect(bus).toMatchObject({
      quote: 'yes',
      impression: 'Tired',
      kind: 'heard',
      language: 'en',
      source: 'Ana',
    })
    expect(rain).toMatchObject({ quote: 'not asked', kind: 'own', language: 'pl' })
    // One conversation, so that its twelve people are counted once.
    expect(rain.conversation).toBe(bus.conversation)
    expect(conversations.get(bus.conversation!)).toMatchObject({
      place: 'Hook',
      when: 'early October',
      peopleHeard: 12,
      author: board.participant.authorKey,
    })
    for (const table of ['notes', 'conversations', 'communities'] as const) {
      for (const [key, row] of (await stateOf())[table])
        expect(faultOfRow(table, key as string, row)).toBeUndefined()
    }
  })

  it('keeps text that looks like a formula as it is', async () => {
    await sendFile('nasty/08-formula-injection.csv')
    const said = [...(await stateOf()).notes.values()].map((note) => note.said)
    expect(said).toContain("=cmd|' /C calc'!A0")
  })

  it('takes the columns that a person has chosen', async () => {
    const none = {
      impression: null,
      place: null,
      when: null,
      setting: null,
      people: null,
      communities: null,
      quote: null,
      kind: null,
      source: null,
      language: null,
    }
    const options = { columns: { said: 1, ...none }, hasHeader: false, kind: 'own' }
    const reply = await send({ text: 'Bus\tAlpha words\nHall\tBeta words', options })
    expect(linesOf(reply).at(-1)).toMatchObject({ is: 'done', added: 2 })
    const own = [...(await stateOf()).notes.values()].filter(({ said }) => said.endsWith('words'))
    expect(own.map(({ kind }) => kind)).toEqual(['own', 'own'])
  })

  it('is refused with the room that is left when the board is nearly full', async () => {
    await freshBoard()
    const whole = await send({ text: Array.from({ length: 500 }, (_, at) => `Note ${at}`).join('\n') })
    expect(linesOf(whole).at(-1)).toMatchObject({ is: 'done', added: 500 })
    await side.rooms.write(board.id, (document) => {
      const [[, one]] = [...document.tables.notes.entries()] as [[NoteId, never]]
      for (let at = 500; at < limits.notesPerBoard - 10; at++)
        document.tables.notes.set(at.toString().padStart(16, 'A'), one)
    })
    const reply = await send({ text: Array.from({ length: 11 }, (_, at) => `Late ${at}`).join('\n') })
    expect(refusalOf(reply)).toEqual({ status: 409, code: 'board-full' })
    expect((reply.body as { detail: string }).detail).toContain('room for 10 more')
  })
})

describe('over a real connection', () => {
  it('stops after the transaction it is in when the caller hangs up, and what was added can be undone', async () => {
    await freshBoard()
    const address = await side.app.listen({ host: '127.0.0.1', port: 0 })
    const { body, type } = formOf({
      file: { name: 'p.csv', bytes: bytesOf('uk-petitions-2015-2017/petitions.csv') },
    })
    const call = request(`${address}/api/boards/${board.id}/import`, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': type, cookie: browser.cookie()! },
    })
    call.end(body)
    const [response] = (await once(call, 'response')) as [IncomingMessage]
    const [chunk] = (await once(response, 'data')) as [Buffer]
    const first = JSON.parse(chunk.toString().split('\n')[0]!) as Line
    expect(first).toMatchObject({ is: 'progress', added: 200, of: 10950 })
    response.destroy()
    await once(AbortSignal.timeout(700), 'abort')
    const settled = (await stateOf()).notes.size
    await once(AbortSignal.timeout(300), 'abort')
    expect((await stateOf()).notes.size).toBe(settled)
    expect(settled).toBeLessThan(10950)
    const undone = await browser.call('DELETE', `/api/boards/${board.id}/import/${first.import}`)
    expect(undone.body).toEqual({ removed: settled })
  })

  it('leaves the event loop to others while 50,000 rows are read', async () => {
    await freshBoard()
    let longest = 0
    let before = performance.now()
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - before)
      before = performance.now()
    }, 5)
    await sendFile('nasty/17-50000-rows.csv', { preview: true })
    clearInterval(timer)
    // Reading it here would take most of a second; a machine that is busy with other tests may hold us up for some of that.
    expect(longest).toBeLessThan(500)
  })
})
