import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

/*
 * Writes sbom.json: what a running product consists of, as CycloneDX. npm lists everything that is installed; what
 * a runtime dependency needs, by the lock file, stays. npm's own `--omit dev` loses packages that a development
 * package has as its peer (@lingui/core is one), and without it keeps development packages that are peers.
 */

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
const { name, version } = packages['']

/** Where Node finds a package that another one asks for: beside it, or beside one that holds it. */
function find(from, wanted) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${wanted}`
    if (packages[path] !== undefined) return path
    if (folder === '') return undefined
  }
}

function neededBy(path, found = new Set()) {
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta = {} } = packages[path]
  const peers = Object.keys(peerDependencies ?? {}).filter((peer) => !peerDependenciesMeta[peer]?.optional)
  for (const wanted of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) {
    const at = find(path, wanted)
    if (at === undefined || found.has(at)) continue
    found.add(at)
    neededBy(at, found)
  }
  return found
}

const needed = new Set(
  [...neededBy('')].map((path) => `${path.split('node_modules/').at(-1)}@${packages[path].version}`),
)
const bill = JSON.parse(
  execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'ignore'],
  }),
)
const components = bill.components.filter((component) => needed.has(`${component.name}@${component.version}`))
const kept = new Set([bill.metadata.component, ...components].map((component) => component['bom-ref']))
const dependencies = bill.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) }))

// npm names the product after the folder that it lies in.
const component = { ...bill.metadata.component, name, version }
const metadata = { ...bill.metadata, component }
writeFileSync('sbom.json', `${JSON.stringify({ ...bill, metadata, components, dependencies }, null, 2)}\n`)
process.stdout.write(`sbom.json lists ${components.length} packages.\n`)
