import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const KEY_BYTES = 32

/** Where a data folder keeps its key. */
export const serverKeyFile = (dataDir: string): string => join(dataDir, 'server.key')

/**
 * The key from which every link's secret is derived, made when the folder has none. Whoever loses it ends all
 * links; whoever reads it can make them, so only the server's own user may.
 * @throws if the file is there and is no key: a new one in its place would end every link without a word
 */
export async function serverKeyIn(dataDir: string): Promise<Uint8Array> {
  const file = serverKeyFile(dataDir)
  try {
    await writeFile(file, randomBytes(KEY_BYTES), { flag: 'wx', mode: 0o600, flush: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const key = await readFile(file)
  if (key.length !== KEY_BYTES)
    throw new Error(`${file} should hold ${KEY_BYTES} bytes and holds ${key.length}`)
  return key
}
