import type { AuthorKey, BoardId, ParticipantId } from '../../shared/model/ids.ts'
import type { Role } from '../../shared/model/roles.ts'
import { browserOf, type HttpBrowser } from '../support/httpBrowser.ts'

/** Someone on a board, in a browser of their own. */
export type Person = {
  readonly board: BoardId
  readonly browser: HttpBrowser
  readonly role: Role
  readonly id: ParticipantId
  readonly authorKey: AuthorKey
}

type Joined = { readonly participant: { readonly id: ParticipantId; readonly authorKey: AuthorKey } }

/** Makes a board over HTTP, and lets people with these roles join. @returns its facilitator, then the others */
export async function gatherPeople(
  origin: string,
  roles: readonly Role[],
): Promise<readonly [Person, ...Person[]]> {
  const maker = browserOf(origin)
  const made = await maker.post('/api/boards', { title: 'In stormy weather', name: 'Fay' })
  if (made.status !== 201) throw new Error(`making a board gave ${made.status}: ${made.text}`)
  const { id, links, participant } = made.json as Joined & { id: BoardId; links: Record<Role, string> }
  const others: Person[] = []
  for (const role of roles) {
    const browser = browserOf(origin)
    const secret = links[role].split('#')[1]
    const joined = await browser.post(`/api/boards/${id}/participants`, { secret, name: role })
    if (joined.status !== 201) throw new Error(`joining gave ${joined.status}: ${joined.text}`)
    others.push({ board: id, browser, role, ...(joined.json as Joined).participant })
  }
  return [{ board: id, browser: maker, role: 'facilitator', ...participant }, ...others]
}

/** An answer, or undefined when the line broke off before there was one. */
export async function answerOf(
  { browser, board, id }: Person,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly json: unknown } | undefined> {
  try {
    return await browser.send(method, `/api/boards/${board}${path}?as=${id}`, body)
  } catch {
    return undefined // the server was killed meanwhile, which is what this is about
  }
}
