import { createUndo, type BoardUndo } from '../../shared/document/undo.ts'
import type { BoardDocument } from '../../shared/document/BoardDocument.ts'
import { LiveBoard } from './LiveBoard.ts'

/** A document with what lives as long as it does: its view and its undo. After a refusal another one takes its place. */
export class OpenBoard {
  readonly live: LiveBoard
  readonly undoing: BoardUndo

  constructor(readonly document: BoardDocument) {
    this.live = new LiveBoard(document)
    this.undoing = createUndo(document)
  }

  /** @param onUndo is called whenever there is more or less to undo. @returns a function that stops both */
  listen(onChange: () => void, onUndo: () => void): () => void {
    const stops = [this.live.subscribe(onChange), this.undoing.onChange(onUndo)]
    return () => {
      for (const stop of stops) stop()
    }
  }

  destroy(): void {
    this.undoing.destroy()
    this.live.destroy()
    this.document.doc.destroy()
  }
}
