import { existsSync, readFileSync } from 'node:fs'

/*
 * How much JavaScript one waits for at a board, in brotli as it is sent. Which files those are is what the build says:
 * the page's own script, and what that asks for at once.
 */

const manifestPath = 'dist/client/.vite/manifest.json'
if (!existsSync(manifestPath)) throw new Error('there is no build to weigh: run `npm run build` first')
const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'))

/** The chunks named, with all that they import. */
function closureOf(keys, found = new Set()) {
  for (const key of keys) {
    if (found.has(key)) continue
    found.add(key)
    closureOf(manifest[key].imports ?? [], found)
  }
  return found
}

const page = closureOf(Object.keys(manifest).filter((key) => manifest[key].name === 'start'))
const askedFor = [...page].flatMap((key) => manifest[key].dynamicImports ?? [])
/** Asked for on narrow screens only, and by no canvas. */
const list = 'features/themes/list/ListView.tsx'
if (!askedFor.includes(list)) throw new Error(`the first script no longer asks for ${list}`)

const filesOf = (keys) => [...closureOf([...page, ...keys])].map((key) => `dist/client/${manifest[key].file}`)

export default [
  { name: 'a board’s canvas', path: filesOf(askedFor.filter((key) => key !== list)), limit: '150 kB' },
  { name: 'a board’s list, on a phone', path: filesOf(askedFor), limit: '150 kB' },
]
