import { useCallback, useEffect, useRef, useState } from 'react'
import type { BallotStep, SupportBallot } from '../../../shared/model/ballots.ts'
import type { RecommendationId, RoundId } from '../../../shared/model/ids.ts'
import { ballotAnswer } from '../../../shared/protocol/api.ts'
import { callApi } from '../../sync/api.ts'
import { boardPath } from '../../sync/boardPath.ts'
import type { SessionStatus } from '../../sync/SessionStatus.ts'
import { useSession } from '../../sync/hooks.ts'

/** What became of the ballot as it stands on the screen. */
export type BallotStatus = 'loading' | 'empty' | 'sending' | 'in' | 'not sent'

const EMPTY: SupportBallot = { choices: {}, reasons: {} }
/** A reason is sent when typing pauses, so that a sentence is not twenty calls. */
const TYPING_PAUSE_MS = 700

/**
 * One's ballot in an open round: it is sent whole at every change, and again by itself when the connection
 * is back. Nothing of it is kept on the device: a tablet goes round.
 */
export function useBallot(round: RoundId) {
  const session = useSession()
  const path = boardPath(session.board, session.me.id, `/rounds/${round}/ballot`)
  const [ballot, setBallot] = useState<SupportBallot>(EMPTY)
  const [status, setStatus] = useState<BallotStatus>('loading')
  const [problem, setProblem] = useState<string>()
  const latest = useRef(ballot)
  /** Whether {@link latest} holds what the server has, so that sending it whole takes nothing away. */
  const isWhole = useRef(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const sending = useRef<Promise<void>>(undefined)

  const change = useCallback((next: SupportBallot) => {
    latest.current = next
    setBallot(next)
  }, [])

  /** Fetches what one cast before, under what was chosen here since. @returns why not, or undefined when done */
  const load = useCallback(async (): Promise<string | undefined> => {
    const answer = await callApi(ballotAnswer, 'GET', path)
    if (!answer.ok) return answer.problem.title
    isWhole.current = true
    const cast = answer.value.ballot
    if (!cast || !('choices' in cast)) return undefined
    const here = latest.current
    change({
      choices: { ...cast.choices, ...here.choices },
      reasons: { ...cast.reasons, ...here.reasons },
    })
    return undefined
  }, [path, change])

  const sendLatest = useCallback(async () => {
    const fault = isWhole.current ? undefined : await load()
    const sent = latest.current
    const failed = fault ?? problemOf(await callApi(ballotAnswer, 'PUT', path, sent))
    if (failed === undefined && latest.current !== sent) return // a newer one follows
    setStatus(failed === undefined ? 'in' : 'not sent')
    setProblem(failed)
  }, [path, load])

  const send = useCallback(() => {
    clearTimeout(timer.current)
    timer.current = undefined
    setStatus('sending')
    // One after the other: on a slow line two calls may overtake each other, and the older one would stand.
    sending.current = (sending.current ?? Promise.resolve()).then(sendLatest)
    return sending.current
  }, [sendLatest])

  const show = useCallback(async () => {
    await load()
    setStatus((now) =>
      now === 'loading' || now === 'empty'
        ? Object.keys(latest.current.choices).length > 0
          ? 'in'
          : 'empty'
        : now,
    )
  }, [load])

  useEffect(() => {
    void show()
    return () => {
      // A reason that was just typed goes along when one leaves the page before the pause is over.
      if (timer.current !== undefined) void send()
    }
  }, [show, send])

  const statusNow = useRef(status)
  useEffect(() => {
    statusNow.current = status
  }, [status])
  useEffect(() => {
    const isConnected = (state: SessionStatus) => state.save.is === 'saved' || state.save.is === 'sending'
    return session.status.subscribe((now, before) => {
      if (!isConnected(now) || isConnected(before)) return
      if (statusNow.current === 'not sent') void send()
      else if (!isWhole.current) void show()
    })
  }, [session, send, show])

  return {
    ballot,
    status,
    problem,
    send,
    choose: (recommendation: RecommendationId, step: BallotStep) => {
      change({ ...latest.current, choices: { ...latest.current.choices, [recommendation]: step } })
      void send()
    },
    giveReason: (recommendation: RecommendationId, reason: string) => {
      change({ ...latest.current, reasons: { ...latest.current.reasons, [recommendation]: reason } })
      setStatus('sending')
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void send(), TYPING_PAUSE_MS)
    },
  }
}

const problemOf = (answer: Awaited<ReturnType<typeof callApi>>): string | undefined =>
  answer.ok ? undefined : answer.problem.title
