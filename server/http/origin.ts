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

/**
 * Whether the Host that was asked is one that this machine goes by. A browser sends no Origin with what it only
 * reads from its own page, so this is what keeps out a page under a name that an attacker has pointed here (DNS
 * rebinding). With a PUBLIC_URL a proxy may have written the Host, and there the cookie alone decides: a browser
 * sends it to no other name.
 */
export function isRightHost(headers: IncomingHttpHeaders, publicUrl: string | undefined): boolean {
  if (publicUrl !== undefined || headers.host === undefined) return true
  const host = parseUrl(`http://${headers.host}`)
  return host !== undefined && isThisMachine(host.hostname)
}

/**
 * Whether a browser says that another site's page, or another port's, makes this request. Browsers say it at
 * https and loopback addresses only; elsewhere Origin and the cookie's SameSite have to do.
 */
export function isForeignFetch(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site']
  return site === 'cross-site' || site === 'same-site'
}

/** Whether an address that a request came from is this machine's own. */
export const isOwnAddress = (address: string): boolean => {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return plain === '::1' || plain.startsWith('127.') || ownAddresses().includes(plain)
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
