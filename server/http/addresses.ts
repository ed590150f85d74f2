import type { FastifyRequest } from 'fastify'
import type { Role } from '../../shared/model/roles.ts'
import type { BoardId } from '../../shared/model/ids.ts'
import { linkSecrets } from '../boards/links.ts'
import type { StoredBoard } from '../storage/Storage.ts'
import type { HttpConfig, HttpParts } from './HttpParts.ts'
import { isLoopback, networkAddresses } from './origin.ts'

/** Where people open the product: PUBLIC_URL, else the address at which this request came in. */
function baseAddress(request: FastifyRequest, config: HttpConfig): string {
  if (config.publicUrl !== undefined) return new URL(config.publicUrl).origin
  return `${request.protocol}://${request.headers.host ?? `${config.host}:${config.port}`}`
}

/** The link of each role. Its secret is in the fragment, so it reaches no log and no Referer. */
export function boardLinksOf(
  request: FastifyRequest,
  parts: HttpParts,
  board: StoredBoard,
): Record<Role, string> {
  const secrets = linkSecrets(parts.serverKey, board)
  const link = (role: Role) => boardAddress(request, parts.config, board.id, secrets[role])
  return {
    facilitator: link('facilitator'),
    member: link('member'),
    officer: link('officer'),
    observer: link('observer'),
  }
}

export const boardAddress = (
  request: FastifyRequest,
  config: HttpConfig,
  board: BoardId,
  fragment: string,
): string => `${baseAddress(request, config)}/b/${board}#${fragment}`

/** Whether other devices can open the base address, and the addresses of this machine that they could open. */
export function reachability(
  request: FastifyRequest,
  config: HttpConfig,
): { reachable: boolean; addresses: string[] } {
  const base = new URL(baseAddress(request, config))
  const port = base.port || String(config.port)
  return {
    reachable: !isLoopback(base.hostname),
    addresses: networkAddresses().map((address) => `http://${address}:${port}`),
  }
}
