import { Suspense } from 'react'
import type { MenuAction } from '../../../ui/Menu.tsx'
import { late } from '../../../ui/late.tsx'

const MenuList = late(() => import('../../../ui/MenuList.tsx'))

/** The one menu of the list: a menu in every row would weigh more than the rows themselves. */
export function RowMenu({
  trigger,
  actions,
  onClose,
}: {
  /** The button that asked for it; undefined while it is closed. */
  readonly trigger: HTMLElement | undefined
  readonly actions: readonly MenuAction[]
  readonly onClose: () => void
}) {
  if (!trigger) return null
  return (
    <Suspense>
      <MenuList
        anchor={{ current: trigger }}
        label={trigger.getAttribute('aria-label') ?? ''}
        actions={actions}
        onClose={onClose}
      />
    </Suspense>
  )
}
