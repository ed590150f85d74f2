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
  /** Of its process now. */
  readonly pid: number
  /** Everything it has written to its log so far. */
  log(): string
  /** Starts its process on the same folder and port, and does not wait for anything. */
  begin(): void
  /** Resolves when it serves. @throws if it ends instead, or does not within 20 s */
  ready(): Promise<void>
  /** Ends it as an operator does; its folder stays. */
  halt(): Promise<void>
  /** Ends it as a power cut does: in the middle of whatever it does. */
  kill(): Promise<void>
  /** Starts it again on the same folder and port. */
  resume(): Promise<void>
  stop(): Promise<void>
}

export type ProductOptions = {
  /** A folder of the caller's, which stays when the product stops; one of its own is deleted. */
  readonly dataDir?: string
  /** As talkative as it gets where nothing is said: no test may find a word of anyone's in the log. */
  readonly logLevel?: 'trace' | 'info'
  /** A copy of `dist`, for a test that renews it; else what was built before the tests. */
  readonly build?: string
  /** Arguments for Node, in front of the product's. */
  readonly nodeArguments?: readonly string[]
  /** A program with its arguments that runs the product, such as a tracer; ended by the same signals. */
  readonly through?: readonly string[]
}

/** What was built before the tests. */
export const builtProduct = fileURLToPath(new URL('../../dist', import.meta.url))

/** Starts the product and waits until it serves. @param host an address of this machine */
export async function startProduct(host = '127.0.0.1', options: ProductOptions = {}): Promise<Product> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'common-thread-'))
  const port = await freePort(host)
  const url = `http://${host}:${port}`
  const [program = process.execPath, ...before] = [...(options.through ?? []), process.execPath]
  const main = join(options.build ?? builtProduct, 'server/main.js')
  let log = ''
  let child: ChildProcess | undefined
  const begin = () => {
    child = spawn(program, [...before, ...(options.nodeArguments ?? []), main], {
      env: {
        PATH: process.env['PATH'],
        HOST: host,
        PORT: String(port),
        DATA_DIR: dataDir,
        NODE_ENV: 'production',
        LOG_LEVEL: options.logLevel ?? 'trace',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        log += chunk.toString()
      })
  }
  const ready = () =>
    untilReady(
      url,
      () => child,
      () => log,
    )
  const end = (signal: 'SIGTERM' | 'SIGKILL') =>
    new Promise<void>((resolve) => {
      if (!child || hasEnded(child)) {
        resolve()
        return
      }
      child.once('exit', () => {
        resolve()
      })
      child.kill(signal)
    })
  const product: Product = {
    url,
    dataDir,
    get pid() {
      return child?.pid ?? 0
    },
    log: () => log,
    begin,
    ready,
    halt: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    async resume() {
      begin()
      await ready()
    },
    async stop() {
      await end('SIGTERM')
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true })
    },
  }
  await product.resume()
  return product
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null

async function untilReady(
  url: string,
  process: () => ChildProcess | undefined,
  log: () => string,
): Promise<void> {
  const deadlineMs = Date.now() + 20_000
  while (Date.now() < deadlineMs) {
    const child = process()
    if (!child || hasEnded(child)) throw new Error(`the product ended by itself:\n${log()}`)
    try {
      if ((await fetch(`${url}/readyz`)).ok) return
    } catch {
      // not listening yet
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  process()?.kill('SIGKILL')
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
