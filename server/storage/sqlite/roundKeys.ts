import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import { roundId, type RoundId } from '../../../shared/model/ids.ts'
import { ballotSeal, type BallotSeal } from './ballotSeal.ts'

const KEY_BYTES = 32

/**
 * The keys of open rounds: 32 random bytes each, in a file of its own beside the database and in no backup of it.
 * Without its key a round's ballots are noise; so destroying 32 bytes destroys every copy of them there is.
 */
export type RoundKeys = {
  /** The seal of a round whose key is here; undefined when there is none, or a broken one. */
  of(round: RoundId): BallotSeal | undefined
  /** Makes a key in place of any other, and comes back when it is on disk. */
  make(round: RoundId): BallotSeal
  /** Overwrites a key and takes its file away, for good, if there is one. */
  destroy(round: RoundId): void
  /** Rounds that have a file, whole or broken. */
  rounds(): readonly RoundId[]
}

/**
 * Keys in a folder, which is made when the first key is.
 * @throws from each method when the disk fails: a key that cannot be read now is not a key that is gone
 */
export function roundKeysIn(folder: string): RoundKeys {
  const seals = new Map<RoundId, { readonly key: Buffer; readonly seal: BallotSeal }>()
  const fileOf = (round: RoundId) => join(folder, round)

  const keep = (round: RoundId, key: Buffer): BallotSeal => {
    const seal = ballotSeal(round, key)
    seals.set(round, { key, seal })
    return seal
  }
  const forget = (round: RoundId) => {
    seals.get(round)?.key.fill(0)
    seals.delete(round)
  }

  return {
    of(round) {
      const known = seals.get(round)
      if (known) return known.seal
      const key = existsSync(fileOf(round)) ? readFileSync(fileOf(round)) : undefined
      // A shorter one was being made when the server stopped, so nothing has been sealed with it.
      return key?.length === KEY_BYTES ? keep(round, key) : undefined
    },
    make(round) {
      forget(round)
      if (!existsSync(folder)) {
        mkdirSync(folder, { mode: 0o700 })
        syncFolder(dirname(folder))
      }
      const key = randomBytes(KEY_BYTES)
      writeThrough(fileOf(round), 'w', key)
      syncFolder(folder)
      return keep(round, key)
    },
    destroy(round) {
      forget(round)
      if (!existsSync(fileOf(round))) return
      writeThrough(fileOf(round), 'r+', randomBytes(KEY_BYTES))
      unlinkSync(fileOf(round))
      syncFolder(folder)
    },
    rounds: () =>
      existsSync(folder) ? readdirSync(folder).filter((name): name is RoundId => v.is(roundId, name)) : [],
  }
}

function writeThrough(file: string, flags: 'w' | 'r+', bytes: Uint8Array): void {
  const handle = openSync(file, flags, 0o600)
  try {
    writeSync(handle, bytes, 0, bytes.length, 0)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** A new or removed name is on disk only when its folder is. Windows cannot do this, and needs no such thing. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
