import { closeCodes } from '../../shared/protocol/messages.ts'
import type { StoreTrouble } from './storeWatch.ts'

/** Where one's changes are: what the one place on the screen says. */
export type SaveState =
  | { readonly is: 'loading' }
  | { readonly is: 'saved' }
  | { readonly is: 'sending' }
  /** No connection: changes wait on this device. `waiting` tells whether there are any. */
  | { readonly is: 'offline'; readonly waiting: boolean }
  /** The board or the server has as many connections as it can serve; changes wait on this device. */
  | { readonly is: 'crowded' }
  /** The server cannot store at the moment. */
  | { readonly is: 'store-failing'; readonly why: StoreTrouble }
  /** The server will not have this page back: see {@link EndReason}. */
  | { readonly is: 'ended'; readonly why: EndReason }

/** Whether the board is no longer one's own to write on: what one wrote from now on would reach nobody and be kept nowhere. */
export const isOffBoard = (save: SaveState): boolean =>
  save.is === 'ended' && (save.why === 'erased' || save.why === 'removed')

export type EndReason =
  | 'removed'
  | 'erased'
  | 'restored'
  | 'reload'
  | 'signed-out'
  | 'too-many-tabs'
  | 'too-much'
  | 'unreadable'
  | 'other'

/**
 * Knows which local changes the server has on disk. A change is a step up of `made`; each message that leaves
 * carries all changes made so far; `saved {n}` says that the first n messages are on disk.
 *
 * A document that came from this device may hold changes that were never sent, so until the first exchange
 * after connecting is acknowledged, nothing counts as saved.
 */
export class SaveTracker {
  private made = 1
  private saved = 0
  private sent: { n: number; made: number }[] = []

  /** @param cameWithChanges whether the copy on this device holds changes that were never known to be saved */
  constructor(private readonly cameWithChanges: boolean) {}

  changeMade(): void {
    this.made++
  }

  messageSent(n: number): void {
    this.sent.push({ n, made: this.made })
  }

  messagesSaved(n: number): void {
    for (const mark of this.sent) if (mark.n <= n) this.saved = Math.max(this.saved, mark.made)
    this.sent = this.sent.filter((mark) => mark.n > n)
  }

  /** A new connection: what was under way is sent again with the first exchange. */
  connectionReset(): void {
    this.sent = []
  }

  get isAllSaved(): boolean {
    return this.saved === this.made
  }

  /** Whether a person made changes that are not known to be saved. */
  get hasChanges(): boolean {
    return this.made > Math.max(this.saved, 1) || (this.saved === 0 && this.cameWithChanges)
  }
}

/** How the page is placed with the server just now. */
type Standing = {
  readonly isSynced: boolean
  /** Whether the last attempt to connect found no place free. */
  readonly isCrowded: boolean
  /** What keeps the server from storing. */
  readonly trouble: StoreTrouble | undefined
}

/** What to say of one's changes while the page is wanted. */
export function saveStateOf(
  { isAllSaved, hasChanges }: SaveTracker,
  { isSynced, isCrowded, trouble }: Standing,
): SaveState {
  if (trouble !== undefined) return { is: 'store-failing', why: trouble }
  if (isSynced) return { is: isAllSaved ? 'saved' : 'sending' }
  return isCrowded ? { is: 'crowded' } : { is: 'offline', waiting: hasChanges }
}

/** Our own codes that are for good, and those by which the WebSocket protocol itself refuses. 4409 is answered apart. */
const endReasons: Readonly<Record<number, EndReason>> = {
  [closeCodes.malformed]: 'unreadable',
  [closeCodes.removed]: 'removed',
  [closeCodes.boardErased]: 'erased',
  [closeCodes.noSuchBoard]: 'erased',
  [closeCodes.reloadForSchema]: 'reload',
  [closeCodes.notSignedIn]: 'signed-out',
  [closeCodes.tooManySockets]: 'too-many-tabs',
  [closeCodes.tooManyMessages]: 'too-much',
  [closeCodes.tooLarge]: 'too-much',
  1002: 'unreadable',
  1003: 'unreadable',
  1007: 'unreadable',
  1009: 'too-much',
}

/** Why the server ended the connection for good, by the code with which it did. */
export const endReasonOf = (code: number): EndReason => endReasons[code] ?? 'other'

/** Updates from the server, from the copy on the device and from the first load are nobody's new words. */
export const isFromElsewhere = (origin: unknown, persistence: unknown): boolean =>
  origin === 'snapshot' ||
  (origin !== undefined && origin === persistence) ||
  (typeof origin === 'object' && origin !== null && 'wsconnected' in origin)
