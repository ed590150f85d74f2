import { rowOf, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { writeRow } from '../../shared/document/change.ts'
import type { AuthorKey, ParticipantId, RoundId } from '../../shared/model/ids.ts'
import { closeCodes } from '../../shared/protocol/messages.ts'
import type { BoardParts, PersonHere } from './BoardParts.ts'
import { isLastFacilitator, personHere } from './people.ts'
import { isRefused, refused, type Refused } from './refused.ts'
import { notifyTurnout } from './turnout.ts'

/**
 * Makes one person of two, when someone joined twice: browsers, notes and the place on the roll go to the one who
 * is kept, and so does the vote, unless that one has voted too.
 */
export async function mergePeople(
  parts: BoardParts,
  actor: PersonHere,
  from: ParticipantId,
  into: ParticipantId,
): Promise<Refused | undefined> {
  if (actor.role !== 'facilitator') return refused('facilitators-only')
  if (from === into) return refused('same-person')
  const { storage, rooms } = parts
  const keys = await authorKeys(parts, actor, from, into)
  if (isRefused(keys)) return keys

  const rounds = await rooms.read(actor.board, (_, document) => openRounds(document))
  return parts.roundLock.runAll(rounds, async () => {
    const stillOpen = await rooms.write(actor.board, (document) => {
      const merged = personHere(document, from)
      const kept = personHere(document, into)
      if (isRefused(merged)) return merged
      if (isRefused(kept)) return kept
      if (kept.role !== 'facilitator' && isLastFacilitator(document, from)) return refused('last-facilitator')
      writeRow(document, 'people', from, { ...merged, state: { is: 'merged', into } })
      giveAuthorship(document, keys.from, keys.into)
      return replaceOnRolls(document, from, into)
    })
    if (isRefused(stillOpen)) return stillOpen
    for (const round of stillOpen) {
      await storage.moveBallot(actor.board, round, from, into).catch(parts.finishRounds)
      await notifyTurnout(parts, actor.board, round)
    }
    await storage.mergeParticipant(from, into)
    await rooms.disconnect(actor.board, from, closeCodes.notSignedIn)
    return undefined
  })
}

async function authorKeys(
  { storage }: BoardParts,
  { board }: PersonHere,
  from: ParticipantId,
  into: ParticipantId,
): Promise<{ from: ReadonlySet<AuthorKey>; into: AuthorKey } | Refused> {
  const participants = await storage.participants(board)
  const ofMerged = participants.filter(({ id }) => id === from).map(({ author }) => author)
  const ofKept = participants.find(({ id }) => id === into)?.author
  return ofMerged.length === 0 || ofKept === undefined
    ? refused('no-such-person')
    : { from: new Set(ofMerged), into: ofKept }
}

/** Notes and conversations get the author key of the one who is kept, or nobody could change or take them back. */
function giveAuthorship(document: BoardDocument, from: ReadonlySet<AuthorKey>, into: AuthorKey): void {
  for (const [id, note] of [...document.tables.notes.entries()]) {
    if (from.has(note.author)) document.tables.notes.set(id, { ...note, author: into })
  }
  for (const [id, conversation] of [...document.tables.conversations.entries()]) {
    if (from.has(conversation.author))
      document.tables.conversations.set(id, { ...conversation, author: into })
  }
}

function openRounds(document: BoardDocument): RoundId[] {
  return [...document.tables.rounds.entries()]
    .filter(([, round]) => round.state.is === 'open')
    .map(([id]) => id as RoundId)
}

function replaceOnRolls(document: BoardDocument, from: ParticipantId, into: ParticipantId): RoundId[] {
  const rounds = openRounds(document)
  for (const id of rounds) {
    const round = rowOf(document, 'rounds', id)
    if (!round?.roll.includes(from)) continue
    const roll = [...new Set(round.roll.map((voter) => (voter === from ? into : voter)))]
    writeRow(document, 'rounds', id, { ...round, roll })
  }
  return rounds
}
