import { useLingui } from '@lingui/react/macro'
import { DndContext, useDraggable, useSensor, useSensors, type DndContextProps } from '@dnd-kit/core'
import { plural } from '@lingui/core/macro'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useSession } from '../../../sync/hooks.ts'
import { announce } from '../../../ui/announce.ts'
import type { Outcome } from './Carrying.ts'
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

/**
 * Where things are picked up and let go: the tray and the canvas together are dnd-kit's one draggable, so that
 * a drag renders the things that it touches and no others.
 */
export function DragGround({
  className,
  children,
}: {
  readonly className: string
  readonly children: ReactNode
}) {
  const { carrying } = useTable()
  const say = useSaying()
  const [options] = useState<TableSensorOptions>({
    pickUp: carrying.pickUp,
    moveTo: carrying.moveTo,
    letGoAt: carrying.letGoAt,
  })
  const sensors = useSensors(useSensor(TableSensor, options))
  return (
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
      <Ground className={className}>{children}</Ground>
      <HeldCards />
    </DndContext>
  )
}

/** Takes stable children, so that React has nothing to do for them while the pointer moves. */
function Ground({ className, children }: { readonly className: string; readonly children: ReactNode }) {
  const { carrying } = useTable()
  const { setNodeRef, listeners } = useDraggable({ id: 'table' })
  const element = useRef<HTMLElement | null>(null)
  useEffect(() => {
    const ground = element.current
    // Once a finger holds something, its moves are ours and scroll nothing. React's own listener could not say so.
    const keepStill = (event: TouchEvent) => {
      if (carrying.isUnderWay) event.preventDefault()
    }
    ground?.addEventListener('touchmove', keepStill, { passive: false })
    return () => {
      ground?.removeEventListener('touchmove', keepStill)
      carrying.cancel()
    }
  }, [carrying])
  return (
    <div
      className={className}
      ref={(node) => {
        element.current = node
        setNodeRef(node)
      }}
      {...listeners}
    >
      {children}
    </div>
  )
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
