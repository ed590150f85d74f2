import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The built product as a process of its own, as `npm start` runs it, on a folder of its own. */
export type Product = {
  readonly url: string
  readonly dataDir: string
  /** Everything it has written to its log so far. */
  log(): string
  /** Ends it as an operator does; its folder stays. */
  halt(): Promise<void>
  /** Starts it again on the same folder and port. */
  resume(): Promise<void>
  stop(): Promise<void>
}

const main = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url))

/** Starts the product and waits until it serves. @param host an address of this machine */
export async function startProduct(host = '127.0.0.1'): Promise<Product> {
  const dataDir = mkdtempSync(join(tmpdir(), 'common-thread-'))
  const port = await freePort(host)
  const url = `http://${host}:${port}`
  let log = ''
  const start = async (): Promise<ChildProcess> => {
    const child = spawn(process.execPath, [main], {
      env: {
        PATH: process.env['PATH'],
        HOST: host,
        PORT: String(port),
        DATA_DIR: dataDir,
        NODE_ENV: 'production',
        // As talkative as it gets: no test may find a word of anyone's in the log.
        LOG_LEVEL: 'trace',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        log += chunk.toString()
      })
    await untilReady(url, child, () => log)
    return child
  }
  let child = await start()
  const end = () =>
    new Promise<void>((resolve) => {
      if (child.exitCode !== null) {
        resolve()
        return
      }
      child.once('exit', () => {
        resolve()
      })
      child.kill('SIGTERM')
    })
  return {
    url,
    dataDir,
    log: () => log,
    halt: end,
    async resume() {
      child = await start()
    },
    async stop() {
      await end()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function untilReady(url: string, child: ChildProcess, log: () => string): Promise<void> {
  const deadlineMs = Date.now() + 20_000
  while (Date.now() < deadlineMs) {
    if (child.exitCode !== null) throw new Error(`the product ended by itself:\n${log()}`)
    try {
      if ((await fetch(`${url}/readyz`)).ok) return
    } catch {
      // not listening yet
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  child.kill('SIGKILL')
  throw new Error(`the product was not ready within 20 seconds:\n${log()}`)
}

function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, host, () => {
      const address = server.address()
      server.close(() => {
        if (address && typeof address === 'object') resolve(address.port)
        else reject(new Error('no port'))
      })
    })
  })
}

/** An IPv4 address of this machine that is not loopback: what a hall's network would use. Undefined if there is none. */
export const networkAddress = (): string | undefined =>
  Object.values(networkInterfaces())
    .flat()
    .find((address) => address && address.family === 'IPv4' && !address.internal)?.address
