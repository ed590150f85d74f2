import { create, type StoreApi, type UseBoundStore } from 'zustand'
import type { CardPlace } from './scene.ts'

/** A card's name among all that can have the keyboard's focus. */
export type CardKey = string
export const cardKey = (where: 'canvas' | 'tray', { note, theme }: CardPlace): CardKey =>
  `${where}/${note}/${theme ?? ''}`

/** Which card the Tab key reaches, on the canvas and in the tray; the arrow keys go on from there. */
export type Reach = {
  readonly canvas: CardKey | undefined
  readonly tray: CardKey | undefined
  /** The card that takes the focus as soon as it is drawn. */
  readonly wanted: CardKey | undefined
}
export type ReachStore = UseBoundStore<StoreApi<Reach>>
export const createReach = (): ReachStore =>
  create<Reach>()(() => ({ canvas: undefined, tray: undefined, wanted: undefined }))

/** The card that an arrow key leads to from `at`, or undefined when it leads nowhere. */
export function nextCard(order: readonly CardPlace[], at: CardPlace, key: string): CardPlace | undefined {
  const here = order.findIndex((place) => place.note === at.note && place.theme === at.theme)
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return order[here + 1]
    case 'ArrowLeft':
    case 'ArrowUp':
      return order[here - 1]
    case 'Home':
      return order[0]
    case 'End':
      return order.at(-1)
    default:
      return undefined
  }
}
