import type { WebSocket } from 'ws'
import { closeCodes, type CloseCode } from '../../shared/protocol/messages.ts'
import type { SocketLimits } from './socketLimits.ts'
import { Handful, TokenBucket } from '../TokenBucket.ts'

/** Long enough that reading is not switched for every few messages. */
const SHORTEST_PAUSE_MS = 50

/** Weighed so many at once. */
const HANDFUL = 16
const HANDFUL_BYTES = 16 * 1024

/** What all sockets of this process have begun to send and not finished: it waits in memory for its end. */
export class Unfinished {
  readonly #mostBytes: number
  readonly #intakes = new Set<Intake>()
  #bytes = 0

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  add(intake: Intake): void {
    this.#intakes.add(intake)
  }
  remove(intake: Intake): void {
    if (this.#intakes.delete(intake)) this.#bytes -= intake.unfinishedBytes
  }

  /** An intake's unfinished bytes have changed by so many. */
  changed(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes <= this.#mostBytes) return
    const largestFirst = [...this.#intakes].sort((a, b) => b.unfinishedBytes - a.unfinishedBytes)
    for (const intake of largestFirst) {
      if (this.#bytes <= this.#mostBytes) return
      this.remove(intake)
      intake.cut()
    }
  }

  /** Closes those whose message takes too long to arrive. */
  sweep(nowMs: number): void {
    for (const intake of this.#intakes) intake.closeIfEndless(nowMs)
  }
}

type IntakeParts = {
  readonly limits: SocketLimits
  readonly unfinished: Unfinished
  readonly now: () => number
  readonly close: (code: CloseCode) => void
}

/**
 * The way in over one socket. Who sends faster than people at work do is read more slowly, so that their own
 * computer waits and nothing is lost; only a flood that never eases off is closed.
 */
export class Intake {
  /** Bytes of the message whose end has not come. */
  unfinishedBytes = 0
  isPaused = false

  readonly #webSocket: WebSocket
  readonly #parts: IntakeParts
  readonly #messages: TokenBucket
  readonly #bytes: TokenBucket
  /** Whether a message has ended in the packet that is being read. */
  #hasTaken = false
  #unfinishedSinceMs: number | undefined
  readonly #looseMessages = new Handful(HANDFUL)
  readonly #looseBytes = new Handful(HANDFUL_BYTES)
  /** How long it has been held back since it last eased off. */
  #pausedMs = 0
  #timer: NodeJS.Timeout | undefined

  constructor(webSocket: WebSocket, parts: IntakeParts) {
    const { limits, now, unfinished } = parts
    this.#webSocket = webSocket
    this.#parts = parts
    this.#messages = new TokenBucket(limits.messageBurst, limits.messagesPerSecond, now())
    this.#bytes = new TokenBucket(limits.byteBurst, limits.bytesPerSecond, now())
    unfinished.add(this)
    webSocket.once('close', () => {
      clearTimeout(this.#timer)
      unfinished.remove(this)
    })
  }

  /** Counts a whole message. @param cost how many ordinary ones it is worth */
  took(cost: number): void {
    this.#hasTaken = true
    this.#count(cost)
  }

  /** Counts a ping or pong, which may come in the middle of a message. */
  tookPing(): void {
    this.#count(1)
  }

  #count(cost: number): void {
    const messages = this.#looseMessages.add(cost)
    if (messages > 0) this.#weigh(messages, 0)
  }

  /**
   * Counts a packet, of which all messages that end in it have been counted.
   * @param isBetween whether no other has begun; else all of the packet is taken for its
   */
  tookPacket(bytes: number, isBetween: boolean): void {
    if (!isBetween) this.#awaitEnd(this.#hasTaken ? bytes : this.unfinishedBytes + bytes)
    else if (this.unfinishedBytes > 0) this.#awaitEnd(0)
    this.#hasTaken = false
    const loose = this.#looseBytes.add(bytes)
    if (loose > 0) this.#weigh(0, loose)
  }

  /** Ends it at once: whoever sends without end would not read a close either. */
  cut(): void {
    this.#webSocket.terminate()
  }

  closeIfEndless(nowMs: number): void {
    const sinceMs = this.#unfinishedSinceMs
    if (sinceMs !== undefined && nowMs - sinceMs > this.#parts.limits.messageMs)
      this.#parts.close(closeCodes.tooSlow)
  }

  /** @param bytes that have come of a message whose end has not; 0 when there is none */
  #awaitEnd(bytes: number): void {
    const changed = bytes - this.unfinishedBytes
    this.unfinishedBytes = bytes
    const isOther = this.#hasTaken || this.#unfinishedSinceMs === undefined
    if (bytes === 0) this.#unfinishedSinceMs = undefined
    else if (isOther) this.#unfinishedSinceMs = this.#parts.now()
    this.#parts.unfinished.changed(changed)
  }

  #weigh(messages: number, bytes: number): void {
    const { limits, now, close } = this.#parts
    const nowMs = now()
    if (this.#pausedMs > 0 && this.#messages.isEased(nowMs) && this.#bytes.isEased(nowMs)) this.#pausedMs = 0
    const messagesLeft = this.#messages.take(messages, nowMs)
    const bytesLeft = this.#bytes.take(bytes, nowMs)
    if (messagesLeft < -limits.mostDebt) close(closeCodes.tooManyMessages)
    else if (messagesLeft < 0 || bytesLeft < 0) this.#pause()
  }

  #pause(): void {
    if (this.isPaused || this.#webSocket.readyState === this.#webSocket.CLOSED) return
    const { limits, now, close } = this.#parts
    if (this.#pausedMs > limits.floodMs) {
      close(closeCodes.tooManyMessages)
      return
    }
    const nowMs = now()
    const owedMs = Math.max(this.#messages.debtMs(nowMs), this.#bytes.debtMs(nowMs))
    const pauseMs = Math.max(SHORTEST_PAUSE_MS, owedMs)
    this.isPaused = true
    this.#pausedMs += pauseMs
    this.#webSocket.pause()
    this.#timer = setTimeout(() => {
      this.isPaused = false
      this.#webSocket.resume()
    }, pauseMs)
  }
}
