import { Trans, useLingui } from '@lingui/react/macro'
import { Check, ChevronDown } from 'lucide-react'
import { Button } from 'react-aria-components'
import { stages } from '../../shared/model/stages.ts'
import { stageNames } from '../i18n/names.ts'
import { Menu } from '../ui/Menu.tsx'
import type { StagePlace } from './useStagePlace.ts'

/** The stages on a phone: where one is, and a list to go elsewhere. */
export function StagePicker({
  stagePlace: { shown, group, goTo },
  className,
}: {
  readonly stagePlace: StagePlace
  readonly className: string
}) {
  const { t, i18n } = useLingui()
  const at = stages.indexOf(shown) + 1
  const of = stages.length
  const name = i18n._(stageNames[shown])
  return (
    <Menu
      label={t`Stages`}
      trigger={
        <Button className={className}>
          <Trans>
            {at} of {of} · {name}
          </Trans>
          <ChevronDown size={18} aria-hidden />
        </Button>
      }
      actions={stages.map((stage, i) => {
        const n = i + 1
        const stageName = i18n._(stageNames[stage])
        return {
          id: stage,
          label: stage === group ? t`${n} · ${stageName} (the group is here)` : t`${n} · ${stageName}`,
          icon: (
            <Check size={18} aria-hidden style={{ visibility: stage === shown ? 'visible' : 'hidden' }} />
          ),
          run: () => {
            goTo(stage)
          },
        }
      })}
    />
  )
}
