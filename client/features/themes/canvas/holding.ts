import { create, type StoreApi, type UseBoundStore } from 'zustand'
import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import type { DropTarget } from './dropTarget.ts'

/** What a pointer has picked up. */
export type Held =
  | {
      readonly is: 'notes'
      /** The one under the pointer first. */
      readonly notes: readonly NoteId[]
      readonly members: ReadonlySet<NoteId>
      readonly from: ThemeId | null
      /** How large it is drawn while held, and where in it the pointer has it, in pixels of the screen. */
      readonly scale: number
      readonly width: number
      readonly grip: { readonly x: number; readonly y: number }
    }
  | { readonly is: 'frame'; readonly theme: ThemeId }
  | { readonly is: 'edge'; readonly theme: ThemeId; readonly width: number }

/** What is in hand and where it would go; changes at pick-up, at drop and when the target changes, not at every move. */
export type Holding = {
  readonly held: Held | undefined
  readonly target: DropTarget | undefined
  /** The width that a frame would get whose edge is held. */
  readonly width: number | undefined
}
export type HoldingStore = UseBoundStore<StoreApi<Holding>>

export const EMPTY_HANDS: Holding = { held: undefined, target: undefined, width: undefined }
export const createHolding = (): HoldingStore => create<Holding>()(() => EMPTY_HANDS)
