import {
  CaptureUpdateAction,
  convertToExcalidrawElements,
  Excalidraw,
  serializeAsJSON,
} from '@excalidraw/excalidraw'
import '@excalidraw/excalidraw/index.css'
import { createRoot } from 'react-dom/client'
import { moveByOthers } from './others.js'

/*
 * Excalidraw with a board as it would have saved it: a frame a theme, and a note as a rectangle with its text.
 * With `?plan` it shows nothing and makes that file of a plan.
 */

const idOf = (note) => `note-${note}`

async function savedFrom(plan, view) {
  // Text is measured as it is laid out, so its font must be there; it is loaded for a scene that has it.
  const sample = convertToExcalidrawElements([{ type: 'text', text: 'sample', x: 0, y: 0 }])
  createRoot(document.getElementById('root')).render(<Excalidraw initialData={{ elements: sample }} />)
  while (
    ![...document.fonts].some(({ family, status }) => family.includes('Excalifont') && status === 'loaded')
  )
    await new Promise((resolve) => setTimeout(resolve, 50))
  const notes = plan.notes.map(({ text, theme, x, y }, i) => ({
    type: 'rectangle',
    id: idOf(i),
    x: x + (plan.themes[theme]?.x ?? 0),
    y: y + (plan.themes[theme]?.y ?? 0),
    width: theme === null ? 210 : 172,
    height: 130,
    backgroundColor: '#ffec99',
    fillStyle: 'solid',
    label: { text: text.slice(0, 160), fontSize: 15 },
  }))
  const frames = plan.themes.map(({ title }, t) => ({
    type: 'frame',
    name: title,
    children: plan.notes.flatMap(({ theme }, i) => (theme === t ? [idOf(i)] : [])),
  }))
  const elements = convertToExcalidrawElements([...notes, ...frames], { regenerateIds: false })
  return serializeAsJSON(
    elements,
    { scrollX: -view.x, scrollY: -view.y, zoom: { value: view.zoom } },
    {},
    'local',
  )
}

function show(board) {
  const initialData = { ...board, appState: { ...board.appState, ...board.view } }
  const onChange = (elements, { isLoading }) => {
    if (elements.length === board.elements.length && !isLoading) document.body.dataset.shown = ''
  }
  createRoot(document.getElementById('root')).render(
    <Excalidraw
      initialData={initialData}
      excalidrawAPI={(api) => {
        window.peer = controls(api)
      }}
      onChange={onChange}
    />,
  )
}

function controls(api) {
  const noteOf = (note) => api.getSceneElements().find(({ id }) => id === idOf(note))
  const moved = (element, to) => ({
    ...element,
    ...to,
    version: element.version + 1,
    versionNonce: Math.floor(Math.random() * 2 ** 31),
  })
  const move = (note, to) => {
    const elements = api.getSceneElementsIncludingDeleted()
    const container = elements.find(({ id }) => id === idOf(note))
    const by = { x: to.x - container.x, y: to.y - container.y }
    api.updateScene({
      elements: elements.map((element) =>
        element === container || element.containerId === container.id
          ? moved(element, { x: element.x + by.x, y: element.y + by.y })
          : element,
      ),
      captureUpdate: CaptureUpdateAction.NEVER,
    })
  }
  const point = (places) => {
    api.updateScene({
      collaborators: new Map(
        places.map(({ x, y }, i) => [
          `person-${i}`,
          { pointer: { x, y, tool: 'pointer' }, username: `Person ${i}` },
        ]),
      ),
    })
  }
  return {
    lookAt(corner, zoom) {
      api.updateScene({ appState: { scrollX: -corner.x, scrollY: -corner.y, zoom: { value: zoom } } })
    },
    middleOf(note) {
      const { x, y, width, height } = noteOf(note)
      const { scrollX, scrollY, zoom, offsetLeft, offsetTop } = api.getAppState()
      return {
        x: (x + width / 2 + scrollX) * zoom.value + offsetLeft,
        y: (y + height / 2 + scrollY) * zoom.value + offsetTop,
      }
    },
    placeOf(note) {
      const { x, y } = noteOf(note)
      return { x, y }
    },
    moveByOthers: (plan) => moveByOthers(plan, move, point),
  }
}

if (location.search === '?plan') window.savedFrom = savedFrom
else show(await (await fetch('/excalidraw.json')).json())
