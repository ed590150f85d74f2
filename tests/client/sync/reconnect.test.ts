import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { keepConnecting, type Surroundings } from '../../../client/sync/keepConnecting.ts'
import { ReconnectSchedule } from '../../../client/sync/ReconnectSchedule.ts'
import { closeCodes } from '../../../shared/protocol/messages.ts'
import { diceOf } from '../../server/rooms/guard/Dice.ts'
import { eventually } from '../../support/eventually.ts'

const MINUTE_MS = 60_000
const randomOf = (seed: number) => {
  const dice = diceOf(seed)
  return () => dice.below(1_000_000) / 1_000_000
}

/** The most attempts that any minute holds. */
function mostInAMinute(attempts: readonly number[], minuteMs = MINUTE_MS): number {
  return Math.max(
    ...attempts.map((at) => attempts.filter((other) => other >= at && other < at + minuteMs).length),
  )
}

/** When one tab tries, over so long. @param heldMs how long each connection holds; 0 for none at all */
function attemptsOf(schedule: ReconnectSchedule, heldMs: number, forMs: number, hopes = false): number[] {
  const attempts: number[] = []
  for (let nowMs = 0; nowMs < forMs;) {
    schedule.tried(nowMs)
    attempts.push(nowMs)
    nowMs += heldMs
    schedule.ended(heldMs)
    nowMs += hopes ? schedule.soonMs(nowMs) : schedule.waitMs(nowMs)
  }
  return attempts
}

describe('when a tab comes back', () => {
  it('makes at most six attempts in any minute, whatever the server does and the person hopes', () => {
    for (let seed = 0; seed < 200; seed++) {
      for (const heldMs of [0, 100, 9_000, 31_000]) {
        for (const hopes of [false, true]) {
          const attempts = attemptsOf(new ReconnectSchedule(randomOf(seed)), heldMs, 10 * MINUTE_MS, hopes)
          expect(mostInAMinute(attempts)).toBeLessThanOrEqual(6)
          // And it does come back: nobody waits for more than a minute and a bit.
          const longestMs = Math.max(...attempts.slice(1).map((at, i) => at - (attempts[i] ?? 0)))
          expect(longestMs - heldMs).toBeLessThan(MINUTE_MS + 5_000)
        }
      }
    }
  })

  it('tries again after about a second, and then ever more slowly', () => {
    const [first = 0, second = 0, third = 0, fourth = 0] = attemptsOf(
      new ReconnectSchedule(() => 0.5),
      0,
      MINUTE_MS,
    )
    expect([second - first, third - second, fourth - third]).toEqual([1_000, 2_000, 4_000])
  })

  it('spreads three hundred who lost the server at one moment, at each turn', () => {
    const all = Array.from({ length: 300 }, (_, seed) =>
      attemptsOf(new ReconnectSchedule(randomOf(seed)), 0, 3 * MINUTE_MS),
    )
    for (const turn of [1, 2, 3, 6, 7]) {
      const at = all.map((attempts) => attempts[turn] ?? 0)
      const windows = new Map<number, number>()
      for (const ms of at) windows.set(Math.floor(ms / 100), (windows.get(Math.floor(ms / 100)) ?? 0) + 1)
      expect(Math.max(...at) - Math.min(...at)).toBeGreaterThan(800)
      expect(Math.max(...windows.values())).toBeLessThan(60)
    }
  })
})

/** Sixty times as fast as the clock on the wall: a minute in a second. */
const HASTE = 60

describe('a stock provider that is kept connecting', () => {
  let server: Server | undefined
  let provider: WebsocketProvider | undefined
  let stop: (() => void) | undefined
  afterEach(async () => {
    stop?.()
    provider?.destroy()
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)))
    server = provider = stop = undefined
  })

  /** @param answer what becomes of each connection: a close code, or an upgrade that is refused */
  async function connectTo(answer: number | 'refused', mayComeBack = async () => true) {
    const connects: number[] = []
    const http = (server = createServer())
    const sockets = new WebSocketServer({ noServer: true })
    http.on('upgrade', (request, socket, head) => {
      if (answer === 'refused') socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
      else
        sockets.handleUpgrade(request, socket, head, (webSocket) => {
          webSocket.close(answer)
        })
    })
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    const { port } = http.address() as AddressInfo
    // As the page tries, not as the server hears of it: a busy machine would blur when that is.
    class Counted extends WebSocket {
      constructor(address: string) {
        super(address)
        connects.push(performance.now())
      }
    }
    provider = new WebsocketProvider(`ws://127.0.0.1:${port}`, 'board', new Y.Doc(), {
      WebSocketPolyfill: Counted as unknown as typeof globalThis.WebSocket,
      disableBc: true,
      connect: false,
    })
    const closed = vi.fn()
    provider.on('closed', ({ code }) => {
      closed(code)
    })
    let hope: () => void = () => undefined
    const surroundings: Surroundings = {
      now: () => performance.now() * HASTE,
      setTimeout: (run, ms) => setTimeout(run, ms / HASTE),
      clearTimeout: (timer) => {
        clearTimeout(timer as NodeJS.Timeout | undefined)
      },
      onHope(run) {
        hope = run
        return () => (hope = () => undefined)
      },
    }
    stop = keepConnecting(provider, new ReconnectSchedule(), surroundings, mayComeBack)
    return {
      connects,
      closed,
      hope: () => {
        hope()
      },
    }
  }

  it.each([closeCodes.storeFailing, 'refused' as const])(
    'comes back after %s, and not more than six times a minute, though the network comes and goes',
    async (answer) => {
      const { connects, hope } = await connectTo(answer)
      for (let i = 0; i < 18; i++) {
        await pause(100)
        hope()
      }
      expect(connects.length).toBeGreaterThanOrEqual(7)
      // A timer's own inaccuracy is sixty times as large here too.
      expect(mostInAMinute(connects, 1_000 - 50)).toBeLessThanOrEqual(6)
    },
  )

  it.each([closeCodes.removed, closeCodes.tooManySockets, 1009])(
    'stays away after %s, and says so',
    async (code) => {
      const { connects, closed, hope } = await connectTo(code)
      await eventually(() => {
        expect(closed).toHaveBeenCalledWith(code)
      })
      hope()
      await pause(500) // half a minute of its own
      expect(connects).toHaveLength(1)
    },
  )

  it('stays away when the way in was refused and the server says that one is nobody here', async () => {
    const mayComeBack = vi.fn(async () => false)
    const { connects, hope } = await connectTo('refused', mayComeBack)
    await eventually(() => {
      expect(mayComeBack).toHaveBeenCalledTimes(1)
    })
    hope()
    await pause(500)
    expect(connects).toHaveLength(1)
  })
})
