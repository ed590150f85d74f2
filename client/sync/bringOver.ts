import type * as Y from 'yjs'
import { LOCAL, rowOf, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { metaOf, migrate } from '../../shared/document/migrate.ts'
import type { RowKey } from '../../shared/model/tables.ts'
import { textFields, type ClientTable } from '../../shared/model/tableNames.ts'
import { actorIn, type Writer } from './actorIn.ts'
import type { KeptChange, KeptReason, KeptWords } from './keptWords.ts'
import { groupKept } from './groupKept.ts'
import { changeOf, isOrphan, Replay, type Making } from './rebuild.ts'
import { unsentOf, type RowThere, type Unsent } from './unsent.ts'
import { stateOf, type Vector } from './vector.ts'

/** Whose the copy is, and what the device remembers of them. */
export type Owner = {
  readonly writer: Writer
  /** The Yjs clients under which they wrote on this device. */
  readonly wrote: ReadonlySet<number>
  /** From where on the server is not known to have had what those wrote. */
  readonly unsent: Vector
  /** What has been brought over from the copy before, by another tab. */
  readonly handled: Vector
  /** Whether anything is to be done again without asking. */
  readonly doesAgain: boolean
}

export type BroughtOver = {
  /** Those with the reason 'goes-next' are done again as soon as they can be sent. */
  readonly kept: readonly KeptWords[]
  readonly handled: Vector
  /** Whether the board was restored since the copy was made, and not the product renewed. */
  readonly wasRestored: boolean
}

/**
 * What a copy on the device holds of its owner that the board has not, where the two cannot be merged: the copy is of
 * another epoch, since the board was restored from a backup, or of an earlier schema.
 * @param board the board as the server has it now
 * @param upgrade brings a copy of an earlier schema to this build's, for the form of its rows alone
 */
export function bringOver(
  earlier: BoardDocument,
  board: BoardDocument,
  owner: Owner,
  make: Making,
  upgrade: (copy: BoardDocument) => void = toThisSchema,
): BroughtOver {
  const backup = backupBetween(earlier, board)
  const known = { vector: stateOf(board.doc), board, handled: owner.handled }
  const made = (table: ClientTable, key: string) => makerOf(earlier, table, key)
  const isOwn = (id: Y.ID, there?: RowThere) =>
    owner.wrote.has(id.client) ||
    (there !== undefined &&
      (owner.wrote.has(made(there.table, there.key) ?? NaN) ||
        (there.row as { author?: unknown }).author === owner.writer.author))
  const found = unsentOf(earlier, backup ? { ...known, isOwn } : known)
  const handled = stateOf(earlier.doc)
  const unsent = inThisSchema(earlier, board, found, upgrade)
  const replay = new Replay(board, actorIn(board, owner.writer), unsent)
  const everyones = backup && unsentOf(earlier, { ...known, handled: new Map() })
  const kept: { change: KeptChange; reason: KeptReason }[] = []
  // Its texts are made together with it, and two who made one text would lose the words of one of them.
  const leftToMaker = (one: Unsent) => {
    const maker = one.is === 'row' ? made(one.table, one.key) : undefined
    return maker === undefined || owner.wrote.has(maker) ? undefined : 'restored'
  }
  const decide = (one: Unsent): KeptReason | 'nothing-to-do' | undefined => {
    // Taken back or blacked out since, on another device: to keep it here would be to bring it back.
    const erased = one.is === 'row' ? replay.erasedSince(one) : undefined
    if (erased) return wasSent(earlier, one, owner.unsent) ? 'nothing-to-do' : erased
    const reason = everyones
      ? (replay.refuseAfterRestore(one, everyones) ?? leftToMaker(one))
      : replay.refuse(one)
    return reason ?? (owner.doesAgain ? undefined : backup ? 'restored' : 'earlier-version')
  }
  for (const one of unsent) {
    if (one.is === 'text' && one.base === undefined) continue
    const reason = decide(one)
    if (reason === 'nothing-to-do') continue
    for (const part of [one, ...replay.newTextsOf(one)])
      kept.push({ change: changeOf(part), reason: reason ?? 'goes-next' })
  }
  for (const text of unsent.filter(isOrphan(unsent)))
    kept.push({ change: changeOf(text), reason: backup ? 'restored' : 'made-with-owner' })
  const words = groupKept(kept, make)
  return { kept: words.map((one) => withTime(one, backup?.atMs)), handled, wasRestored: backup !== undefined }
}

const withTime = (words: KeptWords, backupAtMs: number | undefined): KeptWords =>
  words.reason === 'restored' && backupAtMs !== undefined ? { ...words, backupAtMs } : words

/** Whether the board was restored after the copy was made, and from when that backup was. */
function backupBetween(
  earlier: BoardDocument,
  board: BoardDocument,
): { atMs: number | undefined } | undefined {
  const now = metaOf(board)
  return now && now.epoch !== metaOf(earlier)?.epoch ? { atMs: now.backupAtMs } : undefined
}

const toThisSchema = (copy: BoardDocument): void => {
  migrate(copy, LOCAL)
}

/**
 * The same, with rows in the form that this build gives them. A row for which that cannot be done stays as it was
 * written: the rules then refuse it, and its words are kept.
 */
function inThisSchema(
  earlier: BoardDocument,
  board: BoardDocument,
  unsent: readonly Unsent[],
  upgrade: (copy: BoardDocument) => void,
): Unsent[] {
  if (metaOf(earlier)?.schema === metaOf(board)?.schema) return [...unsent]
  try {
    // Nobody else ever sees this document: it is given up when its rows have been read.
    upgrade(earlier)
  } catch (error) {
    console.warn('a copy of an earlier version could not be brought to this one', error)
    return [...unsent]
  }
  return unsent
    .map((one) =>
      one.is === 'row'
        ? { ...one, row: rowOf(earlier, one.table, one.key as RowKey<ClientTable>) ?? one.row }
        : one,
    )
    .filter(
      (one) =>
        one.is !== 'row' ||
        JSON.stringify(rowOf(board, one.table, one.key as RowKey<ClientTable>)) !== JSON.stringify(one.row),
    )
}

/** The Yjs client that made a theme or a request: undefined for rows that have no texts. */
function makerOf(board: BoardDocument, table: ClientTable, key: string): number | undefined {
  if (table !== 'themes' && table !== 'recommendations') return undefined
  const [field] = textFields[table]
  return board.texts.get(`${table}/${key}/${field}`)?._item?.id.client
}

/** Whether the server had this before, as far as the device knows. */
function wasSent(earlier: BoardDocument, one: Unsent, unsent: Vector): boolean {
  if (one.is !== 'row') return false
  const item = (earlier.tables[one.table] as unknown as Y.AbstractType<unknown>)._map.get(one.key)
  return item !== undefined && item.id.clock < (unsent.get(item.id.client) ?? Infinity)
}
