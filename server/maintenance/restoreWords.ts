import type { CarriedOver } from './carryOver.ts'
import type { PreparedRestore } from './restore.ts'

/** Boards that are named one by one. */
const MOST_NAMED = 20

/** What somebody reads before they decide: what the backup holds, and what restoring it does. */
export function whatItHolds(
  { madeAtMs, boards, isOfThisPlace }: PreparedRestore,
  given: {
    readonly dataDir: string
    readonly hasPresent: boolean
    readonly discardPresent: boolean
    readonly asItWas: boolean
  },
): string[] {
  const notes = boards.reduce((sum, board) => sum + board.notes, 0)
  const lines = [
    `This backup was made on ${dateOf(madeAtMs)}. It holds ${counted(boards.length, 'board')} with ${counted(notes, 'note')}:`,
    ...boards
      .slice(0, MOST_NAMED)
      .map(({ title, notes: n }) => `  ${oneLine(title)} (${counted(n, 'note')})`),
  ]
  if (boards.length > MOST_NAMED)
    lines.push(`  and ${counted(boards.length - MOST_NAMED, 'more board', 'more boards')}`)
  lines.push('', `Restoring puts these boards into ${given.dataDir}.`)
  if (!given.hasPresent) return lines
  lines.push(
    given.discardPresent
      ? 'No copy of the boards as they are now is kept.'
      : 'The boards as they are now are kept as a backup beside this one. Delete it when it is not needed any more: what is erased from the boards later stays in it.',
    given.asItWas
      ? 'Everything becomes as it was then, also what has been withdrawn, blacked out or deleted since, who was let in or removed, and links that have ended since. Boards made since are gone.'
      : 'People, their roles and the links stay as they are now, boards made since stay, and what has been withdrawn, blacked out or deleted since stays so.',
  )
  if (!isOfThisPlace) lines.push('It comes from another place: links of the boards that are here now end.')
  lines.push(
    'Whoever has a board open is let go for a moment, and what they wrote themselves since the backup comes back from their own device.',
    'Votes in a round that is open are in no backup.',
  )
  return lines
}

/** What somebody reads afterwards. */
export function restoredWords(
  { boards }: PreparedRestore,
  done: {
    readonly carried: CarriedOver | undefined
    readonly kept: string | undefined
    /** Whether there were boards before that could not be read. */
    readonly wasUnread: boolean
  },
): string[] {
  const deleted = done.carried?.deleted ?? 0
  const lines = ['', `Restored: ${counted(boards.length - deleted, 'board')}.`]
  if (deleted > 0)
    lines.push(
      `${counted(deleted, 'board')} of the backup had been deleted since, and stay so. (--as-it-was brings them back.)`,
    )
  if (done.carried && done.carried.madeSince > 0)
    lines.push(`Made since the backup, and left as they are: ${counted(done.carried.madeSince, 'board')}.`)
  if (done.wasUnread)
    lines.push(
      'The boards as they were before could not be read. So whatever was withdrawn, blacked out or deleted after the backup is there again, and whoever joined after it joins once more: please look through it.',
    )
  if (done.kept !== undefined) lines.push(`The boards as they were before are in ${done.kept}.`)
  return lines
}

const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`

const dateOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' at ')} (UTC)`

/** A title is somebody's words: whatever it holds, it is one line, and moves no cursor on the terminal. */
const oneLine = (title: string): string =>
  [...title].map((character) => (/\p{C}/u.test(character) ? ' ' : character)).join('') || '(no title)'
