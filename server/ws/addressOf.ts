import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

const LOOPBACK = /^(::ffff:)?127\.|^::1$/

/**
 * The address a request came from. A proxy on this machine may say whose it was, as for HTTP calls; nobody else
 * is believed.
 */
export function addressOf({ socket, headers }: IncomingMessage): string {
  const peer = socket.remoteAddress ?? ''
  const forwarded = headers['x-forwarded-for']
  if (!LOOPBACK.test(peer) || forwarded === undefined) return peer
  // Each proxy adds whom it heard from at the end; what stands before may be made up.
  const hops = String(forwarded)
    .split(',')
    .map((hop) => hop.trim())
  const client = hops.reverse().find((hop) => isIP(hop) !== 0 && !LOOPBACK.test(hop))
  return client ?? peer
}
