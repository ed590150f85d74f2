import type { ReactNode } from 'react'
import { Mark } from '../ui/Mark.tsx'

/** The frame of `index.html`, word for word and with its styles, so that nothing moves while more arrives. */
export function Shell({ children }: { readonly children: ReactNode }) {
  return (
    <div className="shell">
      <div className="shell-bar">
        <Mark />
        Common Thread
      </div>
      <p className="shell-words" role="status">
        {children}
      </p>
    </div>
  )
}
