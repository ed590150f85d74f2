import { useMemo } from 'react'
import { encode } from 'uqr'

/** A QR code of some words, drawn dark on white whatever the ground, with the quiet edge that readers need. */
export function QrCode({
  value,
  name,
  sizePx,
}: {
  readonly value: string
  /** What those who hear the page are told. */
  readonly name: string
  /** Side in pixels; as wide as its place when left out. */
  readonly sizePx?: number
}) {
  const { size, path } = useMemo(() => {
    const { data, size } = encode(value, { ecc: 'M', border: 2 })
    let path = ''
    data.forEach((row, y) => {
      row.forEach((isDark, x) => {
        if (isDark) path += `M${x} ${y}h1v1h-1z`
      })
    })
    return { size, path }
  }, [value])
  return (
    <svg
      role="img"
      aria-label={name}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      style={{
        display: 'block',
        width: sizePx ?? '100%',
        maxWidth: '100%',
        height: 'auto',
        aspectRatio: '1',
      }}
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
