import type { FastifyBaseLogger } from 'fastify'
import type { Registry } from 'prom-client'
import type { BoardParts } from '../boards/BoardParts.ts'
import type { Guesses } from './guesses.ts'

/** The part of the configuration that the HTTP side needs. */
export type HttpConfig = {
  readonly host: string
  readonly port: number
  /** The origin at which people open the product, when that is not the address of this machine. */
  readonly publicUrl: string | undefined
  /** Boards that may be made from one address within an hour; a generous number when it is left out. */
  readonly boardsPerHour?: number
}

/** What every route is built with. */
export type HttpParts = BoardParts & {
  readonly config: HttpConfig
  readonly log: FastifyBaseLogger
  readonly metrics: Registry
  /** What was guessed wrongly, over all calls that take a secret. */
  readonly guesses: Guesses
}
