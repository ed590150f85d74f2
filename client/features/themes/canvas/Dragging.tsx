import { useLingui } from '@lingui/react/macro'
import { DndContext, useDraggable, useSensor, useSensors, type DndContextProps } from '@dnd-kit/core'
import { plural } from '@lingui/core/macro'
import { useEffect, useState, type PointerEvent, type RefObject } from 'react'
import { useSession } from '../../../sync/hooks.ts'
import { announce } from '../../../ui/announce.ts'
import { Carrying, type Outcome } from './Carrying.ts'
import { TableSensor, type TableSensorOptions } from './dragSensor.ts'
import { HeldCards } from './HeldCards.tsx'
import { useTable } from './parts.ts'

const NO_SCROLL = { enabled: false, layoutShiftCompensation: false }
const noCollisions: NonNullable<DndContextProps['collisionDetection']> = () => []
/** dnd-kit's live region interrupts and says ids; ours says words when something has come to rest. */
const silent = () => undefined
const ACCESSIBILITY: NonNullable<DndContextProps['accessibility']> = {
  announcements: { onDragStart: silent, onDragOver: silent, onDragEnd: silent, onDragCancel: silent },
  screenReaderInstructions: { draggable: '' },
  restoreFocus: false,
}

/** What a press of the pointer on the ground is told to. */
export type Press = (event: PointerEvent) => void

type Props = {
  readonly ground: RefObject<HTMLElement | null>
  /** Is given what takes presses as soon as there is something that does, and undefined when it goes. */
  readonly onReady: (press: Press | undefined) => void
}

/**
 * dnd-kit, with the ground of the table as its one draggable, so that a drag renders the things that it touches and
 * no others. It stands beside the ground and not around it: it comes later, and the ground must not be made anew.
 */
export default function Dragging(props: Props) {
  const session = useSession()
  const table = useTable()
  const [carrying] = useState(() => new Carrying(session, table))
  useEffect(() => table.hands.take(carrying), [carrying, table])
  const say = useSaying()
  const [options] = useState<TableSensorOptions>({
    pickUp: carrying.pickUp,
    moveTo: carrying.moveTo,
    letGoAt: carrying.letGoAt,
  })
  const sensors = useSensors(useSensor(TableSensor, options))
  return (
    <>
      <DndContext
        sensors={sensors}
        autoScroll={NO_SCROLL}
        collisionDetection={noCollisions}
        accessibility={ACCESSIBILITY}
        onDragStart={carrying.begin}
        onDragCancel={carrying.cancel}
        onDragEnd={() => {
          say(carrying.drop())
        }}
      >
        <Draggable {...props} />
      </DndContext>
      <HeldCards cardRef={carrying.takeHeldCard} />
    </>
  )
}

function Draggable({ ground, onReady }: Props) {
  const { setNodeRef, listeners } = useDraggable({ id: 'table' })
  const press = listeners?.['onPointerDown'] as Press | undefined
  useEffect(() => {
    setNodeRef(ground.current)
  }, [ground, setNodeRef])
  useEffect(() => {
    onReady(press)
    return () => {
      onReady(undefined)
    }
  }, [onReady, press])
  return null
}

/** Puts what a drop came to into words for those who hear the page. */
function useSaying(): (outcome: Outcome) => void {
  const { t } = useLingui()
  const session = useSession()
  return (outcome) => {
    if (outcome.is === 'nothing') return
    const notes = t`${plural(outcome.count, { one: 'Note', other: '# notes' })}`
    const titleOf = (theme: Parameters<typeof session.view.themes.get>[0]) =>
      session.view.themes.get(theme)?.title ?? ''
    if (outcome.is === 'placed') return announce(t`${notes} placed in “${titleOf(outcome.theme)}”.`)
    if (outcome.stillIn) return announce(t`Taken out. It is still in “${titleOf(outcome.stillIn)}”.`)
    announce(
      outcome.is === 'parked'
        ? t`${notes} put with those not yet in a theme.`
        : t`${notes} laid on the canvas.`,
    )
  }
}
