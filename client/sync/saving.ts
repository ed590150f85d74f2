import { closeCodes } from '../../shared/protocol/messages.ts'
import type { StoreTrouble } from './storeWatch.ts'

/** Where one's changes are: what the one place on the screen says. */
export type SaveState =
  | { readonly is: 'loading' }
  | { readonly is: 'saved' }
  | { readonly is: 'sending' }
  /** No connection: changes wait on this device. `waiting` tells whether there are any. */
  | { readonly is: 'offline'; readonly waiting: boolean }
  /** The server cannot store at the moment. */
  | { readonly is: 'store-failing'; readonly why: StoreTrouble }
  /** The server will not have this page back: see {@link EndReason}. */
  | { readonly is: 'ended'; readonly why: EndReason }

export type EndReason =
  'removed' | 'erased' | 'restored' | 'reload' | 'signed-out' | 'too-many-tabs' | 'too-much' | 'other'

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

/** What to say of one's changes while the page is wanted. @param trouble what keeps the server from storing */
export function saveStateOf(
  { isAllSaved, hasChanges }: SaveTracker,
  isSynced: boolean,
  trouble: StoreTrouble | undefined,
): SaveState {
  if (trouble !== undefined) return { is: 'store-failing', why: trouble }
  if (!isSynced) return { is: 'offline', waiting: hasChanges }
  return { is: isAllSaved ? 'saved' : 'sending' }
}

const endReasons: Readonly<Record<number, EndReason>> = {
  [closeCodes.removed]: 'removed',
  [closeCodes.boardErased]: 'erased',
  [closeCodes.noSuchBoard]: 'erased',
  [closeCodes.reloadForSchema]: 'reload',
  [closeCodes.notSignedIn]: 'signed-out',
  [closeCodes.tooManySockets]: 'too-many-tabs',
  [closeCodes.tooManyMessages]: 'too-much',
}

/** Why the server ended the connection for good, by the code with which it did. */
export const endReasonOf = (code: number): EndReason => endReasons[code] ?? 'other'

/** Updates from the server, from the copy on the device and from the first load are nobody's new words. */
export const isFromElsewhere = (origin: unknown, persistence: unknown): boolean =>
  origin === 'snapshot' ||
  (origin !== undefined && origin === persistence) ||
  (typeof origin === 'object' && origin !== null && 'wsconnected' in origin)
