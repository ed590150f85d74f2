import * as Y from 'yjs'
import {
  LASTING,
  openBoardDocument,
  rowOf,
  textOf,
  type BoardDocument,
} from '../../shared/document/BoardDocument.ts'
import { replaceText, writeRow } from '../../shared/document/change.ts'
import { refuseChange, type Actor, type Refusal, type RowChange } from '../../shared/model/rules.ts'
import type { RecommendationId } from '../../shared/model/ids.ts'
import {
  clientTables,
  textFields,
  type ClientTable,
  type Row,
  type RowKey,
  type Table,
  type TextKey,
} from '../../shared/model/tables.ts'

/** Something that a person wrote and the server did not take: kept on this device until they decide. */
export type KeptWords = {
  readonly id: string
  readonly reason: Refusal | 'changed-meanwhile'
  readonly keptAtMs: number
} & (
  | { readonly is: 'row'; readonly table: ClientTable; readonly key: string; readonly row: unknown }
  | { readonly is: 'text'; readonly key: string; readonly text: string }
)

type Unsent =
  { is: 'row'; table: ClientTable; key: string; row: unknown } | { is: 'text'; key: TextKey; text: string }

/**
 * What this document holds beyond what the server has: rows last written, and texts with characters, under
 * clocks that the server does not know. It needs no journal, so it works after a reload as well.
 */
function unsentOf(board: BoardDocument, serverStateVector: Map<number, number>): Unsent[] {
  const isUnsent = (item: Y.Item) =>
    item.id.clock + item.length > (serverStateVector.get(item.id.client) ?? 0)
  const unsent: Unsent[] = []
  for (const table of clientTables) {
    const map = board.tables[table] as unknown as Y.Map<unknown>
    for (const [key, item] of map._map) {
      if (!item.deleted && isUnsent(item)) unsent.push({ is: 'row', table, key, row: map.get(key) })
    }
  }
  board.texts.forEach((text, key) => {
    for (let item = text._start; item !== null; item = item.right) {
      if (isUnsent(item)) {
        unsent.push({ is: 'text', key: key as TextKey, text: text.toJSON() })
        return
      }
    }
  })
  return unsent
}

/**
 * Builds a fresh document from the server's state and does again what the refused one held beyond it, as far
 * as the rules allow now. What they do not allow comes back as kept words: nothing that a person wrote is lost.
 * @param refused keys (`table/key`) that the server named, and its reason for them
 */
export function rebuild(
  diverged: BoardDocument,
  serverState: Uint8Array,
  actor: Actor,
  refused: { readonly rows: readonly string[]; readonly reason: Refusal },
  keep: { newId(): string; nowMs: number },
): { document: BoardDocument; kept: KeptWords[] } {
  const document = openBoardDocument(new Y.Doc())
  Y.applyUpdate(document.doc, serverState)
  const serverVector = Y.decodeStateVector(Y.encodeStateVector(document.doc))
  const kept: KeptWords[] = []
  const refusedRows = new Set(refused.rows)
  const keepWords = (unsent: Unsent, reason: KeptWords['reason']) => {
    kept.push({ ...unsent, id: keep.newId(), reason, keptAtMs: keep.nowMs })
  }
  const unsentRowsFirst = unsentOf(diverged, serverVector).sort((a, b) => a.is.localeCompare(b.is))
  for (const unsent of unsentRowsFirst) {
    const address = unsent.is === 'row' ? `${unsent.table}/${unsent.key}` : `texts/${unsent.key}`
    if (refusedRows.has(address)) {
      keepWords(unsent, refused.reason)
      continue
    }
    if (unsent.is === 'text') {
      // Without its history a text cannot be merged fairly: if it reads otherwise now, its author decides.
      if (textOf(document, unsent.key) !== unsent.text) keepWords(unsent, 'changed-meanwhile')
      continue
    }
    const change = changeTo(document, unsent)
    const reason = refuseChange(actor, change, factsOf(document))
    if (reason) {
      keepWords(unsent, reason)
      continue
    }
    document.doc.transact(() => {
      writeUnsent(document, unsent)
      if (change.before === undefined) makeTexts(document, diverged, unsent)
    }, LASTING)
  }
  return { document, kept }
}

/** A new owner's texts are made in the update that makes it, so they come along with what they said. */
function makeTexts(
  board: BoardDocument,
  diverged: BoardDocument,
  owner: { table: ClientTable; key: string },
): void {
  if (owner.table !== 'themes' && owner.table !== 'recommendations') return
  for (const field of textFields[owner.table]) {
    const key = `${owner.table}/${owner.key}/${field}` as TextKey
    board.texts.set(key, new Y.Text(textOf(diverged, key) ?? ''))
  }
}

/** Brings kept words back to the board if the rules allow it now. @returns why not, or undefined when done */
export function bringBack(board: BoardDocument, actor: Actor, words: KeptWords): Refusal | undefined {
  if (words.is === 'text') {
    const key = words.key as TextKey
    // A text is made only together with its owner: where there is none, the words would go nowhere.
    if (textOf(board, key) === undefined) return 'made-with-owner'
    const length = words.text.length
    const reason = refuseChange(actor, { table: 'texts', key, action: 'edit', length }, factsOf(board))
    if (!reason) replaceText(board, key, words.text)
    return reason
  }
  const reason = refuseChange(actor, changeTo(board, words), factsOf(board))
  if (!reason)
    board.doc.transact(() => {
      writeUnsent(board, words)
    }, LASTING)
  return reason
}

const changeTo = (
  board: BoardDocument,
  words: { table: ClientTable; key: string; row: unknown },
): RowChange =>
  ({
    table: words.table,
    key: words.key,
    before: rowOf(board, words.table, words.key as RowKey<ClientTable>),
    after: words.row,
  }) as RowChange

const writeUnsent = (board: BoardDocument, words: { table: ClientTable; key: string; row: unknown }) => {
  writeRow(board, words.table, words.key as RowKey<ClientTable>, words.row as Row<ClientTable>)
}

/** What the rules ask about a board, answered from a document. */
export function factsOf(board: BoardDocument) {
  return {
    row: <T extends Parameters<typeof rowOf>[1]>(table: T, key: RowKey<T>) => rowOf(board, table, key),
    noteCount: board.tables.notes.size,
    keyCount: (table: Table) => board.tables[table]._map.size,
    // Only the server counts them; near the limit it refuses what was offered here, and the words are kept.
    documentBytes: 0,
    isInOpenRound: (recommendation: RecommendationId) =>
      [...board.tables.rounds.values()].some(
        (round) =>
          round.state.is === 'open' && round.offered.some((item) => item.recommendation === recommendation),
      ),
  }
}
