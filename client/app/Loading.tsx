import type { ReactNode } from 'react'

/** A calm sentence while something comes. */
export function Loading({ children }: { readonly children: ReactNode }) {
  return (
    <p role="status" style={{ padding: '20vh 24px', textAlign: 'center', color: 'var(--ink-soft)' }}>
      {children}
    </p>
  )
}
