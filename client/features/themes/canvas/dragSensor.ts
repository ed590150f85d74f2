import { PointerSensor, type PointerSensorOptions, type PointerSensorProps } from '@dnd-kit/core'
import type { PointerEvent as ReactPointerEvent } from 'react'
import type { Point } from './geometry.ts'
import { letGo } from './letGo.ts'

export type TableSensorOptions = PointerSensorOptions & {
  /** Takes note of what lies under the pointer. @returns whether there is something to pick up */
  readonly pickUp: (event: PointerEvent) => boolean
  /** The pointer has moved to here, in the page, while it holds something. */
  readonly moveTo: (pointer: Point) => void
  /** Takes note of where the pointer was let go, before anything is told of it. */
  readonly letGoAt: (event: PointerEvent) => void
}

const MOUSE_PX = 4
/** A finger that moves sooner than this, or farther, means to move the canvas. */
const PRESS = { delay: 250, tolerance: 8 }

/**
 * dnd-kit's pointer sensor for one draggable that stands for everything on the table. A mouse picks up at once,
 * a finger after a short press. Moves are told to whoever carries, in the very event, and not to dnd-kit: through
 * its state they would come to the screen a frame later, by a render each.
 */
export class TableSensor extends PointerSensor {
  constructor(props: PointerSensorProps) {
    const watching = new AbortController()
    const event = props.event as PointerEvent
    const { moveTo, letGoAt } = props.options as TableSensorOptions
    super({
      ...props,
      options: {
        ...props.options,
        activationConstraint: event.pointerType === 'touch' ? PRESS : { distance: MOUSE_PX },
      },
      onMove: moveTo,
      onEnd: () => {
        watching.abort()
        props.onEnd()
      },
      onCancel: () => {
        watching.abort()
        props.onCancel()
      },
    })
    // The release is lost when it happens over a dialogue of the browser, say: then the next move shows it.
    document.addEventListener(
      'pointermove',
      (move) => {
        if (move.pointerType === 'mouse' && move.buttons === 0) letGo()
      },
      { signal: watching.signal, capture: true },
    )
    // On a busy device the last move lies behind the pointer, and a drop must not.
    document.addEventListener('pointerup', letGoAt, {
      signal: watching.signal,
      capture: true,
    })
  }

  static override activators: (typeof PointerSensor)['activators'] = [
    {
      eventName: 'onPointerDown',
      handler: ({ nativeEvent }: ReactPointerEvent, options: PointerSensorOptions) =>
        nativeEvent.isPrimary &&
        nativeEvent.button === 0 &&
        (options as TableSensorOptions).pickUp(nativeEvent),
    },
  ]
}
