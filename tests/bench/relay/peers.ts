import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

const folder = new URL('peers/', import.meta.url)

/** Installs the relays that are measured beside ours, if they are not there. Takes minutes, once. */
export function installPeers(): void {
  if (existsSync(new URL('node_modules/.package-lock.json', folder))) return
  console.log('installing the relays to measure beside ours')
  execFileSync('npm', ['ci', '--silent', '--no-audit', '--no-fund'], {
    cwd: fileURLToPath(folder),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/** Loads a module of a peer. Its types are the caller's: the project is checked without the peers. */
export async function loadPeer<T>(name: string): Promise<T> {
  const resolve = createRequire(new URL('package.json', folder)).resolve
  return (await import(pathToFileURL(resolve(name)).href)) as T
}
