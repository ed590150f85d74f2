import type { ParticipantId } from '../../shared/model/ids.ts'
import type { PresenceState } from '../../shared/protocol/presence.ts'
import type { Connection } from './connection.ts'
import { othersIn } from './othersIn.ts'
import type { OwnPresence } from './SessionStatus.ts'

/** Where this tab is and what it holds, as the others see it; and where they are. */
export class OwnPlace {
  #shown: OwnPresence = { stage: 'welcome' }

  /** @param isWall a wall is no person: it shows nothing of itself */
  constructor(
    private readonly participant: ParticipantId,
    private readonly isWall: boolean,
  ) {}

  change(change: Partial<OwnPresence>): void {
    this.#shown = { ...this.#shown, ...change }
  }

  /** What the awareness is to hold. */
  get state(): Record<string, unknown> | null {
    return this.isWall ? null : { ...this.#shown, participant: this.participant }
  }

  /** Tells of the others at most once a frame. @returns a function that stops it */
  watchOthers({ awareness }: Connection, onOthers: (others: PresenceState[]) => void): () => void {
    let frame: number | undefined
    awareness.on('change', () => {
      frame ??= requestAnimationFrame(() => {
        frame = undefined
        onOthers(othersIn(awareness))
      })
    })
    return () => {
      if (frame !== undefined) cancelAnimationFrame(frame)
    }
  }
}
