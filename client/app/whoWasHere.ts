import type { BoardId } from '../../shared/model/ids.ts'
import type { ParticipantHere } from '../../shared/protocol/me.ts'

/** Who this browser is on a board, as the server said it last. */
export type Known = {
  readonly participant: ParticipantHere
  readonly seats: readonly ParticipantHere[]
  readonly epoch: number
  readonly lineage: number
}

const rememberedKey = (board: BoardId) => `common-thread/me/${board}`

export const isRemembered = (board: BoardId): boolean => localStorage.getItem(rememberedKey(board)) !== null

/** Who this browser was on the board at the last visit. */
export function remembered(board: BoardId): Known | undefined {
  const stored = localStorage.getItem(rememberedKey(board))
  return stored === null ? undefined : (JSON.parse(stored) as Known)
}
export function remember(board: BoardId, known: Known): void {
  localStorage.setItem(rememberedKey(board), JSON.stringify(known))
}
export function forget(board: BoardId): void {
  localStorage.removeItem(rememberedKey(board))
}

const asKey = (board: BoardId) => `common-thread/as/${board}`

/** Whom this tab acts as on the board, when somebody chose; kept for the tab, since a tablet goes round. */
export const asOf = (board: BoardId): ParticipantHere['id'] | undefined =>
  (sessionStorage.getItem(asKey(board)) as ParticipantHere['id'] | null) ?? undefined

/** Chooses whom this tab acts as from now on. */
export function actAs(board: BoardId, participant: ParticipantHere['id']): void {
  sessionStorage.setItem(asKey(board), participant)
}
/** Lets the server say who this tab is: the one that somebody chose is not on the board any more. */
export function actAsNobodyElse(board: BoardId): void {
  sessionStorage.removeItem(asKey(board))
}
