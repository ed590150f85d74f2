import {
  cloneElement,
  Suspense,
  useId,
  useRef,
  useState,
  type ReactElement,
  type ReactNode,
  type RefObject,
} from 'react'
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

/** What a list that is open is told: what it hangs on, and how it closes. */
export type OpenMenu = { readonly anchor: RefObject<HTMLElement | null>; readonly onClose: () => void }

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
  return (
    <MenuButton trigger={trigger}>
      {(open) => <MenuList {...open} label={label} actions={actions} />}
    </MenuButton>
  )
}

/** The same, where the list is a part of its own that knows what there is to do once it opens. */
export function MenuButton({
  trigger,
  children,
}: {
  readonly trigger: ReactElement<ButtonProps>
  readonly children: (open: OpenMenu) => ReactNode
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
          {children({
            anchor,
            onClose: () => {
              setOpen(false)
            },
          })}
        </Suspense>
      )}
    </>
  )
}
