import type { ReactNode } from 'react'
import { Banner } from './Banner.tsx'

/** What went wrong with the last thing tried, read out when it appears; nothing when all is well. */
export function ProblemLine({
  title,
  children,
}: {
  readonly title: string | undefined
  /** Why, and what to do. */ readonly children?: ReactNode
}) {
  if (title === undefined) return null
  return (
    <Banner tone="problem" isLive>
      {title}
      {children}
    </Banner>
  )
}
