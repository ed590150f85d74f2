import { useEffect, useRef, useState } from 'react'
import { rowOf } from '../../shared/document/BoardDocument.ts'
import type { BoardId } from '../../shared/model/ids.ts'
import type { Problem } from '../../shared/protocol/problem.ts'
import type { ParticipantHere } from '../../shared/protocol/me.ts'
import { me as meSchema } from '../../shared/protocol/me.ts'
import { boardPath, callApi, UNREACHABLE } from '../sync/api.ts'
import { BoardSession } from '../sync/BoardSession.ts'
import type { SessionStatus } from '../sync/SessionStatus.ts'
import { clearAll, clearUp } from './leftOnDevice.ts'

/** How far opening a board has come. */
export type Opening =
  | { readonly is: 'opening' }
  /** This browser is nobody on the board, or its link has ended: join by a link. */
  | { readonly is: 'nobody' }
  | { readonly is: 'failed'; readonly problem: Problem }
  | { readonly is: 'open'; readonly session: BoardSession; readonly seats: readonly ParticipantHere[] }

type Known = { participant: ParticipantHere; seats: ParticipantHere[]; epoch: number; lineage: number }
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
      let isLevel = false
      const watch = ({ save }: SessionStatus) => {
        if (save.is === 'saved' && !isLevel) {
          isLevel = true
          // Only now is it known who has been taken off the board meanwhile.
          void clearUp(opened, known.epoch)
        }
        if (save.is !== 'ended') return
        if (save.why === 'erased') void forgetBoard(board, known.lineage)
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
      }
      stopWatching = opened.status.subscribe(watch)
      watch(opened.status.getState())
      await clearUp(opened, known.epoch)
      if (over.signal.aborted) return
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
    await forgetBoard(board, problem.lineage)
    return { is: 'nobody' }
  }
  const remembered = localStorage.getItem(rememberedKey(board))
  if (!remembered) return { is: 'failed', problem }
  const known = JSON.parse(remembered) as Known
  // A tablet is passed round without a connection too: what is written next is the next person's.
  return { ...known, participant: known.seats.find(({ id }) => id === as) ?? known.participant }
}

/**
 * Deletes the copies of a board that nobody may open here any more, except for what was never sent. Where the server has
 * boards of another lineage than the one that was left here, they stay: they may be all that there is of the board.
 */
async function forgetBoard(board: BoardId, lineage: number | undefined): Promise<void> {
  const remembered = localStorage.getItem(rememberedKey(board))
  if (!remembered) return
  const known = JSON.parse(remembered) as Known
  if (known.lineage !== lineage) return
  await clearAll(board, known.epoch)
  localStorage.removeItem(rememberedKey(board))
}

const asKey = (board: BoardId) => `common-thread/as/${board}`

/** Whom this tab acts as on the board, when somebody chose; kept for the tab, since a tablet goes round. */
export const asOf = (board: BoardId): ParticipantHere['id'] | undefined =>
  (sessionStorage.getItem(asKey(board)) as ParticipantHere['id'] | null) ?? undefined

/** Chooses whom this tab acts as from now on. */
export function actAs(board: BoardId, participant: ParticipantHere['id']): void {
  sessionStorage.setItem(asKey(board), participant)
}
