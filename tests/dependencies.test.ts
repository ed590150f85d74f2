import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

type Versions = Readonly<Record<string, string>>
type Package = {
  readonly dependencies: Versions
  readonly devDependencies: Versions
  readonly overrides: unknown
}
type Lock = {
  readonly packages: Readonly<
    Record<string, { readonly version?: string; readonly integrity?: string; readonly link?: boolean }>
  >
}
type Bill = {
  readonly bomFormat: string
  readonly specVersion: string
  readonly metadata: { readonly component: Component }
  readonly components: readonly Component[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
}
type Component = {
  readonly 'bom-ref': string
  readonly purl: string
  readonly hashes?: readonly unknown[]
  readonly name: string
  readonly version: string
  readonly licenses?: readonly {
    readonly license?: { readonly id?: string; readonly name?: string }
    readonly expression?: string
  }[]
}

const read = <T>(file: string) => JSON.parse(readFileSync(file, 'utf8')) as T
const ours = read<Package>('package.json')
const lock = read<Lock>('package-lock.json')

/** Licences that let anyone use, change and pass on the product; fonts have one of their own. */
const FREE =
  /^(MIT|MIT-0|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|BlueOak-1\.0\.0|OFL-1\.1|CC0-1\.0|Unlicense|Python-2\.0|Zlib)$/

describe('what the product is built from', () => {
  it('is named by exact versions, so that a build of today is the build of tomorrow', () => {
    const versionsIn = (value: unknown): string[] =>
      typeof value === 'string' ? [value] : Object.values(value ?? {}).flatMap(versionsIn)
    const asked = versionsIn([ours.dependencies, ours.devDependencies, ours.overrides])
    expect(asked.length).toBeGreaterThan(40)
    // An override may point at a dependency named above it: `$eslint`.
    expect(asked.filter((version) => !/^(\d+\.\d+\.\d+(-[\w.]+)?|\$[\w@/-]+)$/.test(version))).toEqual([])
  })

  it('is locked to those versions, each with the hash of what was looked at', () => {
    for (const [name, version] of Object.entries({ ...ours.dependencies, ...ours.devDependencies }))
      expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version)
    const fetched = Object.entries(lock.packages).filter(([path, { link }]) => path !== '' && link !== true)
    expect(fetched.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path)).toEqual([])
  })

  it('is listed by `npm run sbom`: every runtime dependency, with its version and a free licence', () => {
    // npm is told where it is by whoever runs the tests with it; by hand, it is on the path.
    execFileSync('npm', ['run', '--silent', 'sbom'], { stdio: ['ignore', 'ignore', 'pipe'] })
    const bill = read<Bill>('sbom.json')
    expect([bill.bomFormat, bill.specVersion]).toEqual(['CycloneDX', '1.5'])
    // Whole in itself: each part once, with the hash of what was fetched, and whatever is needed is listed.
    const refs = [bill.metadata.component, ...bill.components].map((component) => component['bom-ref'])
    expect(new Set(refs).size).toBe(refs.length)
    expect(new Set(bill.dependencies.map(({ ref }) => ref))).toEqual(new Set(refs))
    expect(
      bill.dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !refs.includes(ref)),
    ).toEqual([])
    expect(bill.components.filter(({ purl, hashes }) => !/^pkg:npm\//.test(purl) || !hashes?.length)).toEqual(
      [],
    )
    const listed = new Map(
      bill.components.map((component) => [`${component.name}@${component.version}`, component]),
    )
    for (const [name, version] of Object.entries(ours.dependencies))
      expect([...listed.keys()]).toContain(`${name}@${version}`)
    // What only builds and tests it is no part of it. (One of the two may need the same as the other.)
    for (const name of ['vitest', 'vite', 'typescript', 'eslint', 'playwright-core', '@babel/core'])
      expect(bill.components.map((component) => component.name)).not.toContain(name)
    for (const [name, { licenses }] of listed) {
      const ids = (licenses ?? []).map(
        ({ license, expression }) => expression ?? license?.id ?? license?.name ?? '',
      )
      const parts = ids.flatMap((id) => id.replace(/[()]/g, '').split(/ (?:OR|AND) /))
      expect(
        parts.some((part) => FREE.test(part)),
        `${name}: ${ids.join(', ') || 'no licence'}`,
      ).toBe(true)
    }
  })
})
