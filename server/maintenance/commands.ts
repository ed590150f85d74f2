import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { folderLock, type FolderLock } from '../dataFolder.ts'
import { backUp, exists } from './backup.ts'
import { serverAt } from './control.ts'
import { controlSocketIn, databaseIn } from './dataFolder.ts'
import { clearPrepared, prepareRestore, putInPlace, type PreparedRestore } from './restore.ts'
import { restoredWords, whatItHolds } from './restoreWords.ts'
import { Unfit } from './Unfit.ts'

/** What a command may touch of the terminal it was given in. */
export type Terminal = {
  say(line: string): void
  /** Asks, and gives the answer; undefined where nobody is there to answer. */
  ask: ((question: string) => Promise<string>) | undefined
}

const HELP = `common-thread [serve]            serves the boards (see README.md for the settings)
common-thread backup FILE        writes all boards into one file
    --force                      replaces FILE if it is there
common-thread restore FILE       puts the boards of a backup in the place of the present ones
    --yes                        does not ask
    --discard-present            keeps no copy of the present boards
    --as-it-was                  turns back also what a restore leaves as it is now: people, links, erasures

Both work while a server runs on the same folder, and without one. DATA_DIR names the folder (default ./data).
A backup holds the boards and the key to their links: it is as secret as the boards themselves.
`

/** What the words after the program's name ask for. */
export type Command =
  | { readonly is: 'serve' }
  | { readonly is: 'help'; readonly text: string }
  | { readonly is: 'backup'; readonly file: string; readonly force: boolean }
  | {
      readonly is: 'restore'
      readonly file: string
      readonly yes: boolean
      readonly discardPresent: boolean
      readonly asItWas: boolean
    }
  /** A sentence for whoever typed it. */
  | { readonly is: 'misunderstood'; readonly why: string }

/** Reads a command line, without the program's own name. */
export function readCommand(words: readonly string[]): Command {
  const [name, ...rest] = words
  if (name === undefined) return { is: 'serve' }
  if (words.includes('--help') || words.includes('-h') || name === 'help') return { is: 'help', text: HELP }
  switch (name) {
    case 'serve':
      return rest.length === 0
        ? { is: 'serve' }
        : misunderstood(`"serve" takes nothing after it, not "${rest[0]}"`)
    case 'backup':
      return read(rest, { force: { type: 'boolean' } }, (file, said) => ({
        is: 'backup',
        file,
        force: said['force'] === true,
      }))
    case 'restore':
      return read(
        rest,
        {
          yes: { type: 'boolean' },
          'discard-present': { type: 'boolean' },
          'as-it-was': { type: 'boolean' },
        },
        (file, said) => ({
          is: 'restore',
          file,
          yes: said['yes'] === true,
          discardPresent: said['discard-present'] === true,
          asItWas: said['as-it-was'] === true,
        }),
      )
    default:
      return misunderstood(`"${name}" is no command`)
  }
}

function read(
  words: readonly string[],
  options: Readonly<Record<string, { type: 'boolean' }>>,
  make: (file: string, said: Readonly<Record<string, unknown>>) => Command,
): Command {
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true })
    const [file, ...more] = positionals
    if (file === undefined) return misunderstood('the name of a file is missing')
    if (more.length > 0) return misunderstood(`one file at a time, not also "${more[0]}"`)
    return make(file, values)
  } catch (error) {
    return misunderstood(error instanceof Error ? error.message : String(error))
  }
}

const misunderstood = (why: string): Command => ({
  is: 'misunderstood',
  why: `${why.replace(/\.$/, '')}. "common-thread --help" lists what there is.`,
})

/** @throws {Unfit} */
export async function runBackup(
  dataDir: string,
  { file, force }: { readonly file: string; readonly force: boolean },
  terminal: Terminal,
): Promise<void> {
  await backUp(dataDir, file, { force, nowMs: Date.now() })
  terminal.say(`All boards are in ${resolve(file)}.`)
  terminal.say('It holds the boards and the key to their links: keep it as secret as the boards themselves.')
}

/** @throws {Unfit} when nothing was changed */
export async function runRestore(
  dataDir: string,
  wanted: Extract<Command, { is: 'restore' }>,
  terminal: Terminal,
): Promise<void> {
  const restore = await prepareRestore(dataDir, wanted.file)
  try {
    const hasPresent = await exists(databaseIn(dataDir))
    for (const line of whatItHolds(restore, { dataDir, hasPresent, ...wanted })) terminal.say(line)
    await confirm(wanted.yes, terminal)
    await replace(dataDir, wanted, restore, { terminal, hasPresent })
  } finally {
    await clearPrepared(dataDir)
  }
}

async function confirm(yes: boolean, { ask }: Terminal): Promise<void> {
  if (yes) return
  if (!ask)
    throw new Unfit('Nobody is here to be asked. Say --yes if that is what you want; nothing was changed.')
  const said = (await ask('Type "yes" to restore it: ')).trim().toLowerCase()
  if (said !== 'yes') throw new Unfit('Nothing was changed.')
}

async function replace(
  dataDir: string,
  wanted: Extract<Command, { is: 'restore' }>,
  restore: PreparedRestore,
  { terminal, hasPresent }: { readonly terminal: Terminal; readonly hasPresent: boolean },
): Promise<void> {
  const server = await serverAt(controlSocketIn(dataDir))
  const lock = folderLock(dataDir)
  try {
    if (server) await server.letGo()
    else takeFolder(lock)
    const nowMs = Date.now()
    const kept = wanted.discardPresent ? undefined : await keepPresent(dataDir, wanted.file, nowMs)
    const carried = await putInPlace(dataDir, restore, {
      asItWas: wanted.asItWas,
      keepUnreadable: !wanted.discardPresent,
      nowMs,
    })
    for (const line of restoredWords(restore, {
      carried,
      kept,
      wasUnread: hasPresent && !wanted.asItWas && !carried,
    }))
      terminal.say(line)
    await server?.takeUp()
    if (server)
      terminal.say('The server has taken them up. Everyone who had a board open comes back by themselves.')
  } finally {
    server?.end()
    lock.release()
  }
}

/** Keeps a server from starting half-way. */
function takeFolder(lock: FolderLock): void {
  try {
    lock.take()
  } catch (error) {
    const said =
      'A server runs on this folder and does not answer. Stop it, and try again; nothing was changed.'
    throw new Unfit(said, { cause: error })
  }
}

/**
 * Backs the present boards up beside the backup that takes their place. Not in the data folder: what somebody
 * erases tomorrow must be in no file there.
 * @returns the file; undefined when there is nothing, or nothing that can be read
 */
async function keepPresent(dataDir: string, file: string, nowMs: number): Promise<string | undefined> {
  if (!(await exists(databaseIn(dataDir)))) return undefined
  const time = new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '-')
  const kept = join(dirname(resolve(file)), `before-restore-${time}.backup`)
  try {
    await backUp(dataDir, kept, { force: false, nowMs })
    return kept
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return undefined
    const why = error instanceof Error ? error.message : String(error)
    throw new Unfit(
      `The present boards could not be kept as ${kept}: ${why} Nothing was changed. Copy the backup to a folder with room, or say --discard-present.`,
      { cause: error },
    )
  }
}

/** The terminal that the process was started in. */
export function processTerminal(): Terminal {
  const isThere = process.stdin.isTTY && process.stdout.isTTY
  return {
    say: (line) => process.stdout.write(`${line}\n`),
    ask: isThere
      ? async (question) => {
          const reader = createInterface({ input: process.stdin, output: process.stdout })
          try {
            return await reader.question(question)
          } finally {
            reader.close()
          }
        }
      : undefined,
  }
}
