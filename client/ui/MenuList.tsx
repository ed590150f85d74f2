import { flushSync } from 'react-dom'
import { Menu as AriaMenu, MenuItem, Popover } from 'react-aria-components'
import type { MenuAction, OpenMenu } from './Menu.tsx'
import styles from './Menu.module.css'

/** The open list of a {@link Menu}. Focus goes into it, and back to the button when it closes. */
export default function MenuList({
  anchor,
  label,
  actions,
  onClose,
}: OpenMenu & { readonly label: string; readonly actions: readonly MenuAction[] }) {
  const act = (action: MenuAction | undefined) => {
    // A dialogue that is opened takes note of what has the focus, to give it back: the button, not an item that has gone.
    flushSync(onClose)
    const { current } = anchor
    const button = current?.matches('button') ? current : current?.querySelector('button')
    button?.focus()
    action?.run()
  }
  return (
    <Popover
      aria-label={label}
      triggerRef={anchor}
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
      className={styles['popover'] ?? ''}
    >
      <AriaMenu
        aria-label={label}
        // eslint-disable-next-line jsx-a11y/no-autofocus -- a menu that opens takes the focus, and gives it back
        autoFocus="first"
        onClose={onClose}
        className={styles['menu'] ?? ''}
        disabledKeys={actions.filter((action) => action.isDisabled).map((action) => action.id)}
        onAction={(key) => {
          act(actions.find((action) => action.id === key))
        }}
      >
        {actions.map((action) => (
          <MenuItem
            key={action.id}
            id={action.id}
            textValue={action.label}
            className={`${styles['item']} ${action.isDanger ? styles['danger'] : ''}`}
          >
            {action.icon}
            {action.label}
          </MenuItem>
        ))}
      </AriaMenu>
    </Popover>
  )
}
