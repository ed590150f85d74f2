import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'
import { writeRow } from '../../shared/document/change.ts'
import { newId } from '../../shared/document/newId.ts'
import type { NoteId } from '../../shared/model/ids.ts'
import { connectBrowser, joinAsMember, makeBoard } from '../bench/client.ts'
import { opcodes, openRaw, type RawSocket } from '../support/rawSocket.ts'
import type { ServerPeak, ServerReport } from './serverProcess.ts'

/*
 * npm run stalled: what two hundred who connect over real sockets and never read cost a server of its own, while two
 * tabs write two megabytes a second to the same board. Ends with 1 if it was more than it should be.
 *
 * A command and no test: resident memory also tells how busy the machine was. What is held for each connection is
 * counted exactly in tests/server/ws/stalled.test.ts.
 */

const READERS_THAT_STALL = 200
const NOTE_BYTES = 20_000
const NOTES_A_SECOND = 100
const MIB = 1024 * 1024
const MOST_GROWTH_BYTES = 50 * MIB
const GIVE_UP_MS = 60_000

const child = fork(fileURLToPath(new URL('serverProcess.ts', import.meta.url)), {
  execArgv: ['--expose-gc', '--import', 'tsx'],
})
async function ask<T>(question: 'report' | 'peak'): Promise<T> {
  child.send(question)
  const [answer] = (await once(child, 'message')) as [T]
  return answer
}
const [{ port }] = (await once(child, 'message')) as [{ port: number }]
const origin = `http://127.0.0.1:${port}`
const board = await makeBoard(origin)
// The same person in two tabs: each stays within what one connection may send.
const tabs = [
  await connectBrowser(origin, board.id, board.maker),
  await connectBrowser(origin, board.id, board.maker),
] as const
const reader = await connectBrowser(origin, board.id, await joinAsMember(origin, board, 'Ben'))
const closes: (number | undefined)[] = []
for (const { provider } of [...tabs, reader])
  provider.on('connection-close', (event) => closes.push(event?.code))

const keys = Array.from({ length: 20 }, () => newId<NoteId>())
let written = 0
/** Over the same twenty notes, so that the board itself does not grow. */
async function writeFor(ms: number): Promise<void> {
  const startMs = performance.now()
  const first = written
  for (let passedMs = 0; passedMs < ms; passedMs = performance.now() - startMs) {
    while (written < first + (passedMs / 1000) * NOTES_A_SECOND) {
      writeRow(tabs[written % 2 === 0 ? 0 : 1].document, 'notes', keys[written % keys.length]!, {
        kind: 'heard',
        said: 'x'.repeat(NOTE_BYTES / 2),
        impression: 'y'.repeat(NOTE_BYTES / 2),
        language: '',
        conversation: null,
        quote: 'not asked',
        author: board.author,
        brought: 'written',
        source: String(written),
        import: null,
        addedAtMs: 1,
      })
      written++
    }
    await pause(20)
  }
}
const isLevel = () =>
  keys.every(
    (key) => tabs[0].document.tables.notes.get(key)?.source === reader.document.tables.notes.get(key)?.source,
  )

await writeFor(1_500)
await ask<ServerPeak>('peak')
await writeFor(2_000)
const without = await ask<ServerPeak>('peak')

const cookie = (await joinAsMember(origin, board, 'Mal')).cookie()
const stalled: RawSocket[] = []
for (let i = 0; i < READERS_THAT_STALL; i++) {
  const raw = await openRaw(origin, `/sync/${board.id}`, { headers: { cookie }, stall: true })
  raw.send(opcodes.binary, Uint8Array.of(0, 0, 1, 0))
  stalled.push(raw)
}
const standing = () => stalled.filter(({ hasEnded }) => !hasEnded).length
const untilMs = performance.now() + GIVE_UP_MS
while (standing() > 0 && performance.now() < untilMs) {
  await writeFor(1_000)
  // Nothing is read here, so that a socket has gone shows when it writes.
  for (const raw of stalled) raw.send(opcodes.pong, new Uint8Array())
}
const withThem = await ask<ServerPeak>('peak')
while (!isLevel() && performance.now() < untilMs) await pause(50)
const after = await ask<ServerReport>('report')

const mib = (bytes: number) => `${Math.round(bytes / MIB)} MiB`
console.log(`${READERS_THAT_STALL} readers that stall, ${written} notes of ${NOTE_BYTES} bytes written
the server's memory, resident at most: ${mib(without.rssBytes)} without them, ${mib(withThem.rssBytes)} with
waiting for them at most: ${mib(withThem.backlogBytes)}; at the end ${mib(after.backlogBytes)}`)
const grownBytes = withThem.rssBytes - without.rssBytes
const faults = [
  ...(standing() > 0 ? [`${standing()} of them are still there`] : []),
  ...(grownBytes > MOST_GROWTH_BYTES ? [`the server grew by ${mib(grownBytes)}`] : []),
  ...(closes.length > 0 ? [`those who read were closed with ${closes.join()}`] : []),
  ...(isLevel() ? [] : ['those who read are not level with each other']),
  ...after.errors.map((line) => `the server logged ${line}`),
]
for (const fault of faults) console.log(`FAULT: ${fault}`)
for (const raw of stalled) raw.destroy()
for (const client of [...tabs, reader]) client.close()
child.disconnect()
await once(child, 'exit')
process.exit(faults.length > 0 ? 1 : 0)
