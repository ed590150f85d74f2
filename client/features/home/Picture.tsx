/** Three notes that one thread runs through: what the product does, before a word is read. */
export function Picture() {
  const heard = { fill: '#fff1c2', edge: '#8a5f00' }
  const own = { fill: '#dcebfa', edge: '#1f5f9e' }
  return (
    <svg viewBox="0 0 320 220" width="100%" aria-hidden>
      <Card x={14} y={24} turn={-4} {...heard} lines={[86, 70, 44]} />
      <Card x={118} y={104} turn={2} {...own} lines={[80, 62]} />
      <Card x={196} y={14} turn={3} {...heard} lines={[72, 84, 50]} />
      <g fill="none" strokeWidth="7" strokeLinecap="round">
        <path d="M6 182c52 0 44-84 98-84s48 92 104 92 52-96 106-96" stroke="#0b5c5b" />
        <path d="M6 110c52 0 46 84 100 84s46-96 102-96 54 84 106 84" stroke="#e0a100" />
      </g>
    </svg>
  )
}

function Card({
  x,
  y,
  turn,
  fill,
  edge,
  lines,
}: {
  readonly x: number
  readonly y: number
  readonly turn: number
  readonly fill: string
  readonly edge: string
  readonly lines: readonly number[]
}) {
  return (
    <g transform={`translate(${x} ${y}) rotate(${turn} 55 40)`}>
      <rect x="2" y="4" width="112" height="80" rx="7" fill="rgb(29 42 51 / .12)" />
      <rect width="112" height="80" rx="7" fill={fill} />
      <path d="M6 0a6 6 0 0 0-6 6v68a6 6 0 0 0 6 6z" fill={edge} />
      {lines.map((width, i) => (
        <rect
          key={width}
          x="16"
          y={16 + i * 14}
          width={width}
          height="5"
          rx="2.5"
          fill={edge}
          opacity=".45"
        />
      ))}
    </g>
  )
}
