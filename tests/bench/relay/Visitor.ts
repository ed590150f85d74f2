import { setTimeout as pause } from 'node:timers/promises'
import { openRaw, opcodes, type RawSocket } from '../../support/rawSocket.ts'
import type { Relay } from './contenders.ts'
import { NOTHING, type Dialect } from './dialects.ts'
import type { Guest, Hall } from './halls.ts'

/** Someone with a socket to a relay, who says what they are told and reports what they hear. */
export type Visitor = {
  readonly dialect: Dialect
  readonly socket: RawSocket
  say(frame: Uint8Array): void
  /** Resolves when what it asked for has come. @throws when it does not within 20 s, or the connection ends */
  level(): Promise<void>
  leave(): void
}

/**
 * Comes in and asks for what it lacks.
 * @param options.has the state vector of what it has; nothing by default. `null`: it does not ask
 * @throws if it is not let in
 */
export async function openVisitor(
  relay: Relay,
  hall: Hall,
  guest: Guest,
  options: { readonly onFrame?: (frame: Buffer) => void; readonly has?: Uint8Array | null } = {},
): Promise<Visitor> {
  const { onFrame, has = NOTHING } = options
  const dialect = relay.dialect(hall)
  const { path, headers } = relay.way(hall, guest)
  let isLevel = false
  const socket = await openRaw(relay.origin, path, {
    headers,
    answersPings: true,
    onFrame(frame) {
      if (!isLevel) {
        const heard = dialect.hear(frame)
        isLevel = heard?.is === 'update' && heard.isAnswer
      }
      onFrame?.(frame)
    },
  })
  if (socket.status !== 101) throw new Error(`a socket was not opened: ${socket.status}`)
  const say = (frame: Uint8Array) => {
    socket.send(opcodes.binary, frame)
  }
  for (const frame of dialect.greeting) say(frame)
  if (has) say(dialect.ask(has))
  return {
    dialect,
    socket,
    say,
    async level() {
      const untilMs = performance.now() + 20_000
      while (!isLevel) {
        if (socket.hasEnded)
          throw new Error(`the relay closed a connection with ${socket.closeCode ?? 'no code'}`)
        if (performance.now() > untilMs) throw new Error('the relay did not answer')
        await pause(2)
      }
    },
    leave() {
      socket.destroy()
    },
  }
}
