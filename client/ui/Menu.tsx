import { cloneElement, Suspense, useId, useRef, useState, type ReactElement, type ReactNode } from 'react'
import type { ButtonProps } from 'react-aria-components'
import { late } from './late.tsx'

export type MenuAction = {
  readonly id: string
  readonly label: string
  readonly icon?: ReactNode
  readonly isDisabled?: boolean
  readonly isDanger?: boolean
  readonly run: () => void
}

// The list itself comes when the first menu is opened: it is a good part of what a board would have to load.
const MenuList = late(() => import('./MenuList.tsx'))

/** A button that opens a list of things to do. */
export function Menu({
  trigger,
  label,
  actions,
}: {
  /** A `Button` or `IconButton`. */
  readonly trigger: ReactElement<ButtonProps>
  readonly label: string
  readonly actions: readonly MenuAction[]
}) {
  const [isOpen, setOpen] = useState(false)
  const anchor = useRef<HTMLSpanElement>(null)
  const id = useId()
  return (
    <>
      <span ref={anchor} style={{ display: 'inline-flex' }}>
        {cloneElement(trigger, {
          id,
          'aria-haspopup': 'menu',
          'aria-expanded': isOpen,
          onPress: () => {
            setOpen(!isOpen)
          },
        })}
      </span>
      {isOpen && (
        <Suspense>
          <MenuList
            anchor={anchor}
            label={label}
            actions={actions}
            onClose={() => {
              setOpen(false)
            }}
          />
        </Suspense>
      )}
    </>
  )
}
