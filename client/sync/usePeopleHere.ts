import { useMemo } from 'react'
import type { ParticipantId } from '../../shared/model/ids.ts'
import { useBoard, useSession, useStatus } from './hooks.ts'

/** Everyone connected at this moment, oneself first and then in the order they joined; one person with two tabs is one. */
export function usePeopleHere(): readonly ParticipantId[] {
  const { me } = useSession()
  // As one string, since the list itself is made afresh whenever a cursor moves.
  const others = useStatus((status) =>
    [...new Set(status.others.map((other) => other.participant))].sort().join(' '),
  )
  const people = useBoard((view) => view.people)
  return useMemo(() => {
    const joinedAt = (id: ParticipantId) => people.get(id)?.joinedAtMs ?? 0
    const rest = others
      .split(' ')
      .map((id) => id as ParticipantId)
      .filter((id) => id !== me.id && people.get(id)?.state.is === 'here')
      .sort((a, b) => joinedAt(a) - joinedAt(b))
    return [me.id, ...rest]
  }, [me.id, others, people])
}
