import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk of a few megabytes that can be filled and emptied. */
export type SmallDisk = {
  readonly folder: string
  /** Leaves no room for anything. */
  fill(): void
  makeRoom(): void
  /** Lets it be read and not written, or written again. */
  readOnly(is: boolean): void
  remove(): void
}

/**
 * Mounts one in memory.
 * @returns undefined where one may not mount
 * @throws there where everything must be tested (CI=true)
 */
export function mountSmallDisk(mebibytes = 16): SmallDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'common-thread-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder], { stdio: 'pipe' })
  } catch (error) {
    rmdirSync(folder)
    if (process.env['CI'] === 'true') throw error
    return undefined
  }
  const filling = join(folder, 'filling')
  return {
    folder,
    fill() {
      const { bavail, bsize } = statfsSync(folder)
      writeFileSync(filling, new Uint8Array(bavail * bsize))
    },
    makeRoom() {
      rmSync(filling)
    },
    readOnly(is) {
      execFileSync('mount', ['-o', `remount,${is ? 'ro' : 'rw'}`, folder], { stdio: 'pipe' })
    },
    remove() {
      execFileSync('umount', ['-l', folder], { stdio: 'pipe' })
      rmdirSync(folder)
    },
  }
}
