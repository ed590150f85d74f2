import { createHash } from 'node:crypto'

/** How a random secret stands in the store: whoever reads the store cannot use it. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')
