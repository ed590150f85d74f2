import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import * as v from 'valibot'
import { boardId, type AuthorKey, type ParticipantId } from '../../shared/model/ids.ts'
import type { PersonHere } from '../boards/BoardParts.ts'
import { isRefused, refused, type Refused } from '../boards/refused.ts'
import { peopleOfBrowser } from '../boards/seats.ts'
import { StoreFailing } from '../storage/StoreFailing.ts'
import { browserOf } from './cookies.ts'
import type { HttpParts } from './HttpParts.ts'
import { isRightOrigin } from './origin.ts'
import { problems } from './problems.ts'

/** What of a request tells who makes it; a fastify request and a socket's upgrade both have it. */
export type Caller = { readonly headers: IncomingHttpHeaders; readonly url?: string | undefined }

/** How stale the time of last use may get before it is written again. */
const TOUCH_AFTER_MS = 60_000

/**
 * Who makes this request on this board: the one named by `?as=`, else whom this browser used last.
 * An unknown board and one that this browser is not on give the same answer, so that nobody can probe for boards.
 */
export async function whoIsHere(
  parts: HttpParts,
  caller: Caller,
  board: string,
): Promise<PersonHere | Refused> {
  const browser = browserOf(caller.headers)
  const id = v.safeParse(boardId, board)
  if (browser === undefined || !id.success) return notHere(parts)
  const people = await peopleOfBrowser(parts, browser, id.output)
  const as = chosenParticipant(caller.url)
  const chosen = as === undefined ? people[0] : people.find(({ person }) => person.participant === as)
  if (!chosen) return notHere(parts)
  const now = parts.clock()
  if (chosen !== people[0] || now - chosen.lastUsedAtMs > TOUCH_AFTER_MS) {
    try {
      await parts.storage.touchSeat(browser, chosen.person.participant, now)
    } catch (error) {
      // Who may only read needs no disk that can be written.
      if (!(error instanceof StoreFailing)) throw error
    }
  }
  return chosen.person
}

/** With the lineage of the boards: a browser whose own is another one keeps what it holds, since it may be all there is. */
const notHere = async ({ storage }: HttpParts): Promise<Refused> =>
  refused('not-here', { lineage: await storage.lineage() })

/** `?as=` of a request. It is only compared, so it need not be an id; one that is nobody's never falls back to someone else. */
function chosenParticipant(url: string | undefined): string | undefined {
  return new URL(url ?? '/', 'http://board').searchParams.get('as') ?? undefined
}

/**
 * The same checks for a socket's upgrade: Origin, cookie, seat.
 * @returns the status to refuse it with, when it is refused
 */
export async function authenticateSocket(
  parts: HttpParts,
  request: IncomingMessage,
  board: string,
): Promise<{ participant: ParticipantId; author: AuthorKey } | { refuse: number }> {
  if (!isRightOrigin(request.headers, parts.config.publicUrl))
    return { refuse: problems['wrong-origin'].status }
  const person = await whoIsHere(parts, request, board)
  return isRefused(person)
    ? { refuse: problems[person.refused].status }
    : { participant: person.participant, author: person.author }
}
