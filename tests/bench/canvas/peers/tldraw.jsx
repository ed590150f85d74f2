import { getAssetUrls } from '@tldraw/assets/selfHosted'
import { createRoot } from 'react-dom/client'
import { createShapeId, getSnapshot, InstancePresenceRecordType, Tldraw, toRichText } from 'tldraw'
import 'tldraw/tldraw.css'
import { moveByOthers } from './others.js'

/*
 * tldraw with a board as it would have saved it: a frame a theme, and its own sticky notes.
 * With `?plan` it is empty and makes that file of a plan.
 */

const ASSETS = getAssetUrls({ baseUrl: '/tldraw' })
/** Its own limit is 4,000. */
const OPTIONS = { maxShapesPerPage: 50_000 }
/** A sticky note is 200 pixels wide. */
const SCALE = 0.8

const idOf = (note) => createShapeId(`note-${note}`)

function savedFrom(editor, plan, view) {
  editor.createShapes(
    plan.themes.map(({ x, y, title, width }, t) => ({
      id: createShapeId(`theme-${t}`),
      type: 'frame',
      x,
      y,
      props: { w: width, h: 1150, name: title },
    })),
  )
  editor.createShapes(
    plan.notes.map(({ text, theme, x, y }, i) => ({
      id: idOf(i),
      type: 'note',
      parentId: theme === null ? editor.getCurrentPageId() : createShapeId(`theme-${theme}`),
      x,
      y,
      props: { richText: toRichText(text.slice(0, 160)), size: 's', scale: SCALE },
    })),
  )
  editor.setCamera({ x: -view.x, y: -view.y, z: view.zoom }, { immediate: true })
  return JSON.stringify(getSnapshot(editor.store))
}

function show(snapshot, onMount) {
  createRoot(document.getElementById('root')).render(
    <Tldraw assetUrls={ASSETS} options={OPTIONS} snapshot={snapshot} onMount={onMount} />,
  )
}

function controls(editor) {
  const move = (note, to) => {
    editor.store.mergeRemoteChanges(() => {
      editor.store.update(idOf(note), (shape) => ({ ...shape, ...to }))
    })
  }
  const point = (places) => {
    editor.store.mergeRemoteChanges(() => {
      editor.store.put(
        places.map(({ x, y }, i) =>
          InstancePresenceRecordType.create({
            id: InstancePresenceRecordType.createId(`person-${i}`),
            userId: `person-${i}`,
            userName: `Person ${i}`,
            currentPageId: editor.getCurrentPageId(),
            cursor: { x, y, rotation: 0, type: 'default' },
            lastActivityTimestamp: Date.now(),
          }),
        ),
      )
    })
  }
  return {
    lookAt(corner, zoom) {
      editor.setCamera({ x: -corner.x, y: -corner.y, z: zoom }, { immediate: true })
    },
    middleOf(note) {
      const { x, y } = editor.pageToScreen(editor.getShapePageBounds(idOf(note)).center)
      return { x, y }
    },
    placeOf(note) {
      const { x, y } = editor.getShape(idOf(note))
      return { x, y }
    },
    moveByOthers: (plan) => moveByOthers(plan, move, point),
  }
}

if (location.search === '?plan')
  show(undefined, (editor) => {
    window.savedFrom = async (plan, view) => savedFrom(editor, plan, view)
  })
else
  show(await (await fetch('/tldraw.json')).json(), (editor) => {
    window.peer = controls(editor)
  })
