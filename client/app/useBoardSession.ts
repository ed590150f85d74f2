import { useEffect, useRef, useState } from 'react'
import { rowOf } from '../../shared/document/BoardDocument.ts'
import type { BoardId, ParticipantId } from '../../shared/model/ids.ts'
import type { ParticipantHere, Problem } from '../../shared/protocol/api.ts'
import { me as meSchema } from '../../shared/protocol/api.ts'
import { boardPath, callApi, UNREACHABLE } from '../sync/api.ts'
import { BoardSession } from '../sync/BoardSession.ts'
import { handKeptWords } from '../sync/KeptStore.ts'
import { salvage } from '../sync/salvage.ts'

/** How far opening a board has come. */
export type Opening =
  | { readonly is: 'opening' }
  /** This browser is nobody on the board, or its link has ended: join by a link. */
  | { readonly is: 'nobody' }
  | { readonly is: 'failed'; readonly problem: Problem }
  | { readonly is: 'open'; readonly session: BoardSession; readonly seats: readonly ParticipantHere[] }

type Known = { participant: ParticipantHere; seats: ParticipantHere[]; epoch: number }
const rememberedKey = (board: BoardId) => `common-thread/me/${board}`

/**
 * Opens this tab's session at a board, and closes it when the tab goes elsewhere.
 *
 * Out of reach of the server, who one is here comes from the last visit, so that the copy on the device opens.
 * @param generation raise it to open afresh, as someone else for instance
 * @param isWall whether it is for a projector, which is no person
 */
export function useBoardSession(board: BoardId, generation: number, isWall = false): Opening {
  const [opening, setOpening] = useState<Opening>({ is: 'opening' })
  const [reopenings, setReopenings] = useState(0)
  const wasRestored = useRef(false)
  useEffect(() => {
    let session: BoardSession | undefined
    let stopWatching: (() => void) | undefined
    const over = new AbortController()
    const open = async () => {
      const known = await whoIsHere(board)
      if (over.signal.aborted) return
      if ('is' in known) return setOpening(known)
      const opened = await BoardSession.open(board, known.participant, known.epoch, isWall)
      if (over.signal.aborted) return opened.destroy()
      session = opened
      await adoptOwn(board, opened, known.epoch)
      if (over.signal.aborted) return
      stopWatching = opened.status.subscribe(({ save }) => {
        if (save.is !== 'ended') return
        if (save.why === 'erased') localStorage.removeItem(rememberedKey(board))
        // It is there, as it was at the time of a backup: this tab opens it afresh, by itself.
        if (save.why === 'restored') {
          wasRestored.current = true
          setReopenings((before) => before + 1)
        }
        // The document itself: what is drawn may be a frame behind.
        const person = rowOf(opened.document, 'people', opened.me.id)
        if (person?.state.is !== 'merged') return
        // A facilitator made one person of two: this tab goes on as the one who is kept, drafts and all.
        actAs(board, person.state.into)
        setReopenings((before) => before + 1)
      })
      // Another tab may have brought everything over before this one could.
      if (wasRestored.current) opened.tellRestored()
      wasRestored.current = false
      setOpening({ is: 'open', session: opened, seats: known.seats })
    }
    open().catch((error: unknown) => {
      console.error(error)
      if (over.signal.aborted) return
      setOpening({
        is: 'failed',
        problem: {
          status: UNREACHABLE,
          title: 'The board could not be loaded. Check the connection and try again.',
        },
      })
    })
    return () => {
      over.abort()
      stopWatching?.()
      session?.destroy()
      setOpening({ is: 'opening' })
    }
  }, [board, generation, reopenings, isWall])
  return opening
}

/** Who this tab is on the board: by the server's answer, or out of its reach by the last visit. */
async function whoIsHere(board: BoardId): Promise<Known | Exclude<Opening, { is: 'open' }>> {
  const as = asOf(board)
  const answer = await callApi(meSchema, 'GET', boardPath(board, as, '/me'))
  if (answer.ok) {
    localStorage.setItem(rememberedKey(board), JSON.stringify(answer.value))
    return answer.value
  }
  const { problem } = answer
  if (problem.status !== UNREACHABLE && problem.status < 500) {
    if (as) {
      // The one this tab acted as has left or is one with another; this browser may still hold somebody here.
      sessionStorage.removeItem(asKey(board))
      return whoIsHere(board)
    }
    await salvageAll(board)
    localStorage.removeItem(rememberedKey(board))
    return { is: 'nobody' }
  }
  const remembered = localStorage.getItem(rememberedKey(board))
  if (!remembered) return { is: 'failed', problem }
  const known = JSON.parse(remembered) as Known
  // A tablet is passed round without a connection too: what is written next is the next person's.
  return { ...known, participant: known.seats.find(({ id }) => id === as) ?? known.participant }
}

/**
 * Takes over what lies on this device of whom this person was before: two who were made one, or someone who was taken
 * off the board, or left, and joined again under the same name. On a tablet that goes round nobody else gets it.
 */
async function adoptOwn(board: BoardId, session: BoardSession, epoch: number): Promise<void> {
  const { people } = session.view
  const me = people.get(session.me.id)
  for (const id of peopleWithWords(board)) {
    const before = people.get(id)
    if (!me || !before || id === session.me.id) continue
    const isMerged = before.state.is === 'merged' && before.state.into === session.me.id
    const isBack = before.state.is === 'removed' || before.state.is === 'left'
    if (!isMerged && !(isBack && isSameName(before.name, me.name))) continue
    await salvage(board, id, epoch, isMerged ? 'person-merged' : 'not-on-board')
    handKeptWords(board, id, session.me.id)
    moveDrafts(board, id, session.me.id)
  }
  session.refreshKept()
}

const isSameName = (a: string, b: string) => a.trim().toLocaleLowerCase() === b.trim().toLocaleLowerCase()

/** Everyone of whom words, or marks of words, lie on this device for a board. */
function peopleWithWords(board: BoardId): ReadonlySet<ParticipantId> {
  const found = new Set<ParticipantId>()
  for (const key of Object.keys(localStorage)) {
    const [app, kind, where, who] = key.split('/')
    if (app !== 'common-thread' || where !== board || !who) continue
    if (kind === 'kept' || kind === 'draft' || kind === 'unsent') found.add(who as ParticipantId)
  }
  return found
}

/** Takes along what one had begun to write, where the other has begun nothing of the kind. */
function moveDrafts(board: BoardId, from: ParticipantId, into: ParticipantId): void {
  const start = `common-thread/draft/${board}/`
  for (const key of Object.keys(localStorage)) {
    if (key !== start + from && !key.startsWith(`${start}${from}/`)) continue
    const there = start + into + key.slice(start.length + from.length)
    const draft = localStorage.getItem(key)
    if (draft === null || localStorage.getItem(there) !== null) continue
    localStorage.setItem(there, draft)
    localStorage.removeItem(key)
  }
}

/** What was written here and never sent must not go with the copy that nobody can open any more. */
async function salvageAll(board: BoardId): Promise<void> {
  const remembered = localStorage.getItem(rememberedKey(board))
  if (!remembered) return
  const { participant, seats, epoch } = JSON.parse(remembered) as Known
  for (const { id } of [participant, ...seats]) await salvage(board, id, epoch, 'not-on-board')
}

const asKey = (board: BoardId) => `common-thread/as/${board}`

/** Whom this tab acts as on the board, when somebody chose; kept for the tab, since a tablet goes round. */
export const asOf = (board: BoardId): ParticipantHere['id'] | undefined =>
  (sessionStorage.getItem(asKey(board)) as ParticipantHere['id'] | null) ?? undefined

/** Chooses whom this tab acts as from now on. */
export function actAs(board: BoardId, participant: ParticipantHere['id']): void {
  sessionStorage.setItem(asKey(board), participant)
}
