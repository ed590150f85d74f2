import { accessSync, closeSync, constants, openSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { StoreFailing, type StoreTrouble } from '../StoreFailing.ts'

/**
 * Says of an error what is the matter with the disk or the file, and what to do about it.
 * @returns undefined if it is neither's fault: then it is a bug of ours
 */
export function troubleOf(error: unknown, file: string): StoreFailing | undefined {
  if (error instanceof StoreFailing) return error
  const why = troubleOfCode(codeOf(error))
  if (why === undefined) return undefined
  // SQLite says only that reading or writing failed; the folder itself knows more.
  const found = why === 'broken' ? (troubleOfFolder(file) ?? why) : why
  return new StoreFailing(found, sentenceFor(found, file, messageOf(error)), { cause: error })
}

/** After one of these the connection is good for nothing more; after the others it goes on where it was. */
export const needsReopening = ({ why }: StoreFailing): boolean => why !== 'full' && why !== 'locked'

export const damaged = (file: string, how: string): StoreFailing =>
  new StoreFailing('damaged', sentenceFor('damaged', file, how))

/** SQLite's codes and the system's, by how they begin. */
const codes: readonly (readonly [string, StoreTrouble])[] = [
  ['SQLITE_FULL', 'full'],
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  ['EFBIG', 'full'],
  ['SQLITE_READONLY', 'read-only'],
  ['EROFS', 'read-only'],
  ['EACCES', 'read-only'],
  ['EPERM', 'read-only'],
  ['SQLITE_BUSY', 'locked'],
  ['SQLITE_LOCKED', 'locked'],
  ['SQLITE_PROTOCOL', 'locked'],
  ['SQLITE_CORRUPT', 'damaged'],
  ['SQLITE_NOTADB', 'damaged'],
  // What SQLite finds cut off: it expected more of the file.
  ['SQLITE_IOERR_SHORT_READ', 'damaged'],
  ['SQLITE_IOERR', 'broken'],
  ['SQLITE_CANTOPEN', 'broken'],
  ['SQLITE_NOMEM', 'broken'],
  ['EIO', 'broken'],
  ['EMFILE', 'broken'],
  ['ENOENT', 'broken'],
]

const troubleOfCode = (code: string): StoreTrouble | undefined =>
  codes.find(([start]) => code.startsWith(start))?.[1]

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown }
  if (typeof code === 'string' && code !== '') return code
  // libsql names no code when it cannot open a file.
  return messageOf(error).startsWith('ConnectionFailed') ? 'SQLITE_CANTOPEN' : ''
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Tries to write into the folder, since a file system tells why it refuses. */
function troubleOfFolder(file: string): StoreTrouble | undefined {
  const probe = join(dirname(file), '.writable')
  try {
    accessSync(dirname(file), constants.W_OK)
    const handle = openSync(probe, 'w', 0o600)
    try {
      writeSync(handle, new Uint8Array(4096))
    } finally {
      closeSync(handle)
      rmSync(probe, { force: true })
    }
    accessSync(file, constants.R_OK | constants.W_OK)
    return undefined
  } catch (error) {
    const code = codeOf(error)
    return code === 'ENOENT' ? undefined : troubleOfCode(code)
  }
}

function sentenceFor(why: StoreTrouble, file: string, how: string): string {
  switch (why) {
    case 'full':
      return `The disk is full: nothing can be saved to ${file}, so nothing is accepted. Make room on that disk; the server goes on by itself.`
    case 'read-only':
      return `${file} can be read and not written: ${how}. Let the server's user write the folder and the files in it; the server goes on by itself.`
    case 'locked':
      return `Another program has locked ${file}, so nothing can be saved. Close that program; the server goes on by itself.`
    case 'damaged':
      return `${file} is damaged or missing: ${how}. Its boards are not served, so that nothing is made worse. Restore a backup, or put the undamaged file back; the server goes on by itself.`
    case 'in use':
      return `Another Common Thread server is running on the folder ${dirname(file)}. Stop that one first, or give this one another folder with DATA_DIR.`
    case 'broken':
      return `${file} cannot be read or written: ${how}. Look after its disk; the server goes on by itself once that works again.`
  }
}

export const diskFull = (file: string): StoreFailing =>
  new StoreFailing('full', sentenceFor('full', file, ''))

export const inUse = (file: string): StoreFailing =>
  new StoreFailing('in use', sentenceFor('in use', file, ''))
