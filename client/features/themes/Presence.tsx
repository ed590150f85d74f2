import { useLingui } from '@lingui/react/macro'
import { useLayoutEffect, useRef, useSyncExternalStore } from 'react'
import type { Role } from '../../../shared/model/roles.ts'
import type { NoteId, ParticipantId } from '../../../shared/model/ids.ts'
import type { PresenceState } from '../../../shared/protocol/presence.ts'
import { useBoard, useSession, useStatus } from '../../sync/hooks.ts'
import { Words } from '../../i18n/Words.tsx'
import { NoteFace } from '../../ui/NoteFace.tsx'
import { colourOf } from '../../ui/PersonCircle.tsx'
import type { Point } from './canvas/geometry.ts'
import { LOOSE_WIDTH } from './canvas/geometry.ts'
import { useTable } from './canvas/parts.ts'
import styles from './Presence.module.css'

/** More cursors than this say nothing any more. */
const MOST_CURSORS = 8
const FINE_POINTER = '(min-width: 720px)'

/** The others at the canvas: their cursors and what they are carrying. */
export default function Presence() {
  const others = useStatus((status) => status.others)
  const session = useSession()
  const isRoomy = useSyncExternalStore(watchScreen, () => matchMedia(FINE_POINTER).matches)
  const here = others.filter((other) => other.stage === 'themes' && other.participant !== session.me.id)
  const carriers = here.filter((other) => other.drag && other.drag.notes.length > 0).slice(0, MOST_CURSORS)
  const pointers = isRoomy ? here.filter((other) => other.cursor && !other.drag).slice(0, MOST_CURSORS) : []
  return (
    <div className={styles['layer']} aria-hidden>
      {carriers.map((other) => (
        <Carried key={`${other.participant}/drag`} {...carriedBy(other)} />
      ))}
      {pointers.map((other) => (
        <Cursor key={other.participant} participant={other.participant} at={other.cursor!} />
      ))}
    </div>
  )
}

const carriedBy = ({ participant, drag }: PresenceState) => ({
  participant,
  notes: drag!.notes,
  at: { x: drag!.x, y: drag!.y },
})

function Cursor({ participant, at }: { readonly participant: ParticipantId; readonly at: Point }) {
  const element = usePinned(at, false)
  const role = useBoard((view) => view.people.get(participant)?.role)
  const name = useRoleName()
  if (!role || role === 'observer') return null
  return (
    <span ref={element} className={styles['cursor']} style={{ background: colourOf(participant) }}>
      {name(role)}
    </span>
  )
}

function Carried({
  participant,
  notes,
  at,
}: {
  readonly participant: ParticipantId
  readonly notes: readonly NoteId[]
  readonly at: Point
}) {
  const { t } = useLingui()
  const element = usePinned(at, true)
  const row = useBoard((view) => view.notes.get(notes[0]!))
  const isHidden = useBoard((view) => view.hidden.has(notes[0]!))
  const name = useBoard((view) => view.people.get(participant)?.name)
  if (!row || isHidden || name === undefined) return null
  const colour = colourOf(participant)
  return (
    <div ref={element} className={styles['carried']} style={{ width: LOOSE_WIDTH }}>
      <div style={{ outlineColor: colour }}>
        <NoteFace
          kind={row.kind}
          said={<Words>{row.said}</Words>}
          kindLabel={row.kind === 'heard' ? t`Heard` : t`Own view`}
          clampLines={6}
        />
      </div>
      <span style={{ background: colour }}>
        {notes.length > 1 ? t`${name} · ${notes.length} notes` : name}
      </span>
    </div>
  )
}

/** Keeps an element at a point of the board while the camera moves; as large as the board, or as the screen. */
function usePinned(at: Point, scales: boolean) {
  const { camera } = useTable()
  const element = useRef<HTMLDivElement & HTMLSpanElement>(null)
  useLayoutEffect(() => {
    const write = () => {
      const { x, y } = camera.toView(at)
      if (element.current)
        element.current.style.transform = `translate(${x}px, ${y}px)${scales ? ` scale(${camera.zoom})` : ''}`
    }
    write()
    return camera.subscribe(write)
  }, [camera, at, scales])
  return element
}

function useRoleName(): (role: Role) => string {
  const { t } = useLingui()
  return (role) => {
    switch (role) {
      case 'facilitator':
        return t`Facilitator`
      case 'officer':
        return t`Officer`
      case 'member':
        return t`Member`
      case 'observer':
        return t`Guest`
    }
  }
}

function watchScreen(onChange: () => void): () => void {
  const query = matchMedia(FINE_POINTER)
  query.addEventListener('change', onChange)
  return () => {
    query.removeEventListener('change', onChange)
  }
}
