import * as v from 'valibot'

/** 16 base64url characters: 96 random bits, so ids made on two devices never meet. */
const ID_PATTERN = /^[A-Za-z0-9_-]{16}$/

/** Bytes of randomness in an id. */
export const ID_BYTES = 12

const id = v.pipe(v.string(), v.regex(ID_PATTERN, 'an id has 16 base64url characters'))

export const boardId = v.pipe(id, v.brand('BoardId'))
export const participantId = v.pipe(id, v.brand('ParticipantId'))
/** Stands for a participant in the document. Which participant it is never enters the document. */
export const authorKey = v.pipe(id, v.brand('AuthorKey'))
export const noteId = v.pipe(id, v.brand('NoteId'))
export const conversationId = v.pipe(id, v.brand('ConversationId'))
export const themeId = v.pipe(id, v.brand('ThemeId'))
export const communityId = v.pipe(id, v.brand('CommunityId'))
export const recommendationId = v.pipe(id, v.brand('RecommendationId'))
export const roundId = v.pipe(id, v.brand('RoundId'))
export const sessionId = v.pipe(id, v.brand('SessionId'))
export const importId = v.pipe(id, v.brand('ImportId'))

export type BoardId = v.InferOutput<typeof boardId>
export type ParticipantId = v.InferOutput<typeof participantId>
export type AuthorKey = v.InferOutput<typeof authorKey>
export type NoteId = v.InferOutput<typeof noteId>
export type ConversationId = v.InferOutput<typeof conversationId>
export type ThemeId = v.InferOutput<typeof themeId>
export type CommunityId = v.InferOutput<typeof communityId>
export type RecommendationId = v.InferOutput<typeof recommendationId>
export type RoundId = v.InferOutput<typeof roundId>
export type SessionId = v.InferOutput<typeof sessionId>
export type ImportId = v.InferOutput<typeof importId>

/** Any id that names one thing. */
export type AnyId =
  | BoardId
  | ParticipantId
  | AuthorKey
  | NoteId
  | ConversationId
  | ThemeId
  | CommunityId
  | RecommendationId
  | RoundId
  | SessionId
  | ImportId

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/**
 * The id that 12 random bytes spell. Randomness is passed in: the model has none of its own.
 * @throws if there are not exactly {@link ID_BYTES} bytes
 */
export function idFromBytes<Id extends AnyId>(bytes: Uint8Array): Id {
  if (bytes.length !== ID_BYTES) throw new Error(`an id takes ${ID_BYTES} bytes, not ${bytes.length}`)
  let text = ''
  for (let i = 0; i < ID_BYTES; i += 3) {
    const bits = (bytes[i]! << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!
    text +=
      ALPHABET[bits >> 18]! +
      ALPHABET[(bits >> 12) & 63]! +
      ALPHABET[(bits >> 6) & 63]! +
      ALPHABET[bits & 63]!
  }
  return text as Id
}
