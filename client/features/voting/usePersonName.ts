import { useLingui } from '@lingui/react/macro'
import type { ParticipantId } from '../../../shared/model/ids.ts'
import { useBoard } from '../../sync/hooks.ts'

/** Names of people, for those who hold the room. */
export function usePersonName(): (id: ParticipantId) => string {
  const { t } = useLingui()
  const people = useBoard((view) => view.people)
  return (id) => people.get(id)?.name ?? t`someone who left`
}
