import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'

/**
 * Whether a request may come from where it says it does. Without an Origin it is no browser, and is allowed.
 * With one, it must be PUBLIC_URL's; when that is unset it must be the Host that was asked, and that Host must be
 * this machine, or else a name that an attacker points at this machine would pass.
 */
export function isRightOrigin(headers: IncomingHttpHeaders, publicUrl: string | undefined): boolean {
  if (headers.origin === undefined) return true
  const origin = parseUrl(headers.origin)
  if (!origin) return false
  if (publicUrl !== undefined) return new URL(publicUrl).origin === origin.origin
  const host = headers.host === undefined ? undefined : parseUrl(`${origin.protocol}//${headers.host}`)
  return host !== undefined && host.host === origin.host && isThisMachine(host.hostname)
}

/** Whether a host name (as in a URL, IPv6 in brackets) is this machine's loopback. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  )
}

function isThisMachine(hostname: string): boolean {
  if (isLoopback(hostname)) return true
  const address = hostname.replace(/^\[|\]$/g, '')
  return isIP(address) !== 0 && ownAddresses().includes(address)
}

/** Addresses of this machine on the networks it is on now: a laptop that is carried into a hall gets new ones. */
function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).map(({ address }) => address),
  )
}

/** Addresses at which other devices may reach this machine, IPv4 and not loopback. */
export function networkAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .map(({ address }) => address),
  )
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}
