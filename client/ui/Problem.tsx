import { Banner } from './Banner.tsx'

/** What went wrong with the last thing tried, read out when it appears; nothing when all is well. */
export function ProblemLine({ title }: { readonly title: string | undefined }) {
  if (title === undefined) return null
  return (
    <Banner tone="problem" isLive>
      {title}
    </Banner>
  )
}
