import { Trans, useLingui } from '@lingui/react/macro'
import { ChevronDown } from 'lucide-react'
import { saveSetting } from '../../shared/document/change.ts'
import { stages, type Stage } from '../../shared/model/stages.ts'
import { stageNames } from '../i18n/names.ts'
import { useDocument } from '../sync/hooks.ts'
import { Button } from '../ui/Button.tsx'
import { Menu } from '../ui/Menu.tsx'

/** Takes the group to a stage. Nobody is interrupted: whoever is typing sees the way instead. */
export function useMoveEveryone(): (stage: Stage) => void {
  const document = useDocument()
  return (stage) => {
    saveSetting(document(), 'stage', { stage, movedAtMs: Date.now() })
  }
}

/** The facilitator's way to take everyone along: the next stage first, then the others. */
export function MoveEveryone({
  group,
  onMoved,
}: {
  readonly group: Stage
  readonly onMoved: (stage: Stage) => void
}) {
  const { t, i18n } = useLingui()
  const moveEveryone = useMoveEveryone()
  const next = stages[stages.indexOf(group) + 1]
  const others = stages.filter((stage) => stage !== group && stage !== next)
  return (
    <Menu
      label={t`Move everyone to`}
      trigger={
        <Button look="quiet" size="small">
          <Trans>Move everyone to…</Trans>
          <ChevronDown size={18} aria-hidden />
        </Button>
      }
      actions={[...(next ? [next] : []), ...others].map((stage) => {
        const name = i18n._(stageNames[stage])
        return {
          id: stage,
          label: stage === next ? t`${name} (next)` : name,
          run: () => {
            onMoved(stage)
            moveEveryone(stage)
          },
        }
      })}
    />
  )
}
