import { useEffect, useState } from 'react'
import * as v from 'valibot'
import { useLocation } from 'wouter'
import { settingOf } from '../../shared/model/board.ts'
import { stageSchema, type Stage } from '../../shared/model/stages.ts'
import { useBoard, useSession } from '../sync/hooks.ts'
import { isInTheMiddle, watchPointer } from './isInTheMiddle.ts'

/** Where this tab looks, where the group is, and whether the group moved while this person was in the middle of something. */
export type StagePlace = {
  readonly shown: Stage
  readonly group: Stage
  readonly wasLeftBehind: boolean
  readonly goTo: (stage: Stage) => void
}

/**
 * Keeps the address and the group's stage together. When the group moves, this tab goes along at once, unless its
 * person is typing, dragging or has a dialogue open: then it stays, and the way is shown.
 * @param place the stage in the address, if it names one
 * @param onFollowed called after this tab was taken along
 */
export function useStagePlace(place: string | undefined, onFollowed: (stage: Stage) => void): StagePlace {
  const session = useSession()
  const [, navigate] = useLocation()
  const moved = useBoard((view) => settingOf(view, 'stage'))
  const [missedAtMs, setMissedAtMs] = useState<number>()
  const group = moved?.stage ?? 'welcome'
  const named = v.is(stageSchema, place) ? place : undefined
  const shown = named ?? group

  useEffect(() => {
    // The address always names the stage, so that a move of the group never changes the page under someone's hands.
    if (!named) navigate(`/b/${session.board}/${group}`, { replace: true })
  }, [named, group, session.board, navigate])

  useEffect(() => {
    session.lookAt(shown)
  }, [session, shown])

  useEffect(() => watchPointer(), [])

  useEffect(() => {
    let knownAtMs = settingOf(session.view, 'stage')?.movedAtMs
    return session.subscribe(() => {
      const now = settingOf(session.view, 'stage')
      if (!now || now.movedAtMs === knownAtMs) return
      knownAtMs = now.movedAtMs
      const path = `/b/${session.board}/${now.stage}`
      if (location.pathname === path) return
      if (isInTheMiddle()) setMissedAtMs(now.movedAtMs)
      else {
        navigate(path)
        onFollowed(now.stage)
      }
    })
  }, [session, navigate, onFollowed])

  return {
    shown,
    group,
    wasLeftBehind: shown !== group && missedAtMs !== undefined && missedAtMs === moved?.movedAtMs,
    goTo: (stage) => {
      navigate(`/b/${session.board}/${stage}`)
    },
  }
}
