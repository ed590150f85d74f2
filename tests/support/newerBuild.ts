import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const parts = [
  'client',
  'server',
  'shared',
  'vite.config.ts',
  'package.json',
  'tsconfig.base.json',
  'lingui.config.js',
]

/**
 * Builds what could be the next release: these sources, with a document schema that is one higher and a step that leads
 * to it. @param folder an empty one, for its sources @returns its `dist`
 */
export function buildNewer(folder: string): string {
  for (const part of parts) cpSync(join(root, part), join(folder, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const migrate = join(folder, 'shared/document/migrate.ts')
  const before = readFileSync(migrate, 'utf8')
  const next = Number(/SCHEMA_VERSION = (\d+)/.exec(before)?.[1]) + 1
  const after = before
    .replace(/SCHEMA_VERSION = \d+/, `SCHEMA_VERSION = ${next}`)
    .replace(
      'const released: MigrationSteps = {',
      `const released: MigrationSteps = { ${next - 1}: () => {},`,
    )
  if (after.split('\n').filter((line, i) => line !== before.split('\n')[i]).length !== 2)
    throw new Error('migrate.ts reads otherwise than expected here')
  writeFileSync(migrate, after)
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  for (const more of [[], ['--ssr']])
    execFileSync(process.execPath, [vite, 'build', ...more], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  return join(folder, 'dist')
}
