/** What an address that somebody was given carries after the #, where no log and no other server sees it. */
export type SecretInAddress =
  { readonly is: 'link'; readonly secret: string } | { readonly is: 'way-back'; readonly secret: string }

const WAY_BACK = 'back='

/**
 * The secret in this page's address, or undefined. Only the board's bare address carries one: within a stage the
 * part after the # is a place on the page.
 */
export function secretInAddress({ pathname, hash }: Pick<Location, 'pathname' | 'hash'> = location):
  SecretInAddress | undefined {
  const [, , , place] = pathname.split('/')
  const carried = hash.slice(1)
  if (carried === '' || place) return undefined
  return carried.startsWith(WAY_BACK)
    ? { is: 'way-back', secret: carried.slice(WAY_BACK.length) }
    : { is: 'link', secret: carried }
}
