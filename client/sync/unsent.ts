import * as Y from 'yjs'
import { rowOf, textOf, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import type { RowKey, TextKey } from '../../shared/model/tables.ts'
import { clientTables, type ClientTable } from '../../shared/model/tableNames.ts'
import type { TextEdit } from './textEdits.ts'
import { stateOf, unionOf, type Vector } from './vector.ts'

/** Something that a document holds beyond what the server has. */
export type Unsent =
  | {
      readonly is: 'row'
      readonly table: ClientTable
      readonly key: string
      readonly row: unknown
      /** Whether the server has another row under this key than the one that was written over. */
      readonly hasChanged: boolean
    }
  | { readonly is: 'removal'; readonly table: ClientTable; readonly key: string }
  | {
      readonly is: 'text'
      readonly key: TextKey
      /** What the server has, to which the edits belong; undefined where it has no such text. */
      readonly base: string | undefined
      /** In the order in which they stand in the text. */
      readonly edits: readonly TextEdit[]
      /** Whether the server has a text of its own under this key, so that where the edits belong is unknown. */
      readonly hasChanged: boolean
    }

/** What is on the server: how far it knows each Yjs client, and its document when that could be had. */
export type ServerState = {
  readonly vector: Vector
  readonly board: BoardDocument | undefined
  /** What the server does not know and a tab on this device has done again or kept already. */
  readonly handled: Vector
  /**
   * Whether one's own hand wrote a row, or a character, when the document holds more than that beyond the server. Then
   * nothing that was taken away is found, since nothing tells who did that. Left out, all of it is one's own.
   */
  readonly isOwn?: (id: Y.ID, row?: RowThere) => boolean
}

/** A row where it stands. */
export type RowThere = { readonly table: ClientTable; readonly key: string; readonly row: unknown }

/**
 * What a document holds beyond what the server has. It needs no journal, so it works after a reload as well: rows
 * and characters written are those under clocks that the server does not know; those taken away are those that the
 * document has deleted and the server has not.
 */
export function unsentOf(board: BoardDocument, server: ServerState): Unsent[] {
  const unsent: Unsent[] = []
  for (const table of clientTables) unsent.push(...unsentRows(board, table, server))
  for (const key of board.texts.keys() as Iterable<TextKey>) {
    const text = unsentText(board, key, server)
    if (text) unsent.push(text)
  }
  return unsent
}

function* unsentRows(board: BoardDocument, table: ClientTable, server: ServerState): Iterable<Unsent> {
  const mine = itemsOf(board, table)
  const theirs = server.board && itemsOf(server.board, table)
  for (const [key, item] of mine) {
    if (item.deleted) continue
    const row = rowOf(board, table, key as RowKey<ClientTable>)
    if (!isNew(server, item.id, { table, key, row })) continue
    const standing = theirs?.get(key)
    const there = server.board && rowOf(server.board, table, key as RowKey<ClientTable>)
    // Another tab may have brought it there already.
    if (there !== undefined && JSON.stringify(there) === JSON.stringify(row)) continue
    const hasChanged = !Y.compareIDs(lastKnownOf(item, server), standing?.lastId ?? null)
    yield { is: 'row', table, key, row, hasChanged: server.board !== undefined && hasChanged }
  }
  if (server.isOwn) return
  for (const [key, item] of theirs ?? []) {
    if (item.deleted || mine.get(key)?.deleted === false) continue
    if (isDeletedIn(board.doc, item.id)) yield { is: 'removal', table, key }
  }
}

const itemsOf = (board: BoardDocument, table: ClientTable): Map<string, Y.Item> =>
  (board.tables[table] as unknown as Y.AbstractType<unknown>)._map

/** What other tabs have put into the copy on the device that neither the server nor the asking tab has. */
export type OthersUnsent =
  | { readonly is: 'nothing' }
  /** It stands on the server's state alone: theirs to send, or of whoever opens the copy next. */
  | { readonly is: 'apart'; readonly update: Uint8Array }
  /** It builds on what is given up now, so it must be done again together with it. */
  | { readonly is: 'entangled' }

/** @param known what the asking tab's document holds, and what has been dealt with before */
export function othersUnsent(
  stored: readonly Uint8Array[],
  serverState: Uint8Array,
  known: readonly Vector[],
): OthersUnsent {
  if (stored.length === 0) return { is: 'nothing' }
  const all = Y.mergeUpdates([...stored])
  const doc = new Y.Doc()
  Y.applyUpdate(doc, serverState)
  const server = stateOf(doc)
  const mine = known.reduce(unionOf)
  const reached = Y.decodeStateVector(Y.encodeStateVectorFromUpdate(all))
  const others = [...reached].filter(
    ([client, clock]) => clock > Math.max(reachOf(server, client), reachOf(mine, client)),
  )
  if (others.length === 0) return { is: 'nothing' }
  if (others.some(([client]) => reachOf(mine, client) > reachOf(server, client))) return { is: 'entangled' }
  const without = new Map(reached)
  for (const [client] of others) without.set(client, reachOf(server, client))
  const update = Y.diffUpdate(all, Y.encodeStateVector(without))
  Y.applyUpdate(doc, update)
  return doc.store.pendingStructs ? { is: 'entangled' } : { is: 'apart', update }
}

const reachOf = (vector: Vector, client: number): number => vector.get(client) ?? 0
const isKnown = ({ vector }: ServerState, { client, clock }: Y.ID): boolean => clock < reachOf(vector, client)
const isNew = (server: ServerState, id: Y.ID, row?: RowThere): boolean =>
  !isKnown(server, id) && id.clock >= reachOf(server.handled, id.client) && (server.isOwn?.(id, row) ?? true)

/** The newest row of this key that the server knew when this one was written; null when there was none. */
function lastKnownOf(item: Y.Item, server: ServerState): Y.ID | null {
  for (let left = item.left; left !== null; left = left.left) {
    if (!isKnown(server, left.id)) continue
    const { client } = left.id
    // Yjs joins what was written over into one item, which may reach beyond what the server knows.
    return Y.createID(client, Math.min(left.lastId.clock, reachOf(server.vector, client) - 1))
  }
  return null
}

function isDeletedIn(doc: Y.Doc, { client, clock }: Y.ID): boolean {
  const structs = doc.store.clients.get(client)
  if (!structs || clock >= Y.getState(doc.store, client)) return false
  return structs[Y.findIndexSS(structs, clock)]?.deleted === true
}

function unsentText(board: BoardDocument, key: TextKey, server: ServerState): Unsent | undefined {
  const mine = board.texts.get(key)
  if (!mine?._item) return undefined
  const there = server.board && textOf(server.board, key)
  if (isKnown(server, mine._item.id)) {
    // The server never takes a text away.
    const edits = editsOf(mine, server.board?.texts.get(key) ?? mine, server)
    if (edits.length === 0) return undefined
    return {
      is: 'text',
      key,
      base: there ?? wordsOf(mine, (id) => isKnown(server, id)),
      edits,
      hasChanged: false,
    }
  }
  const insert = wordsOf(mine, (id) => isNew(server, id))
  if (there === textOf(board, key) || (insert === '' && there !== undefined)) return undefined
  const edits = insert === '' ? [] : [{ at: there?.length ?? 0, remove: 0, insert }]
  return { is: 'text', key, base: there, edits, hasChanged: there !== undefined }
}

/** A stretch of characters that one client wrote one after the other, and where it stands among those alive. */
type Stretch = {
  readonly clock: number
  readonly length: number
  readonly at: number
  readonly isAlive: boolean
}

/**
 * What one's own text has that the server's has not, at its place in the server's: characters are known by client
 * and clock, so what others wrote meanwhile moves nothing.
 */
function editsOf(mine: Y.Text, theirs: Y.Text, server: ServerState): TextEdit[] {
  const places = placesOf(theirs, server)
  const edits: TextEdit[] = []
  let at = 0
  for (let item = mine._start; item !== null; item = item.right) {
    const { client, clock } = item.id
    const knownLength = lengthBelow(item, reachOf(server.vector, client))
    for (const { at: place, length, isAlive } of within(places.get(client), clock, knownLength)) {
      if (isAlive && item.deleted && !server.isOwn) edits.push({ at: place, remove: length, insert: '' })
      at = place + (isAlive ? length : 0)
    }
    const oldLength = Math.max(knownLength, lengthBelow(item, reachOf(server.handled, client)))
    if (oldLength === item.length || item.deleted || !(item.content instanceof Y.ContentString)) continue
    if (server.isOwn?.(item.id) === false) continue
    edits.push({ at, remove: 0, insert: item.content.str.slice(oldLength) })
  }
  return joined(edits)
}

/** Where the characters that the server knows stand in its text, by client, in the order of their clocks. */
function placesOf(text: Y.Text, server: ServerState): Map<number, Stretch[]> {
  const places = new Map<number, Stretch[]>()
  let at = 0
  for (let item = text._start; item !== null; item = item.right) {
    const { client, clock } = item.id
    const length = lengthBelow(item, reachOf(server.vector, client))
    if (length === 0) continue
    const isAlive = !item.deleted && item.countable
    const stretches = places.get(client)
    const stretch = { clock, length, at, isAlive }
    if (stretches) stretches.push(stretch)
    else places.set(client, [stretch])
    if (isAlive) at += length
  }
  for (const stretches of places.values()) stretches.sort((a, b) => a.clock - b.clock)
  return places
}

/** The parts of the stretches that lie within `length` clocks from `clock` on. */
function* within(
  stretches: readonly Stretch[] | undefined,
  clock: number,
  length: number,
): Iterable<Stretch> {
  for (const stretch of stretches ?? []) {
    const start = Math.max(clock, stretch.clock)
    const end = Math.min(clock + length, stretch.clock + stretch.length)
    if (start >= end) continue
    const at = stretch.isAlive ? stretch.at + start - stretch.clock : stretch.at
    yield { clock: start, length: end - start, at, isAlive: stretch.isAlive }
  }
}

/** Edits that touch, as one: taking away and putting in at one place is one change to whoever made it. */
function joined(edits: readonly TextEdit[]): TextEdit[] {
  const all: TextEdit[] = []
  // Characters of two clients may stand the other way round here than there.
  for (const edit of [...edits].sort((a, b) => a.at - b.at)) {
    const last = all.at(-1)
    if (last && last.at + last.remove === edit.at)
      all[all.length - 1] = {
        at: last.at,
        remove: last.remove + edit.remove,
        insert: last.insert + edit.insert,
      }
    else all.push(edit)
  }
  return all
}

/** How many of an item's clocks lie below a reach. */
const lengthBelow = (item: Y.Item, reach: number): number =>
  Math.max(0, Math.min(item.length, reach - item.id.clock))

/** What the text reads when only some of its characters count. */
function wordsOf(text: Y.Text, counts: (id: Y.ID) => boolean): string {
  let words = ''
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !(item.content instanceof Y.ContentString)) continue
    const { client, clock } = item.id
    for (let i = 0; i < item.length; i++)
      if (counts(Y.createID(client, clock + i))) words += item.content.str[i] ?? ''
  }
  return words
}
