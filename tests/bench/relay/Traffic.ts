import { uint32 } from 'lib0/random'
import * as Y from 'yjs'
import { openBoardDocument, type BoardDocument } from '../../../shared/document/BoardDocument.ts'
import { replaceText } from '../../../shared/document/changeText.ts'
import { moveNotes } from '../../../shared/document/placing.ts'
import type { TextKey } from '../../../shared/model/tables.ts'
import type { Hall } from './halls.ts'

/** An edit as it leaves a tab. */
export type Edit = { readonly update: Uint8Array; readonly clientId: number; readonly clock: number }

/** Summaries are begun anew at this length, so that the board stays the size it was. */
const LONGEST_SUMMARY = 2_000
const WORDS = 'People said that the bus does not come in the evening. '

/**
 * What people do on a board, made before it is sent. Of the writers every second one types in the summary of a theme of
 * their own, letter by letter; the others drag a note of their own over the canvas. No edit builds on another's, so
 * it does not matter in which order they arrive.
 */
export class Traffic {
  readonly #board: BoardDocument
  readonly #hall: Hall
  readonly #clientIds: readonly number[]
  readonly #done: number[]

  constructor(hall: Hall, writers: number) {
    if (hall.notes.length < writers || hall.themes.length < writers / 2)
      throw new Error('each writer needs a note or a theme of their own')
    this.#hall = hall
    const doc = new Y.Doc()
    Y.applyUpdate(doc, hall.update)
    this.#board = openBoardDocument(doc)
    this.#clientIds = Array.from({ length: writers }, uint32)
    this.#done = this.#clientIds.map(() => 0)
  }

  clientIdOf(writer: number): number {
    return this.#clientIds[writer]!
  }

  /** The next edits of one writer. */
  next(writer: number, count: number): Edit[] {
    const { doc } = this.#board
    const clientId = this.#clientIds[writer]!
    doc.clientID = clientId
    const edits: Edit[] = []
    const keep = (update: Uint8Array) => {
      edits.push({ update, clientId, clock: Y.getState(doc.store, clientId) })
    }
    doc.on('update', keep)
    while (edits.length < count) this.#do(writer)
    doc.off('update', keep)
    return edits
  }

  #do(writer: number): void {
    const n = this.#done[writer]!++
    if (writer % 2 === 0) {
      const theme = this.#hall.themes[writer / 2]!
      const key: TextKey = `themes/${theme}/summary`
      const written = this.#board.texts.get(key)?.toJSON() ?? ''
      const letter = WORDS[n % WORDS.length]!
      replaceText(this.#board, key, written.length >= LONGEST_SUMMARY ? letter : written + letter)
    } else {
      const points = [{ x: 100 + (n % 900), y: 100 + writer }]
      const to = { is: 'canvas', points, standsAlone: false } as const
      moveNotes(this.#board, { notes: [this.#hall.notes[writer]!], from: null, to })
    }
  }
}
