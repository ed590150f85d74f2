import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import type { Camera } from './camera.ts'
import { meets, type CardBox, type Point, type Rect } from './geometry.ts'
import { cellsOf } from './grid.ts'
import type { Scene, SceneBoard } from './scene.ts'

/** Colours of the drawing, read once from the page's tokens. */
export type FarColours = {
  readonly heard: string
  readonly heardEdge: string
  readonly own: string
  readonly ownEdge: string
  readonly sheet: string
  readonly line: string
  readonly ink: string
  readonly brand: string
  readonly font: string
}

const TITLE_PX = 15
const TITLE_LINE_PX = 18
/** Narrower than this a title says too little: it may reach beyond its frame then. */
const LEAST_TITLE_PX = 110

/** Draws the whole board from afar: cards as colours with a hint of text, titles in letters that can be read. */
export function drawFar(
  context: CanvasRenderingContext2D,
  camera: Camera,
  board: SceneBoard,
  scene: Scene,
  colours: FarColours,
  look: {
    readonly matching: ReadonlySet<NoteId> | undefined
    readonly selected: ReadonlySet<NoteId>
    readonly carried: { readonly theme: ThemeId; readonly by: Point } | undefined
  },
): void {
  const { zoom, view } = camera
  const scale = window.devicePixelRatio
  context.setTransform(scale, 0, 0, scale, 0, 0)
  context.clearRect(0, 0, camera.width, camera.height)
  const place = (rect: Rect): Rect => ({
    ...camera.toView(rect),
    width: rect.width * zoom,
    height: rect.height * zoom,
  })

  const card = (box: CardBox, at: Point) => {
    const rect = place({ ...box, ...at })
    const kind = board.notes.get(box.note)?.kind
    context.globalAlpha = look.matching && !look.matching.has(box.note) ? 0.25 : 1
    context.fillStyle = kind === 'own' ? colours.own : colours.heard
    context.fillRect(rect.x, rect.y, rect.width, rect.height)
    context.fillStyle = kind === 'own' ? colours.ownEdge : colours.heardEdge
    context.fillRect(rect.x, rect.y, Math.max(1, 5 * zoom), rect.height)
    if (zoom > 0.14) {
      context.globalAlpha *= 0.35
      for (let line = 0; line < box.lines; line++) {
        const isLast = line === box.lines - 1
        context.fillRect(
          rect.x + 17 * zoom,
          rect.y + (18 + line * 20.7) * zoom,
          (box.width - 34) * zoom * (isLast ? 0.6 : 1),
          Math.max(1, 5 * zoom),
        )
      }
    }
    context.globalAlpha = 1
    if (look.selected.has(box.note)) {
      context.strokeStyle = colours.brand
      context.lineWidth = 2
      context.strokeRect(rect.x - 1, rect.y - 1, rect.width + 2, rect.height + 2)
    }
  }

  const titles: { text: string; rect: Rect }[] = []
  for (const frame of scene.frames.values()) {
    const by = look.carried?.theme === frame.theme ? look.carried.by : { x: 0, y: 0 }
    const at = { x: frame.x + by.x, y: frame.y + by.y }
    if (!meets({ ...frame, ...at }, view)) continue
    const rect = place({ ...frame, ...at })
    context.beginPath()
    context.roundRect(rect.x, rect.y, rect.width, rect.height, 16 * zoom)
    context.fillStyle = colours.sheet
    context.fill()
    context.strokeStyle = look.carried?.theme === frame.theme ? colours.brand : colours.line
    context.lineWidth = look.carried?.theme === frame.theme ? 2 : 1
    context.stroke()
    for (const box of frame.cards) card(box, { x: at.x + box.x, y: at.y + box.y })
    titles.push({ text: frame.title, rect })
  }
  for (const box of scene.grid.within(cellsOf(view))) if (box.theme === undefined) card(box, box)
  drawTitles(context, titles, colours)
}

/** Titles at a size that can be read, each on a light ground; one that would cover another is left out. */
function drawTitles(
  context: CanvasRenderingContext2D,
  titles: readonly { text: string; rect: Rect }[],
  colours: FarColours,
): void {
  context.font = `700 ${TITLE_PX}px ${colours.font}`
  context.textBaseline = 'top'
  const drawn: Rect[] = []
  for (const { text, rect } of titles) {
    const width = Math.max(LEAST_TITLE_PX, rect.width - 8)
    const lines = linesFor(context, text, width - 12, rect.height > 70 ? 3 : 2)
    const widest = Math.max(...lines.map((line) => context.measureText(line).width))
    const label = {
      x: rect.x + 4,
      y: rect.y + 4,
      width: widest + 12,
      height: lines.length * TITLE_LINE_PX + 6,
    }
    if (drawn.some((other) => meets(label, other))) continue
    drawn.push(label)
    context.globalAlpha = 0.94
    context.fillStyle = colours.sheet
    context.beginPath()
    context.roundRect(label.x, label.y, label.width, label.height, 6)
    context.fill()
    context.globalAlpha = 1
    context.fillStyle = colours.ink
    lines.forEach((line, i) => {
      context.fillText(line, label.x + 6, label.y + 4 + i * TITLE_LINE_PX)
    })
  }
}

const knownLines = new Map<string, string[]>()

function linesFor(context: CanvasRenderingContext2D, text: string, width: number, most: number): string[] {
  const key = `${Math.round(width / 8)}/${most}/${text}`
  const known = knownLines.get(key)
  if (known) return known
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    const longer = line ? `${line} ${word}` : word
    if (line && context.measureText(longer).width > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  lines.push(line)
  const shown = lines.slice(0, most)
  if (lines.length > most) shown[most - 1] = `${shown[most - 1]}…`
  // Measuring costs more than drawing; a board has some dozens of titles at some dozens of sizes.
  if (knownLines.size > 2000) knownLines.clear()
  knownLines.set(key, shown)
  return shown
}
