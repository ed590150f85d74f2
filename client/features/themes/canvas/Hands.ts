import type { Carrying } from './Carrying.ts'

/**
 * Between which elements things are carried on the table, and what carries them, as soon as that has come: a board is
 * drawn, moved and read without it.
 */
export class Hands {
  carrying: Carrying | undefined
  viewport: HTMLElement | null = null
  tray: HTMLElement | null = null
  /** Called at every move of a held frame. */
  onFrameMoved: (() => void) | undefined

  /** Has things carried by this from now on. @returns a function that ends it */
  take(carrying: Carrying): () => void {
    this.carrying = carrying
    return () => {
      carrying.cancel()
      this.carrying = undefined
    }
  }
  takeViewport = (element: HTMLElement | null): void => {
    this.viewport = element
  }
  takeTray = (element: HTMLElement | null): void => {
    this.tray = element
  }

  /** Whether the pointer is down on something that would be picked up if it moved. */
  get isReady(): boolean {
    return this.carrying?.isReady ?? false
  }
  get isUnderWay(): boolean {
    return this.carrying?.isUnderWay ?? false
  }

  /** Reports every move of a held frame, to whoever draws it without an element. @returns a function that stops it */
  watchFrame(listener: () => void): () => void {
    this.onFrameMoved = listener
    return () => {
      this.onFrameMoved = undefined
    }
  }
}
