import * as Y from 'yjs'
import { openBoardDocument } from '../../../../shared/document/BoardDocument.ts'
import {
  refuseActor,
  refuseChange,
  type Actor,
  type Change,
  type Refusal,
} from '../../../../shared/model/rules.ts'
import { tableNames, TEXTS } from '../../../../shared/model/tableNames.ts'
import { boardFacts } from '../../../../server/rooms/guard/boardFacts.ts'
import type { GuardedRoom } from './GuardedRoom.ts'

/**
 * What a guard should say that could afford a copy: apply the update to it, compare the board before and after
 * by the ids of what is alive, and ask the rules about each difference.
 */
export type Opinion =
  | { readonly is: 'accept'; readonly changesNothing: boolean; readonly after: string }
  | { readonly is: 'gap' }
  | { readonly is: 'refuse'; readonly reasons: ReadonlySet<Refusal> }

export function opinionOf(room: GuardedRoom, actor: Actor, update: Uint8Array): Opinion {
  const copy = new Y.Doc()
  const board = openBoardDocument(copy)
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(room.doc))
  const whole = Y.encodeStateAsUpdate(copy)
  const before = readAll(copy)
  const statesBefore = Y.decodeStateVector(Y.encodeStateVector(copy))
  const facts = boardFacts(room.board)
  try {
    Y.applyUpdate(copy, update)
  } catch {
    return refuse('malformed')
  }
  if (copy.store.pendingStructs || copy.store.pendingDs) return { is: 'gap' }
  const after = readAll(copy)
  if (after.fault) return refuse(after.fault)
  const changesNothing = Buffer.compare(Y.encodeStateAsUpdate(copy), whole) === 0

  const reasons = new Set<Refusal>()
  if (!changesNothing) {
    const reason = refuseActor(actor)
    if (reason) reasons.add(reason)
    for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(copy))) {
      const known = statesBefore.get(client) ?? 0
      const isFree = !room.owners.has(client) && known === 0 && client !== room.doc.clientID
      if (clock > known && !isFree && room.owners.get(client) !== actor.participant) reasons.add('not-yours')
    }
  }
  const changes = differences(before, after)
  const created = new Set(
    changes
      .filter((change) => change.table !== 'texts' && change.before === undefined)
      .map(({ table, key }) => `${table}/${key}`),
  )
  for (const change of changes) {
    const reason = refuseChange(actor, change, facts, created)
    if (reason) reasons.add(reason)
  }
  for (const [key, text] of before.texts) {
    // Other characters under the same ids: a surrogate pair was cut.
    const now = after.texts.get(key)
    if (now?.ids === text.ids && now.words !== text.words) reasons.add('malformed')
    if (now?.words.includes('�') && !text.words.includes('�')) reasons.add('malformed')
  }
  board.doc.destroy()
  return reasons.size > 0
    ? { is: 'refuse', reasons }
    : { is: 'accept', changesNothing, after: JSON.stringify(signature(after)) }
}

/** All that a board says, for comparing one document with another. */
export const signatureOf = (doc: Y.Doc): string => JSON.stringify(signature(readAll(doc)))

const refuse = (reason: Refusal): Opinion => ({ is: 'refuse', reasons: new Set([reason]) })

type Everything = {
  readonly rows: Map<string, Map<string, { id: string; value: unknown }>>
  readonly texts: Map<string, { id: string; ids: string; words: string; length: number }>
  readonly fault: Refusal | undefined
}

function readAll(doc: Y.Doc): Everything {
  const rows: Everything['rows'] = new Map()
  const texts: Everything['texts'] = new Map()
  let fault: Refusal | undefined
  for (const [name, root] of doc.share) {
    if (name !== TEXTS && !(tableNames as string[]).includes(name)) fault ??= 'unknown-table'
    if (root._start) fault ??= 'malformed'
    const table = new Map<string, { id: string; value: unknown }>()
    if (name !== TEXTS) rows.set(name, table)
    for (const [key, item] of root._map) {
      if (item.deleted) continue
      const id = `${item.id.client}:${item.id.clock + item.length - 1}`
      const { content } = item
      if (name !== TEXTS) {
        if (!(content instanceof Y.ContentAny)) fault ??= 'malformed'
        table.set(key, { id, value: content.getContent().at(-1) })
      } else if (content instanceof Y.ContentType && content.type.constructor === Y.Text) {
        const read = readText(content.type)
        if (!read) fault ??= 'malformed'
        else texts.set(key, { id, ...read })
      } else fault ??= 'malformed'
    }
  }
  return { rows, texts, fault }
}

function readText(text: Y.Text): { ids: string; words: string; length: number } | undefined {
  if (text._map.size > 0) return undefined
  const ids: string[] = []
  for (let item = text._start; item; item = item.right) {
    if (item.deleted) continue
    if (!(item.content instanceof Y.ContentString)) return undefined
    for (let i = 0; i < item.length; i++) ids.push(`${item.id.client}:${item.id.clock + i}`)
  }
  return { ids: ids.join(), words: text.toJSON(), length: text.length }
}

function differences(before: Everything, after: Everything): Change[] {
  const changes: Change[] = []
  for (const [table, rows] of after.rows) {
    const old = before.rows.get(table)
    for (const key of new Set([...rows.keys(), ...(old?.keys() ?? [])])) {
      if (old?.get(key)?.id === rows.get(key)?.id) continue
      changes.push({ table, key, before: old?.get(key)?.value, after: rows.get(key)?.value } as Change)
    }
  }
  for (const key of new Set([...before.texts.keys(), ...after.texts.keys()])) {
    const [old, now] = [before.texts.get(key), after.texts.get(key)]
    const length = now?.length ?? 0
    if (old && old.id !== now?.id) changes.push({ table: 'texts', key, action: 'remove', length })
    else if (!old) changes.push({ table: 'texts', key, action: 'create', length })
    else if (old.ids !== now?.ids)
      changes.push({ table: 'texts', key, action: 'edit', length, lengthBefore: old.length })
  }
  return changes
}

function signature({ rows, texts }: Everything) {
  const sorted = <T>(map: Map<string, T>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1))
  return [sorted(rows).map(([name, table]) => [name, sorted(table)]), sorted(texts)]
}
