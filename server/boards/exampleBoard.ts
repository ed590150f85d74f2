import type { BoardDocument } from '../../shared/document/BoardDocument.ts'
import { addRecommendation, writeRow } from '../../shared/document/change.ts'
import { replaceText } from '../../shared/document/changeText.ts'
import { addTheme, moveNotes } from '../../shared/document/placing.ts'
import { newId } from '../../shared/document/newId.ts'
import type {
  AuthorKey,
  CommunityId,
  ConversationId,
  NoteId,
  ParticipantId,
  RecommendationId,
  RoundId,
  SessionId,
  ThemeId,
} from '../../shared/model/ids.ts'
import { settingOf } from '../../shared/model/board.ts'
import { rowsOf } from '../../shared/document/BoardDocument.ts'
import {
  communities,
  conversations,
  type CommunityName,
  type ConversationName,
} from './example/conversations.ts'
import { notes } from './example/notes.ts'
import { people, results } from './example/people.ts'
import { recommendations, themes, type RecommendationName, type ThemeName } from './example/themes.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

const PURPOSE =
  'What makes it easy or hard to take part in the life of our borough, and what should change? An example, with invented people and places: try anything.'

/**
 * Fills a new board with the example: notes from 22 conversations, five themes and one set aside, four
 * recommendations and a closed round. Writes into the caller's transaction, over the rows of a board that was
 * just seeded; a purpose that somebody gave stays.
 */
export function seedExample(
  document: BoardDocument,
  creator: { readonly participant: ParticipantId; readonly author: AuthorKey },
  nowMs: number,
): void {
  // Everything happened on one afternoon, six days ago.
  const startMs = nowMs - 6 * DAY_MS
  const themeIds = writeThemes(document, startMs + 60 * MINUTE_MS)
  writeNotes(document, creator.author, themeIds, startMs)
  const recommendationIds = writeRecommendations(document, themeIds, startMs + 90 * MINUTE_MS)
  writeRound(document, themeIds, recommendationIds, startMs)
  writeRow(document, 'sessions', newId<SessionId>(), {
    date: new Date(startMs).toISOString().slice(0, 10),
    place: 'St Brannoc’s hall',
    headCount: { facilitator: 2, member: 9, officer: 4, observer: 1 },
  })
  if (!settingOf({ board: rowsOf(document, 'board') }, 'purpose'))
    writeRow(document, 'board', 'purpose', PURPOSE)
  writeRow(document, 'board', 'stage', { stage: 'themes', movedAtMs: nowMs })
}

function writeThemes(document: BoardDocument, fromMs: number): ReadonlyMap<ThemeName, ThemeId> {
  const ids = idsFor<ThemeName, ThemeId>(themes)
  for (const [i, [name, id]] of [...ids].entries()) {
    const { title, colour, state, frame, summary, differ } = themes[name]
    const addedAtMs = fromMs + i * MINUTE_MS
    addTheme(document, id, { title, colour, addedAtMs }, frame)
    writeRow(document, 'themes', id, { title, colour, state, addedAtMs })
    replaceText(document, `themes/${id}/summary`, summary)
    replaceText(document, `themes/${id}/differ`, differ)
  }
  return ids
}

function writeNotes(
  document: BoardDocument,
  creator: AuthorKey,
  themeIds: ReadonlyMap<ThemeName, ThemeId>,
  fromMs: number,
): void {
  const communityIds = idsFor<CommunityName, CommunityId>(communities)
  for (const [name, id] of communityIds)
    writeRow(document, 'communities', id, { ...communities[name], mergedInto: null })

  const conversationIds = idsFor<ConversationName, ConversationId>(conversations)
  // One author a conversation: whoever held it wrote all its notes.
  const authors = new Map([...conversationIds.keys()].map((name) => [name, newId<AuthorKey>()]))
  for (const [name, id] of conversationIds) {
    const { told = [], guessed = [], ...row } = conversations[name]
    const link = (basis: 'told' | 'guessed') => (community: CommunityName) => ({
      community: idOf(communityIds, community),
      basis,
    })
    writeRow(document, 'conversations', id, {
      ...row,
      communities: [...told.map(link('told')), ...guessed.map(link('guessed'))],
      author: authors.get(name)!,
    })
  }

  const members = new Map<ThemeName, NoteId[]>()
  for (const [i, note] of notes.entries()) {
    const id = newId<NoteId>()
    writeRow(document, 'notes', id, {
      kind: note.kind,
      said: note.said,
      impression: note.impression,
      language: note.language,
      conversation: note.from === null ? null : idOf(conversationIds, note.from),
      quote: note.quote,
      author: note.isCreators ? creator : note.from === null ? newId<AuthorKey>() : authors.get(note.from)!,
      brought: 'written',
      source: '',
      import: null,
      addedAtMs: fromMs + i * MINUTE_MS,
    })
    if (note.at) writeRow(document, 'positions', id, { ...note.at, standsAlone: false })
    for (const theme of note.themes) {
      members.set(theme, [...(members.get(theme) ?? []), id])
      if (note.differs)
        writeRow(document, 'bearings', `${id}/${idOf(themeIds, theme)}`, { bearing: 'differs' })
    }
  }
  for (const [theme, ids] of members) {
    moveNotes(document, {
      notes: ids,
      from: null,
      to: { is: 'theme', theme: idOf(themeIds, theme), before: null },
    })
  }
}

function writeRecommendations(
  document: BoardDocument,
  themeIds: ReadonlyMap<ThemeName, ThemeId>,
  fromMs: number,
): ReadonlyMap<RecommendationName, RecommendationId> {
  const ids = idsFor<RecommendationName, RecommendationId>(recommendations)
  for (const [i, [name, id]] of [...ids].entries()) {
    const { wording, addressedTo, state, restsOn } = recommendations[name]
    const addedAtMs = fromMs + i * MINUTE_MS
    addRecommendation(
      document,
      id,
      { addressedTo, addedAtMs },
      wording,
      restsOn.map((theme) => idOf(themeIds, theme)),
    )
    writeRow(document, 'recommendations', id, { addressedTo, state, addedAtMs })
  }
  writeRow(document, 'nextSteps', idOf(ids, 'tell'), {
    what: 'Write to the twenty-two groups with what was decided and why, and ring those who asked to be rung.',
    who: 'The consultation team, with the group members who held the conversations',
    byWhen: 'Eight weeks from the vote',
  })
  return ids
}

function writeRound(
  document: BoardDocument,
  themeIds: ReadonlyMap<ThemeName, ThemeId>,
  recommendationIds: ReadonlyMap<RecommendationName, RecommendationId>,
  startMs: number,
): void {
  const roll = people.map((person, i) => {
    const id = newId<ParticipantId>()
    writeRow(document, 'people', id, {
      ...person,
      state: { is: 'left' },
      joinedAtMs: startMs + i * MINUTE_MS,
    })
    return id
  })
  const round = newId<RoundId>()
  const offered = [...recommendationIds].filter(([name]) => results[name])
  writeRow(document, 'rounds', round, {
    number: 1,
    method: 'support',
    dotsEach: null,
    follows: null,
    offered: offered.map(([name, recommendation]) => ({
      recommendation,
      wording: recommendations[name].wording,
      addressedTo: recommendations[name].addressedTo,
      themes: recommendations[name].restsOn.map((theme) => idOf(themeIds, theme)),
    })),
    roll,
    state: { is: 'closed', closedAtMs: startMs + 130 * MINUTE_MS },
    openedAtMs: startMs + 115 * MINUTE_MS,
  })
  for (const [name, id] of offered) {
    const result = results[name]
    if (result) writeRow(document, 'results', `${round}/${id}`, result)
  }
}

/** A new id for each name, in the order in which they are written down. */
function idsFor<Name extends string, Id extends ThemeId | CommunityId | ConversationId | RecommendationId>(
  things: Readonly<Record<Name, unknown>>,
): ReadonlyMap<Name, Id> {
  return new Map((Object.keys(things) as Name[]).map((name) => [name, newId<Id>()]))
}

function idOf<Name, Id>(ids: ReadonlyMap<Name, Id>, name: Name): Id {
  const id = ids.get(name)
  if (id === undefined) throw new Error(`the example names ${String(name)}, which it does not hold`)
  return id
}
