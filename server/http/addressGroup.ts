import { isIPv6 } from 'node:net'

const GROUPS = 8
/** The part of an IPv6 address that one household or hall is given: whoever has a /64 has all addresses in it. */
const GROUPS_OF_ONE_NETWORK = 4

/** What counts as one address where something is limited by address: IPv4 as it is, IPv6 by its /64. */
export function addressGroup(address: string): string {
  const asIPv4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (asIPv4 !== undefined) return asIPv4
  if (!isIPv6(address)) return address
  const [left = '', right] = address.replace(/%.*$/, '').split('::')
  const before = left.split(':').filter(Boolean)
  const after = right?.split(':').filter(Boolean) ?? []
  // An IPv4 address at the end takes the place of two groups.
  const written = before.length + after.length + (address.includes('.') ? 1 : 0)
  const zeros = Array.from({ length: right === undefined ? 0 : GROUPS - written }, () => '0')
  return `${[...before, ...zeros, ...after]
    .slice(0, GROUPS_OF_ONE_NETWORK)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
