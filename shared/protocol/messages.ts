import * as v from 'valibot'

/**
 * What crosses the WebSocket besides Yjs's own messages. The frame is y-websocket's: a varuint that names the
 * kind, then its payload. 0 to 3 are y-websocket's (sync, awareness, auth, query awareness), so any y-websocket
 * client can connect; ours have numbers of their own and carry one JSON string unless said otherwise. They are sent
 * only to clients that gave `?v=`, since a stock client would write each one to its console as an error.
 */
export const messageKinds = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  saved: 100,
  denied: 101,
  notice: 102,
  /**
   * People whose awareness state is as it was but for the place of their cursor, or of what they drag. Varuints: how
   * many, and for each the awareness client id and clock; then x and y as varints. A whole state takes ten times as
   * many bytes, and in a hall everyone gets everybody's, twenty times a second.
   */
  moved: 103,
} as const

const count = v.pipe(v.number(), v.integer(), v.minValue(0))

/** The first `n` sync messages of type 1 or 2 that this connection sent are on disk. */
export const savedMessage = v.object({ n: count })
export type SavedMessage = v.InferOutput<typeof savedMessage>

/**
 * The nth such message was refused, and nothing of it was applied; the connection closes with
 * {@link closeCodes}.refused right after. `rows` are `table/key` of what was refused, as far as it was readable.
 */
export const deniedMessage = v.object({ n: count, rows: v.array(v.string()), reason: v.string() })
export type DeniedMessage = v.InferOutput<typeof deniedMessage>

/** Something everyone in the room should know that is no part of the document. */
export const noticeMessage = v.variant('is', [
  /** How many of the roll have voted; sent at every change and to whoever connects while a round is open. */
  v.object({ is: v.literal('turnout'), round: v.string(), voted: count, of: count }),
  /**
   * The server cannot store at the moment: nothing is accepted until it can. `why`, where it is known: 'full',
   * 'read-only', 'locked', 'damaged' or 'in use'.
   */
  v.object({ is: v.literal('store-failing'), why: v.optional(v.string()) }),
])
export type NoticeMessage = v.InferOutput<typeof noticeMessage>

/**
 * Why a connection was closed. 4400-4499 is for good: the client does not come back by itself.
 * 4500-4599 passes: it does, a little later.
 */
export const closeCodes = {
  malformed: 4400,
  notSignedIn: 4401,
  removed: 4403,
  noSuchBoard: 4404,
  refused: 4409,
  boardErased: 4410,
  tooLarge: 4413,
  reloadForSchema: 4426,
  /** More messages, for longer, than anyone at work sends. */
  tooManyMessages: 4429,
  /** The same person opened the board once more elsewhere, and has as many tabs and devices on it as is allowed. */
  tooManySockets: 4430,
  shuttingDown: 4500,
  storeFailing: 4503,
  /** It does not read what it is sent, or takes for ever to send one message. */
  tooSlow: 4508,
  /** The board or the server has as many connections as it can serve. */
  crowded: 4529,
} as const
export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes]

/** The parsed message, or undefined when the text is not one: from the wire, so nothing is trusted. */
export function parseMessage<S extends v.GenericSchema>(
  schema: S,
  json: string,
): v.InferOutput<S> | undefined {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return undefined // not JSON: the same answer as JSON of the wrong shape
  }
  const result = v.safeParse(schema, value)
  return result.success ? result.output : undefined
}
