import { parseTextKey } from '../../shared/model/tables.ts'
import type { KeptChange, KeptReason, KeptWords } from './keptWords.ts'

/**
 * Puts changes that belong together into one entry: a new theme with its words, a note with its conversation, all
 * moves. What hangs on others and says nothing by itself, the order in a theme, makes no entry of its own.
 */
export function groupKept(
  kept: readonly { readonly change: KeptChange; readonly reason: KeptReason }[],
  make: { newId(): string; readonly nowMs: number },
): KeptWords[] {
  const noteOf = notesByConversation(kept.map(({ change }) => change))
  const groups = new Map<string, { reason: KeptReason; changes: KeptChange[] }>()
  for (const { change, reason } of kept) {
    const name = `${reason} ${groupOf(change, noteOf)}`
    const group = groups.get(name)
    if (group) group.changes.push(change)
    else groups.set(name, { reason, changes: [change] })
  }
  return [...groups.values()]
    .filter(({ changes }) => !changes.every((change) => change.is !== 'text' && change.table === 'orders'))
    .map((group) => ({ ...group, id: make.newId(), keptAtMs: make.nowMs }))
}

function notesByConversation(changes: readonly KeptChange[]): ReadonlyMap<string, string> {
  const noteOf = new Map<string, string>()
  for (const change of changes) {
    if (change.is !== 'row' || change.table !== 'notes') continue
    const { conversation } = change.row as { readonly conversation?: string | null }
    if (conversation && !noteOf.has(conversation)) noteOf.set(conversation, change.key)
  }
  return noteOf
}

function groupOf(change: KeptChange, noteOf: ReadonlyMap<string, string>): string {
  if (change.is === 'text') {
    const owner = parseTextKey(change.key)
    return owner ? `${owner.owner}/${owner.id}` : change.key
  }
  switch (change.table) {
    case 'placements':
    case 'orders':
    case 'positions':
      return 'moves'
    case 'frames':
      return 'frames'
    case 'conversations':
      return `notes/${noteOf.get(change.key) ?? change.key}`
    case 'supports':
      return `recommendations/${change.key.split('/')[0] ?? ''}`
    default:
      return `${change.table}/${change.key}`
  }
}
