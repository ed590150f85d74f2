import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdtemp, open, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as decoding from 'lib0/decoding'
import { pino } from 'pino'
import { afterAll, describe, expect, it } from 'vitest'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { startServer, type RunningServer } from '../../../server/startServer.ts'
import { openBoardDocument, rowOf } from '../../../shared/document/BoardDocument.ts'
import { addNote } from '../../../shared/document/change.ts'
import { SCHEMA_VERSION } from '../../../shared/document/migrate.ts'
import { newId } from '../../../shared/document/newId.ts'
import type { AuthorKey, BoardId, NoteId, ParticipantId } from '../../../shared/model/ids.ts'
import { messageKinds } from '../../../shared/protocol/messages.ts'
import { eventually } from '../../support/eventually.ts'
import { browserOf, socketWithCookie, type HttpBrowser } from '../../support/httpBrowser.ts'
import { mountSmallDisk } from '../../support/smallDisk.ts'
import { aNote } from './relay.ts'

/* The whole server over HTTP and sockets while its store fails, and once the cause is gone. */

type Made = { id: BoardId; participant: { id: ParticipantId; authorKey: AuthorKey } }

type Trouble = {
  readonly name: string
  readonly why: string
  /** In the log and in the answer to whoever asks. */
  readonly logged: RegExp
  readonly detail: RegExp
  /** A file system cannot be made read-only under a file that is open: there the server starts on it. */
  readonly begins: 'while it runs' | 'before it starts'
  /** @returns what takes the cause away */
  begin(file: string, whole: string): Promise<() => Promise<void>>
}

const disk = mountSmallDisk()
if (!disk) console.warn('Not tested: a read-only folder, since no small disk may be mounted here')
afterAll(() => disk?.remove())

const damaged = {
  why: 'damaged',
  logged: /boards\.db is damaged or missing\. .*Restore a backup/,
  detail: /damaged.*restore a backup/,
  begins: 'while it runs',
} as const
const putBack = (file: string, whole: string) => async () => {
  await copyFile(whole, file)
}

const HOLD_LOCK = `
  const Libsql = require('libsql')
  const db = new Libsql(process.argv[1])
  db.exec('begin exclusive')
  console.log('locked')
  process.stdin.on('end', () => process.exit(0)).resume()
`

const troubles: readonly Trouble[] = [
  {
    name: 'whose folder may only be read',
    why: 'read-only',
    logged: /DATA_DIR can be read and not written/,
    detail: /may not write to its folder/,
    begins: 'before it starts',
    begin: () => {
      disk!.readOnly(true)
      return Promise.resolve(() => {
        disk!.readOnly(false)
        return Promise.resolve()
      })
    },
  },
  {
    name: 'whose database another program has locked',
    why: 'locked',
    logged: /Another program has locked boards\.db/,
    detail: /Another program has locked the boards/,
    begins: 'while it runs',
    begin: async (file) => {
      // A process of its own: SQLite within one process settles its locks without the file.
      const holder = spawn(process.execPath, ['--eval', HOLD_LOCK, file], {
        stdio: ['pipe', 'pipe', 'inherit'],
      })
      await once(holder.stdout, 'data')
      return async () => {
        const ended = once(holder, 'exit')
        holder.stdin.end()
        await ended
      }
    },
  },
  {
    ...damaged,
    name: 'whose database is cut short',
    begin: async (file, whole) => {
      await truncate(file, 8192)
      return putBack(file, whole)
    },
  },
  {
    ...damaged,
    name: 'that finds its database overwritten with something else behind its first page',
    begins: 'before it starts',
    begin: async (file, whole) => {
      const handle = await open(file, 'r+')
      const { size } = await handle.stat()
      await handle.write(new Uint8Array(size - 4096).fill(0x5a), 0, size - 4096, 4096)
      await handle.close()
      return putBack(file, whole)
    },
  },
]

describe.each(troubles)('a server $name', (trouble) => {
  it.skipIf(trouble.why === 'read-only' && !disk)(
    'says why, accepts nothing, and goes on by itself with what was written meanwhile',
    async () => {
      const isOnDisk = trouble.why === 'read-only'
      const folder = isOnDisk ? disk!.folder : await mkdtemp(join(tmpdir(), 'common-thread-'))
      const elsewhere = await mkdtemp(join(tmpdir(), 'common-thread-whole-'))
      const [file, whole] = [join(folder, 'boards.db'), join(elsewhere, 'whole')]
      let log = ''
      const start = async (port = 0): Promise<RunningServer> =>
        startServer(
          { port, host: '127.0.0.1', publicUrl: undefined, dataDir: folder },
          pino({ level: 'info' }, { write: (line: string) => void (log += line) }),
        )

      let server = await start()
      const { port } = server
      const browser = browserOf(`http://127.0.0.1:${port}`)
      const made = (await browser.post('/api/boards', { title: 'Heathside', name: 'Fay' })).json as Made
      await server.stop()
      await copyFile(file, whole)

      const doc = new Y.Doc()
      const mine = openBoardDocument(doc)
      const who = { participant: made.participant.id, author: made.participant.authorKey }
      let end: (() => Promise<void>) | undefined
      let provider: WebsocketProvider | undefined
      try {
        server = await start(port)
        const { provider: first, heard } = connect(browser, made.id, doc)
        provider = first
        await eventually(() => {
          expect(rowOf(mine, 'board', 'title')).toBe('Heathside')
        })
        if (trouble.begins === 'before it starts') {
          await server.stop()
          end = await trouble.begin(file, whole)
          server = await start(port)
        } else end = await trouble.begin(file, whole)

        const late = newId<NoteId>()
        addNote(mine, late, aNote(who, 'Written while it failed'))
        const refused = {
          status: 503,
          json: { code: 'store-failing', detail: expect.stringMatching(trouble.detail) as unknown },
        }
        await eventually(async () => {
          expect(await browser.get('/readyz')).toMatchObject(refused)
        })
        expect(await browser.post('/api/boards', { title: 'Another', name: 'Fay' })).toMatchObject(refused)
        await eventually(() => {
          expect(log).toMatch(trouble.logged)
        })
        // Where the store was failing from the start, nobody's socket may have been let in to be told.
        if (trouble.begins === 'while it runs')
          await eventually(() => {
            expect(heard.notices).toContainEqual({ is: 'store-failing', why: trouble.why })
          })
        const isTaken = server.rooms.read(made.id, (state) => state.notes.has(late))
        // Where not even reading works, it is not there either.
        expect(await isTaken.catch(() => false)).toBe(false)

        await end()
        end = undefined
        await eventually(async () => {
          expect((await browser.get('/readyz')).status).toBe(200)
        })
        expect(log).toContain('The store works again.')
        // The client comes back by itself, as a tab does, and what it holds is taken.
        await eventually(async () => {
          expect(await server.rooms.read(made.id, (state) => state.notes.get(late)?.said)).toBe(
            'Written while it failed',
          )
        })
        provider.destroy()
        await server.stop()
        server = await start(port)
        expect(await server.rooms.read(made.id, (state) => state.notes.has(late))).toBe(true)
      } finally {
        provider?.destroy()
        await end?.()
        await server.stop()
        await rm(elsewhere, { recursive: true })
        if (!isOnDisk) await rm(folder, { recursive: true })
      }
    },
    60_000,
  )
})

/** A client that comes back by itself, with what it was told on the way. */
function connect(browser: HttpBrowser, board: BoardId, doc: Y.Doc) {
  const heard = { notices: [] as unknown[] }
  const provider = new WebsocketProvider(`${browser.origin.replace('http', 'ws')}/sync`, board, doc, {
    WebSocketPolyfill: socketWithCookie(browser),
    disableBc: true,
    params: { v: String(SCHEMA_VERSION) },
    maxBackoffTime: 500,
  })
  provider.messageHandlers[messageKinds.notice] = (_encoder, decoder) => {
    heard.notices.push(JSON.parse(decoding.readVarString(decoder)))
  }
  return { provider, heard }
}
