import * as Y from 'yjs'
import { openBoardDocument, rowOf, rowsOf, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import type { NoteId } from '../../shared/model/ids.ts'
import { tableNames } from '../../shared/model/tableNames.ts'

/**
 * All that was promised on one board: every update that any client was sent, or was told is saved, and every
 * erasure that was answered. Whatever is in here must be there after any crash.
 */
export class Ledger {
  updatesSeen = 0
  updatesSaved = 0
  /** What one note said, by its own words alone: found missing without a word of Yjs. */
  readonly notesSaved = new Map<NoteId, string>()
  /** Notes whose taking back was asked for; `true` once the server has said that it is done. */
  readonly withdrawn = new Map<NoteId, boolean>()
  /** Notes whose words were to be blacked out, likewise. */
  readonly blackedOut = new Map<NoteId, boolean>()
  readonly #promised = openBoardDocument(new Y.Doc())

  seen(update: Uint8Array): void {
    this.updatesSeen++
    Y.applyUpdate(this.#promised.doc, update)
  }
  saved(update: Uint8Array): void {
    this.updatesSaved++
    Y.applyUpdate(this.#promised.doc, update)
  }

  /** Words that the server has said are in no file any more. */
  wordsGoneFromDisk(): string[] {
    return this.#wordsOf(this.blackedOut)
  }

  /** Words that have left the board: their notes were taken back or blacked out, and the server has said so. */
  wordsErased(): string[] {
    return [...this.#wordsOf(this.withdrawn), ...this.#wordsOf(this.blackedOut)]
  }

  #wordsOf(erased: ReadonlyMap<NoteId, boolean>): string[] {
    return [...erased].filter(([, isDone]) => isDone).flatMap(([note]) => this.notesSaved.get(note) ?? [])
  }

  /**
   * Compares a board as the server has it with what was promised; it is all promised from then on.
   * @returns what is missing or different, in words; empty when nothing is
   */
  check(server: BoardDocument): string[] {
    const promised = this.#promised.doc
    const faults = [
      ...missingStructs(promised, server.doc),
      ...missingDeletions(promised, server.doc),
      ...this.#wrongNotes(server),
    ]
    Y.applyUpdate(promised, Y.encodeStateAsUpdate(server.doc))
    // What could not be applied was not compared either.
    if (promised.store.pendingStructs || promised.store.pendingDs)
      faults.push('something was promised that builds on what nobody was ever sent')
    for (const table of tableNames)
      if (jsonOf(rowsOf(this.#promised, table)) !== jsonOf(rowsOf(server, table)))
        faults.push(`${table} are not the same as promised`)
    if (jsonOf(textsOf(this.#promised)) !== jsonOf(textsOf(server)))
      faults.push('texts are not the same as promised')
    return faults
  }

  #wrongNotes(server: BoardDocument): string[] {
    const faults: string[] = []
    for (const [note, words] of this.notesSaved) {
      const said = rowOf(server, 'notes', note)?.said
      const isHidden = rowOf(server, 'hidden', note)?.is === 'withdrawn'
      const withdrawn = this.withdrawn.get(note)
      if (withdrawn === true && (said !== undefined || !isHidden)) faults.push('a note came back')
      if (withdrawn === undefined && said === undefined) faults.push('a saved note is missing')
      const blackedOut = this.blackedOut.get(note)
      const holds = said?.includes(words)
      if (blackedOut === true && holds) faults.push('blacked-out words came back')
      if (blackedOut === undefined && holds === false) faults.push('a saved note says something else')
    }
    return faults
  }
}

/** Rows in an order of their own: that of a Y.Map is the order in which it heard of them. */
const jsonOf = (rows: ReadonlyMap<string, unknown>): string =>
  JSON.stringify([...rows].sort(([a], [b]) => (a < b ? -1 : 1)))

const textsOf = ({ texts }: BoardDocument) =>
  new Map([...texts.entries()].map(([key, text]) => [key, text.toJSON()]))

function missingStructs(promised: Y.Doc, server: Y.Doc): string[] {
  const there = Y.decodeStateVector(Y.encodeStateVector(server))
  return [...Y.decodeStateVector(Y.encodeStateVector(promised))]
    .filter(([client, clock]) => (there.get(client) ?? 0) < clock)
    .map(
      ([client, clock]) => `client ${client} had written up to ${clock}: ${there.get(client) ?? 0} is there`,
    )
}

function missingDeletions(promised: Y.Doc, server: Y.Doc): string[] {
  const there = Y.createDeleteSetFromStructStore(server.store)
  const faults: string[] = []
  for (const [client, ranges] of Y.createDeleteSetFromStructStore(promised.store).clients)
    for (const { clock, len } of ranges)
      for (let at = clock; at < clock + len; at++)
        if (!Y.isDeleted(there, Y.createID(client, at))) {
          faults.push(`what client ${client} had written at ${at} was deleted, and is there again`)
          break
        }
  return faults
}
