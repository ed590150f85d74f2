/** The sign of Common Thread: two threads that cross and hold. It only decorates, so it has no name of its own. */
export function Mark({ sizePx = 28 }: { readonly sizePx?: number }) {
  const thread = { fill: 'none', strokeWidth: 3.4, strokeLinecap: 'round' } as const
  return (
    <svg viewBox="0 0 28 28" width={sizePx} height={sizePx} aria-hidden style={{ flex: 'none' }}>
      <path {...thread} d="M3 20c6 0 5-12 11-12s5 12 11 12" stroke="#0b5c5b" />
      <path {...thread} d="M3 9c6 0 5 11 11 11S19 9 25 9" stroke="#e0a100" />
    </svg>
  )
}
