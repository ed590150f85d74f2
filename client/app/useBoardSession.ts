import { useEffect, useRef, useState } from 'react'
import { rowOf } from '../../shared/document/BoardDocument.ts'
import type { BoardId } from '../../shared/model/ids.ts'
import type { Problem } from '../../shared/protocol/problem.ts'
import type { ParticipantHere } from '../../shared/protocol/me.ts'
import { me as meSchema } from '../../shared/protocol/me.ts'
import { callApi, UNREACHABLE } from '../sync/api.ts'
import { boardPath } from '../sync/boardPath.ts'
import { BoardSession } from '../sync/BoardSession.ts'
import { loadGlance } from '../sync/loadSnapshot.ts'
import type { SessionStatus } from '../sync/SessionStatus.ts'
import { hasCopy, peopleWithCopies, tryDatabases } from '../sync/deviceCopy.ts'
import type { Glance } from './Glance.tsx'
import { clearAll, clearUp } from './leftOnDevice.ts'
import { mayGlance } from './mayGlance.ts'
import { actAs, actAsNobodyElse, asOf, forget, remember, remembered, type Known } from './whoWasHere.ts'

/** How far opening a board has come. */
export type Opening =
  | { readonly is: 'opening' }
  /** What one sees first is there, to be looked at; the rest is on its way. */
  | { readonly is: 'glance'; readonly glance: Glance }
  /** This browser is nobody on the board, or its link has ended: join by a link. */
  | { readonly is: 'nobody' }
  | { readonly is: 'failed'; readonly problem: Problem }
  | { readonly is: 'open'; readonly session: BoardSession; readonly seats: readonly ParticipantHere[] }

/** What a small part of the board waits for all of it, before its scripts are asked for, and once it could be shown. */
const GLANCE_SCRIPTS_AFTER_MS = 30
const GLANCE_AFTER_MS = 170

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
    let glance: Glance | undefined
    let hasCome = false
    const over = new AbortController()
    const showGlance = async (me: ParticipantHere) => {
      const bytes = await loadGlance(board, me)
      if (!bytes) return
      // On a quick line all of the board has come by then, and need not be drawn twice.
      const isNeedless = async (afterMs: number) => {
        await new Promise((resolve) => setTimeout(resolve, afterMs))
        return over.signal.aborted || hasCome
      }
      if (await isNeedless(GLANCE_SCRIPTS_AFTER_MS)) return
      const { openGlance } = await import('./Glance.tsx')
      if (await isNeedless(GLANCE_AFTER_MS)) return
      glance = openGlance(board, me, bytes)
      setOpening({ is: 'glance', glance })
    }
    const open = async () => {
      const asking = whoIsHere(board)
      // Asked now, the device has answered by the time the server has.
      void tryDatabases()
      const copies = peopleWithCopies(board)
      // The first time the copy on the device is shown before the server has said anything.
      const before = reopenings === 0 ? await whoHasACopy(board) : undefined
      const known = before ?? (await asking)
      if (over.signal.aborted) return
      if ('is' in known) return setOpening(known)
      if (!before && reopenings === 0 && mayGlance())
        showGlance(known.participant).catch((error: unknown) => {
          // All of it comes by another way.
          console.warn('what one sees first of the board could not be shown', error)
        })
      const opened = await BoardSession.open(board, known.participant, known.epoch, isWall, () => {
        hasCome = true
      })
      hasCome = true
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
      await clearUp(opened, known.epoch, copies)
      if (over.signal.aborted) return
      // Another tab may have brought everything over before this one could.
      if (wasRestored.current) opened.tellRestored()
      wasRestored.current = false
      glance?.leadTo(opened)
      setOpening({ is: 'open', session: opened, seats: known.seats })
      if (!before) return
      const now = await asking
      if (over.signal.aborted) return
      if ('is' in now) setOpening(now)
      else if (!isSame(now, before)) setReopenings((count) => count + 1)
      else setOpening({ is: 'open', session: opened, seats: now.seats })
    }
    open().catch((error: unknown) => {
      console.error(error)
      if (over.signal.aborted) return
      // A glance that comes now would hide it.
      over.abort()
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

/** Who this tab was at the last visit, where a copy of the board lies here for them. */
async function whoHasACopy(board: BoardId): Promise<Known | undefined> {
  const known = remembered(board)
  const as = asOf(board)
  const participant = as ? known?.seats.find(({ id }) => id === as) : known?.participant
  if (!known || !participant || !(await hasCopy(board, known.epoch, participant.id))) return undefined
  return { ...known, participant }
}

const isSame = (one: Known, other: Known): boolean =>
  one.participant.id === other.participant.id && one.epoch === other.epoch && one.lineage === other.lineage

/** Who this tab is on the board: by the server's answer, or out of its reach by the last visit. */
async function whoIsHere(board: BoardId): Promise<Known | Exclude<Opening, { is: 'open' }>> {
  const as = asOf(board)
  const answer = await callApi(meSchema, 'GET', boardPath(board, as, '/me'))
  if (answer.ok) {
    remember(board, answer.value)
    return answer.value
  }
  const { problem } = answer
  if (problem.status !== UNREACHABLE && problem.status < 500) {
    if (as) {
      // The one this tab acted as has left or is one with another; this browser may still hold somebody here.
      actAsNobodyElse(board)
      return whoIsHere(board)
    }
    await forgetBoard(board, problem.lineage)
    return { is: 'nobody' }
  }
  const known = remembered(board)
  if (!known) return { is: 'failed', problem }
  // A tablet is passed round without a connection too: what is written next is the next person's.
  return { ...known, participant: known.seats.find(({ id }) => id === as) ?? known.participant }
}

/**
 * Deletes the copies of a board that nobody may open here any more, except for what was never sent. Where the server has
 * boards of another lineage than the one that was left here, they stay: they may be all that there is of the board.
 */
async function forgetBoard(board: BoardId, lineage: number | undefined): Promise<void> {
  const known = remembered(board)
  if (known?.lineage !== lineage || !known) return
  await clearAll(board, known.epoch)
  forget(board)
}
