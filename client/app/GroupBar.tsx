import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect } from 'react'
import { mayWriteTable } from '../../shared/model/roles.ts'
import { stageNames } from '../i18n/names.ts'
import { useMyRole, useStatus } from '../sync/hooks.ts'
import { isOffBoard } from '../sync/saving.ts'
import { announce } from '../ui/announce.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { useMoveEveryone } from './MoveEveryone.tsx'
import type { StagePlace } from './useStagePlace.ts'

/** For whoever looks elsewhere: where the group is, and the way there. */
export function GroupBar({
  stagePlace: { shown, group, wasLeftBehind, goTo },
}: {
  readonly stagePlace: StagePlace
}) {
  const { i18n, t } = useLingui()
  const role = useMyRole()
  const moveEveryone = useMoveEveryone()
  const name = i18n._(stageNames[group])
  const moved = t`The group has moved to: ${name}`
  useEffect(() => {
    // Not by the bar itself: a live region that appears together with its words is often not read.
    if (wasLeftBehind) announce(moved)
  }, [wasLeftBehind, moved])
  const isOff = useStatus(({ save }) => isOffBoard(save))
  if (shown === group || isOff) return null
  return (
    <Banner
      tone="gentle"
      actions={
        <>
          <Button
            size="small"
            look="quiet"
            onPress={() => {
              goTo(group)
            }}
          >
            <Trans>Go there</Trans>
          </Button>
          {mayWriteTable(role, 'board') && (
            <Button
              size="small"
              look="quiet"
              onPress={() => {
                moveEveryone(shown)
              }}
            >
              <Trans>Bring everyone here</Trans>
            </Button>
          )}
        </>
      }
    >
      {wasLeftBehind ? moved : <Trans>The group is at: {name}</Trans>}
    </Banner>
  )
}
