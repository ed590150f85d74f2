import { chmod, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { relative } from 'node:path'
import { createInterface } from 'node:readline'
import * as v from 'valibot'
import { Unfit } from './Unfit.ts'

/*
 * How a command reaches the server that runs on the same folder: a socket in that folder, one JSON line each way.
 * The server does one thing for it, to let go of the boards and take them up again; the command does the rest,
 * just as it would without a server.
 */

const request = v.variant('do', [
  v.object({ do: v.literal('let-go') }),
  v.object({ do: v.literal('take-up') }),
])
type Request = v.InferOutput<typeof request>
const answer = v.variant('is', [
  v.object({ is: v.literal('done') }),
  v.object({ is: v.literal('failed'), why: v.string() }),
])
type Answer = v.InferOutput<typeof answer>

export type Controlled = {
  /** Lets everyone go and closes the database. */
  letGo(): Promise<void>
  /** Opens the database, whichever it is now. */
  takeUp(): Promise<void>
}

/**
 * Listens for commands. A connection that ends without having said 'take-up' has said it: a command that was
 * killed must not leave the boards closed.
 * @throws if another server listens there, or the file cannot be made
 */
export async function listenForCommands(
  file: string,
  server: Controlled,
): Promise<{ stop(): Promise<void> }> {
  if (await isListening(file)) throw new Error(`another server has the boards of this folder open (${file})`)
  // Left by a server that was killed.
  await rm(file, { force: true })
  let holder: Socket | undefined
  let isStopped = false
  const sockets = new Set<Socket>()

  const handle = async (socket: Socket, { do: what }: Request): Promise<void> => {
    if (what === 'let-go') {
      if (holder) throw new Error('another restore is under way')
      holder = socket
      try {
        await server.letGo()
      } catch (error) {
        holder = undefined
        await server.takeUp()
        throw error
      }
    } else if (holder === socket && !isStopped) {
      holder = undefined
      await server.takeUp()
    }
  }
  const listener: Server = createServer((socket) => {
    sockets.add(socket)
    const reply = (said: Answer) => socket.writable && socket.write(`${JSON.stringify(said)}\n`)
    socket.on('error', () => socket.destroy())
    // One after another, as they came.
    let last: Promise<unknown> = Promise.resolve()
    const inTurn = (work: () => Promise<void>) => {
      last = last.then(work).then(
        () => reply({ is: 'done' }),
        (error: unknown) =>
          reply({ is: 'failed', why: error instanceof Error ? error.message : String(error) }),
      )
    }
    createInterface({ input: socket }).on('line', (line) => {
      const said = parse(request, line)
      inTurn(() =>
        said ? handle(socket, said) : Promise.reject(new Error('this server does not know that command')),
      )
    })
    socket.on('close', () => {
      sockets.delete(socket)
      inTurn(() => handle(socket, { do: 'take-up' }))
    })
  })
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject)
    listener.listen(shortest(file), resolve)
  })
  await chmod(file, 0o600)
  return {
    async stop() {
      isStopped = true
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => listener.close(resolve))
    },
  }
}

/** A running server as a command sees it. */
export type RunningServerHere = Controlled & { end(): void }

/** Connects to the server that runs on this folder. @returns undefined when none does */
export async function serverAt(file: string): Promise<RunningServerHere | undefined> {
  const socket = await connected(file)
  if (!socket) return undefined
  const waiting: ((said: Answer | undefined) => void)[] = []
  createInterface({ input: socket }).on('line', (line) => waiting.shift()?.(parse(answer, line)))
  socket.on('close', () => {
    for (const resolve of waiting.splice(0)) resolve(undefined)
  })
  const ask = async (said: Request) => {
    const heard = await new Promise<Answer | undefined>((resolve) => {
      waiting.push(resolve)
      socket.write(`${JSON.stringify(said)}\n`)
    })
    if (heard?.is === 'done') return
    throw new Unfit(`The server that runs here did not do it: ${heard?.why ?? 'it went away'}.`)
  }
  return {
    letGo: () => ask({ do: 'let-go' }),
    takeUp: () => ask({ do: 'take-up' }),
    end() {
      socket.destroy()
    },
  }
}

const isListening = async (file: string): Promise<boolean> => {
  const socket = await connected(file)
  socket?.destroy()
  return socket !== undefined
}

/** A socket's name may be a hundred bytes long, not more, and folders lie deep at times. */
function shortest(file: string): string {
  const fromHere = relative(process.cwd(), file)
  return fromHere.length < file.length ? fromHere : file
}

function connected(file: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(shortest(file))
    socket.once('connect', () => {
      socket.on('error', () => socket.destroy())
      resolve(socket)
    })
    // Nothing there, or a file that a killed server has left: nobody answers.
    socket.once('error', () => {
      resolve(undefined)
    })
  })
}

function parse<S extends v.GenericSchema>(schema: S, line: string): v.InferOutput<S> | undefined {
  try {
    return v.parse(schema, JSON.parse(line))
  } catch {
    return undefined // from the wire: whatever it is, it is none of ours
  }
}
