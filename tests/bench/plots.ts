import { figure } from './statistics.ts'

/** One curve: what something costs, by how many there are. */
export type Plot = {
  readonly title: string
  readonly across: string
  readonly points: readonly { readonly x: number; readonly y: number }[]
}

const WIDTH = 360
const HEIGHT = 220
const EDGE = { left: 52, right: 16, top: 40, bottom: 44 }
const COLUMNS = 2

/** Draws them side by side as one SVG: across by orders of magnitude, upwards from nothing. */
export function plots(all: readonly Plot[]): string {
  const rows = Math.ceil(all.length / COLUMNS)
  const [width, height] = [WIDTH * COLUMNS, HEIGHT * rows]
  const said = all.map(({ title, across }) => `${title}, by ${across}`).join('; ')
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${said}" font-family="sans-serif" font-size="11" fill="#2b2a28">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...all.map((plot, i) => {
      const [x, y] = [(i % COLUMNS) * WIDTH, Math.floor(i / COLUMNS) * HEIGHT]
      return `<g transform="translate(${x} ${y})">${drawn(plot)}</g>`
    }),
    '</svg>',
    '',
  ].join('\n')
}

function drawn({ title, across, points }: Plot): string {
  const magnitudes = points.map(({ x }) => Math.log10(x))
  const [least, most] = [Math.min(...magnitudes), Math.max(...magnitudes)]
  const highest = Math.max(...points.map(({ y }) => y)) * 1.15
  const right = WIDTH - EDGE.right
  const bottom = HEIGHT - EDGE.bottom
  const at = ({ x, y }: { x: number; y: number }) => ({
    x: EDGE.left + ((Math.log10(x) - least) / (most - least)) * (right - EDGE.left),
    y: bottom - (y / highest) * (bottom - EDGE.top),
  })
  const places = points.map((point) => ({ ...at(point), of: point }))
  const text = (x: number, y: number, anchor: string, words: string, more = '') =>
    `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}"${more}>${words}</text>`
  return [
    text(EDGE.left, 20, 'start', title, ' font-weight="bold" font-size="13"'),
    `<path d="M${EDGE.left} ${EDGE.top}V${bottom}H${right}" fill="none" stroke="#8a857c"/>`,
    text(EDGE.left - 6, bottom, 'end', '0'),
    `<polyline points="${places.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}" fill="none" stroke="#0b6e69" stroke-width="2"/>`,
    ...places.flatMap(({ x, y, of }) => [
      `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3" fill="#0b6e69"/>`,
      text(x, y - 8, 'middle', figure(of.y)),
      text(x, bottom + 16, 'middle', of.x.toLocaleString('en-GB')),
    ]),
    text((EDGE.left + right) / 2, bottom + 34, 'middle', across),
  ].join('')
}
