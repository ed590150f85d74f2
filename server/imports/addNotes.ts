import { rowOf, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { writeRow } from '../../shared/document/change.ts'
import { newId } from '../../shared/document/newId.ts'
import type { AuthorKey, CommunityId, ConversationId, ImportId, NoteId } from '../../shared/model/ids.ts'
import {
  communityKey,
  refuseImportSize,
  type ConversationDraft,
  type ImportDraft,
} from '../../shared/model/imports.ts'
import { limits } from '../../shared/model/limits.ts'
import { mayWrite } from '../../shared/model/roles.ts'
import type { BoardParts, PersonHere } from '../boards/BoardParts.ts'
import { isRefused, refused, type Refused } from '../boards/refused.ts'

/** Notes that were read and wait to be added. */
export type NotesToAdd = {
  readonly import: ImportId
  readonly drafts: readonly ImportDraft[]
  readonly conversations: readonly ConversationDraft[]
}

/** Characters that leave as one sync message at most: a poor connection must carry it well within 30 seconds. */
const BATCH_CHARACTERS = 300_000

/**
 * Adds notes under the caller's author key, a batch a transaction, with the conversations and communities that
 * they name. After each batch it yields how many have been added; whoever stops asking stops the import after
 * the batch that is being written.
 * @returns why it could not go on, when it could not; what was added before stays, and can be undone as one
 */
export async function* addNotes(
  { rooms, clock }: Pick<BoardParts, 'rooms' | 'clock'>,
  actor: PersonHere,
  { import: importId, drafts, conversations }: NotesToAdd,
): AsyncGenerator<number, Refused | undefined> {
  const ids = conversations.map(() => newId<ConversationId>())
  // The board shows notes by age: these keep the order of the file, and none is of tomorrow.
  const firstMs = clock() - drafts.length
  let added = 0
  for (const batch of batchesOf(drafts)) {
    const refusal = await rooms.write(actor.board, (document) => {
      const unfit = refuseNow(document, actor, batch.length)
      if (unfit) return unfit
      const communities = communitiesOf(document)
      batch.forEach((draft, at) => {
        if (draft.conversation !== null) {
          writeConversation(
            document,
            ids[draft.conversation]!,
            conversations[draft.conversation]!,
            actor.author,
            communities,
          )
        }
        writeRow(document, 'notes', newId<NoteId>(), {
          ...draft.note,
          conversation: draft.conversation === null ? null : ids[draft.conversation]!,
          author: actor.author,
          brought: 'imported',
          import: importId,
          addedAtMs: Math.max(0, firstMs + added + at),
        })
      })
      return undefined
    })
    if (isRefused(refusal)) return refusal
    added += batch.length
    yield added
  }
  return undefined
}

function* batchesOf(drafts: readonly ImportDraft[]): Generator<readonly ImportDraft[]> {
  let batch: ImportDraft[] = []
  let characters = 0
  for (const draft of drafts) {
    const size = draft.note.said.length + draft.note.impression.length
    if (
      batch.length > 0 &&
      (batch.length === limits.importRowsPerTransaction || characters + size > BATCH_CHARACTERS)
    ) {
      yield batch
      batch = []
      characters = 0
    }
    batch.push(draft)
    characters += size
  }
  if (batch.length > 0) yield batch
}

/** Others go on meanwhile: the board may fill up, and whoever imports may be made a guest or removed. */
function refuseNow(document: BoardDocument, actor: PersonHere, adding: number): Refused | undefined {
  const person = rowOf(document, 'people', actor.participant)
  if (person?.state.is !== 'here') return refused('not-here')
  if (!mayWrite(person.role)) return refused('reads-only')
  const full = refuseImportSize(adding, document.tables.notes.size)
  return full === undefined ? undefined : refused('board-full')
}

/** The board's communities by {@link communityKey}; one that was merged stands for the one it went into. */
function communitiesOf(document: BoardDocument): Map<string, CommunityId> {
  const rows = document.tables.communities
  const communities = new Map<string, CommunityId>()
  for (const [key, row] of rows.entries()) {
    let id = key as CommunityId
    const passed = new Set([id])
    for (
      let into = row.mergedInto;
      into !== null && !passed.has(into);
      into = rowOf(document, 'communities', into)?.mergedInto ?? null
    ) {
      if (rowOf(document, 'communities', into)) id = into
      passed.add(into)
    }
    communities.set(communityKey(row.name), id)
  }
  return communities
}

function writeConversation(
  document: BoardDocument,
  id: ConversationId,
  { communities: names, ...details }: ConversationDraft,
  author: AuthorKey,
  communities: Map<string, CommunityId>,
): void {
  if (rowOf(document, 'conversations', id)) return
  const named = new Set(
    names.map((name) => {
      const known = communities.get(communityKey(name))
      if (known) return known
      const made = newId<CommunityId>()
      // A file says what the community is called, and seldom of which family it is.
      writeRow(document, 'communities', made, {
        name: name.normalize('NFC'),
        family: 'interest',
        hopedFor: null,
        mergedInto: null,
      })
      communities.set(communityKey(name), made)
      return made
    }),
  )
  writeRow(document, 'conversations', id, {
    ...details,
    // Whether they told us or somebody guessed is not in the file: the lesser claim.
    communities: [...named].map((community) => ({ community, basis: 'guessed' as const })),
    author,
  })
}
