import * as Y from 'yjs'
import {
  LASTING,
  openBoardDocument,
  rowOf,
  textOf,
  type BoardDocument,
} from '../../shared/document/BoardDocument.ts'
import { writeRow } from '../../shared/document/change.ts'
import { limits } from '../../shared/model/limits.ts'
import { refuseChange, type Actor, type Refusal, type RowChange } from '../../shared/model/rules.ts'
import type { Row, RowKey, TextKey } from '../../shared/model/tables.ts'
import { splitPair, textFields, type ClientTable } from '../../shared/model/tableNames.ts'
import { actorIn, factsOf, type Writer } from './actorIn.ts'
import type { KeptChange, KeptReason, KeptWords } from './keptWords.ts'
import { groupKept } from './groupKept.ts'
import { applyEdits, type TextEdit } from './textEdits.ts'
import { unsentOf, type Unsent } from './unsent.ts'
import { stateOf, type Vector } from './vector.ts'

/** What the server said when it would not take an update. */
export type Denial = {
  /** `table/key` of what it named. */
  readonly rows: readonly string[]
  readonly reason: Refusal
}

export type Making = { newId(): string; readonly nowMs: number }

export type Rebuilt = {
  readonly document: BoardDocument
  readonly kept: readonly KeptWords[]
  /** How far the refused document reached where the server's did not: all that is done again or kept now. */
  readonly handled: Vector
}

/** In bytes of JSON: as much as surely fits into one message beside what Yjs adds. */
const MOST_AT_ONCE_BYTES = limits.unsentWarningBytes / 2
/** Tables in which a change that came too late is left: no words, and whoever changed it since saw the board. */
const WORDLESS = new Set<ClientTable>(['placements', 'orders', 'bearings', 'positions', 'frames', 'supports'])

/**
 * Builds a fresh document from the server's state and does again what the refused one held beyond it, as far
 * as the rules allow now. What they do not allow comes back as kept words: nothing that a person wrote is lost.
 * @param options.handled what another tab has done again or kept already
 * @param options.doesAgain false when doing it again has been refused before: then all of it is kept
 */
export function rebuild(
  diverged: BoardDocument,
  serverState: Uint8Array,
  writer: Writer,
  denial: Denial,
  make: Making,
  { handled = new Map(), doesAgain = true }: { readonly handled?: Vector; readonly doesAgain?: boolean } = {},
): Rebuilt {
  const document = openBoardDocument(new Y.Doc())
  Y.applyUpdate(document.doc, serverState)
  const vector = stateOf(document.doc)
  const unsent = unsentOf(diverged, { vector, board: document, handled })
  const kept: { change: KeptChange; reason: KeptReason }[] = []
  const replay = new Replay(document, actorIn(document, writer), unsent)
  let bytes = 0
  // Edits of texts come first: their places are those in the server's text as it stands now.
  for (const one of [...unsent.filter(isEdit), ...unsent.filter((one) => one.is !== 'text')]) {
    const reason = denial.rows.includes(addressOf(one)) || !doesAgain ? denial.reason : replay.refuse(one)
    const size = bytesOf(one)
    if (reason === 'nothing-to-do') continue
    if (reason === undefined && bytes + size <= MOST_AT_ONCE_BYTES) {
      bytes += size
      replay.run(one)
    } else {
      for (const part of [one, ...replay.newTextsOf(one)])
        kept.push({ change: changeOf(part), reason: reason ?? 'goes-next' })
    }
  }
  for (const text of unsent.filter(isOrphan(unsent)))
    kept.push({ change: changeOf(text), reason: 'made-with-owner' })
  return {
    document,
    kept: groupKept(kept, make),
    handled: new Map(
      [...stateOf(diverged.doc)].filter(([client, clock]) => clock > (vector.get(client) ?? 0)),
    ),
  }
}

/**
 * All that a document holds beyond what the server was known to have, as kept words: for whoever the server will
 * not have back, so that what it has now cannot be asked.
 */
export function keepAll(board: BoardDocument, vector: Vector, reason: KeptReason, make: Making): KeptWords[] {
  const unsent = unsentOf(board, { vector, board: undefined, handled: new Map() })
  return groupKept(
    unsent.map((one) => ({ change: changeOf(one), reason })),
    make,
  )
}

/** Judges, and does again on a document, what another one held beyond the server's. */
export class Replay {
  readonly #newTexts: readonly Extract<Unsent, { is: 'text' }>[]

  constructor(
    private readonly board: BoardDocument,
    private readonly actor: Actor,
    unsent: readonly Unsent[],
  ) {
    this.#newTexts = unsent.filter((one) => one.is === 'text').filter((one) => one.base === undefined)
  }

  refuse(one: Unsent): KeptReason | 'nothing-to-do' | undefined {
    if (one.is === 'text') {
      if (one.hasChanged) return 'changed-meanwhile'
      return refuseEdit(this.board, this.actor, one.key, applyEdits(one.base ?? '', one.edits))
    }
    if (one.is === 'row' && one.hasChanged)
      return WORDLESS.has(one.table) ? 'nothing-to-do' : 'changed-meanwhile'
    return refuseChange(this.actor, changeTo(this.board, one), factsOf(this.board))
  }

  /** Whether a row's words were taken back or blacked out on the board, also where another version stands there now. */
  erasedSince(one: Extract<Unsent, { is: 'row' }>): Refusal | undefined {
    const refusal = refuseChange(this.actor, changeTo(this.board, one), factsOf(this.board))
    return refusal === 'taken-back' || refusal === 'blacked-out' ? refusal : undefined
  }

  /**
   * The same when the board was set back to a backup, which may have been why: what adds to it is done again, and what
   * would change it waits for whoever wrote it to decide.
   * @param everyones all that the copy has beyond the board, whoever wrote it
   */
  refuseAfterRestore(one: Unsent, everyones: readonly Unsent[]): KeptReason | 'nothing-to-do' | undefined {
    const refusal = this.refuse(one)
    if (one.is === 'text') {
      if (refusal) return refusal === 'changed-meanwhile' ? 'restored' : refusal
      // Among others' words that are missing too, or where something was taken away, it would stand out of place.
      const whole = everyones.find((other) => other.is === 'text' && other.key === one.key)
      const isAlone = whole?.is === 'text' && JSON.stringify(whole.edits) === JSON.stringify(one.edits)
      return isAlone ? undefined : 'restored'
    }
    if (one.is !== 'row') return 'nothing-to-do'
    if (WORDLESS.has(one.table)) return refusal || !this.isFree(one) ? 'nothing-to-do' : undefined
    if (refusal) return refusal === 'changed-meanwhile' ? 'restored' : refusal
    const isTheirsAlone = one.table === 'notes' || one.table === 'conversations'
    return isTheirsAlone || changeTo(this.board, one).before === undefined ? undefined : 'restored'
  }

  /** Whether nothing on the board says otherwise: a note that rests in another theme stays there. */
  private isFree({ table, key }: { readonly table: ClientTable; readonly key: string }): boolean {
    if (this.board.tables[table].has(key)) return false
    if (table !== 'placements' && table !== 'positions') return true
    const note = table === 'positions' ? key : splitPair(key as RowKey<'placements'>)[0]
    return ![...this.board.tables.placements.keys()].some((other) => other.startsWith(`${note}/`))
  }

  run(one: Unsent): void {
    this.board.doc.transact(() => {
      if (one.is === 'text') {
        editText(this.board, one.key, one.edits)
      } else {
        const isNew = rowOf(this.board, one.table, one.key as RowKey<ClientTable>) === undefined
        writeChange(this.board, one)
        if (isNew) makeTexts(this.board, one, this.newTextsOf(one))
      }
    }, LASTING)
  }

  /** The texts that were made together with this row. */
  newTextsOf(owner: Unsent) {
    if (owner.is !== 'row') return []
    return this.#newTexts.filter((text) => text.key.startsWith(`${owner.table}/${owner.key}/`))
  }
}

/** Whether it is a text that was made with an owner whom another tab has dealt with already. */
export const isOrphan = (all: readonly Unsent[]) => (one: Unsent) =>
  one.is === 'text' &&
  one.base === undefined &&
  one.edits.length > 0 &&
  !all.some((row) => row.is === 'row' && one.key.startsWith(`${row.table}/${row.key}/`))
const isEdit = (one: Unsent) => one.is === 'text' && one.base !== undefined
const addressOf = (one: Unsent) => (one.is === 'text' ? `texts/${one.key}` : `${one.table}/${one.key}`)
const bytesOf = (one: Unsent) => new TextEncoder().encode(JSON.stringify(one)).length

export function changeOf(one: Unsent): KeptChange {
  if (one.is === 'removal') return one
  if (one.is === 'row') return { is: 'row', table: one.table, key: one.key, row: one.row }
  return { is: 'text', key: one.key, base: one.base ?? '', edits: one.edits }
}

type RowOrRemoval = Exclude<KeptChange, { is: 'text' }>

/** A change as the rules judge it. */
export const changeTo = (board: BoardDocument, one: RowOrRemoval): RowChange =>
  ({
    table: one.table,
    key: one.key,
    before: rowOf(board, one.table, one.key as RowKey<ClientTable>),
    after: one.is === 'row' ? one.row : undefined,
  }) as RowChange

/** Writes or takes away one row. */
export function writeChange(board: BoardDocument, one: RowOrRemoval): void {
  const key = one.key as RowKey<ClientTable>
  if (one.is === 'row') writeRow(board, one.table, key, one.row as Row<ClientTable>)
  else if (board.tables[one.table].has(key)) board.tables[one.table].delete(key)
}

/** Why a shared text may not come to read `next`. */
export function refuseEdit(
  board: BoardDocument,
  actor: Actor,
  key: TextKey,
  next: string,
): Refusal | undefined {
  const lengthBefore = textOf(board, key)?.length ?? 0
  const change = { table: 'texts', key, action: 'edit', length: next.length, lengthBefore } as const
  return refuseChange(actor, change, factsOf(board))
}

/** Makes edits whose places are those in the text as it stands. */
export function editText(board: BoardDocument, key: TextKey, edits: readonly TextEdit[]): void {
  const text = board.texts.get(key)
  if (!text) throw new Error(`an edit of ${key}, which is not on the board`)
  // From the end, so that no edit moves the place of the next.
  for (const { at, remove, insert } of [...edits].reverse()) {
    if (remove > 0) text.delete(at, remove)
    if (insert !== '') text.insert(at, insert)
  }
}

/** A new owner's texts are made in the update that makes it, so they come along with what they said. */
export function makeTexts(
  board: BoardDocument,
  owner: RowOrRemoval,
  texts: readonly {
    readonly key: string
    readonly base: string | undefined
    readonly edits: readonly TextEdit[]
  }[],
): void {
  if (owner.table !== 'themes' && owner.table !== 'recommendations') return
  for (const field of textFields[owner.table]) {
    const key = `${owner.table}/${owner.key}/${field}`
    const words = texts.find((text) => text.key === key)
    board.texts.set(key, new Y.Text(words ? applyEdits(words.base ?? '', words.edits) : ''))
  }
}
