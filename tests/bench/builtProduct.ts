import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

const root = fileURLToPath(new URL('../..', import.meta.url))
const outputs = ['dist/client/index.html', 'dist/server/main.js']
const sources = ['client', 'server', 'shared', 'package.json', 'vite.config.ts']

/** Builds the product if its build is missing or older than its sources. */
export function buildIfStale(): void {
  const built = builtAtMs()
  if (built !== undefined && built >= Math.max(...sources.map((path) => newestMs(join(root, path))))) return
  console.log('building the product')
  execFileSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
}

/** When the older half of the build was made; undefined when there is none. */
export function builtAtMs(): number | undefined {
  const times = outputs.map((path) => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs)
  return times.every((time) => time !== undefined) ? Math.min(...times) : undefined
}

function newestMs(path: string): number {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => newestMs(join(path, name))))
}
