import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmdirSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const REFILL_MS = 20

/** A disk of a few megabytes that can be filled and emptied. */
export type SmallDisk = {
  readonly folder: string
  /** Leaves no room for anything, nor what is let go of meanwhile, as the store's log is: others write to a disk too. */
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
  let refilling: NodeJS.Timeout | undefined
  const takeRoom = () => {
    const { bavail, bsize } = statfsSync(folder)
    try {
      if (bavail > 0) appendFileSync(filling, new Uint8Array(bavail * bsize))
    } catch (error) {
      // Somebody was quicker: it is full all the same.
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    }
  }
  return {
    folder,
    fill() {
      takeRoom()
      refilling = setInterval(takeRoom, REFILL_MS)
    },
    makeRoom() {
      clearInterval(refilling)
      rmSync(filling)
    },
    readOnly(is) {
      execFileSync('mount', ['-o', `remount,${is ? 'ro' : 'rw'}`, folder], { stdio: 'pipe' })
    },
    remove() {
      clearInterval(refilling)
      execFileSync('umount', ['-l', folder], { stdio: 'pipe' })
      rmdirSync(folder)
    },
  }
}
