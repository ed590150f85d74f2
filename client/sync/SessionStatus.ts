import { createStore, type StoreApi } from 'zustand/vanilla'
import type { PresenceState } from '../../shared/protocol/presence.ts'
import type { KeptWords } from './keptWords.ts'
import type { SaveState } from './saving.ts'

/** What a session tells besides the board itself. */
export type SessionStatus = {
  readonly save: SaveState
  readonly canUndo: boolean
  readonly canRedo: boolean
  /** Everyone connected but this tab. */
  readonly others: readonly PresenceState[]
  /** How many of the roll have voted, by round. */
  readonly turnout: ReadonlyMap<string, { readonly voted: number; readonly of: number }>
  readonly keptWords: readonly KeptWords[]
  /** The board was set back while one wrote on it: from when the backup is. Undefined when it was not. */
  readonly restored: { readonly backupAtMs: number | undefined } | undefined
}

/** What this tab shows of itself to the others. */
export type OwnPresence = Omit<PresenceState, 'participant'>

/** The status of a session that begins. */
export const createStatus = (keptWords: readonly KeptWords[]): StoreApi<SessionStatus> =>
  createStore<SessionStatus>(() => ({
    save: { is: 'loading' },
    canUndo: false,
    canRedo: false,
    others: [],
    turnout: new Map<string, { voted: number; of: number }>(),
    keptWords,
    restored: undefined,
  }))
