import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import type { Ballot } from '../../../shared/model/ballots.ts'
import type { ParticipantId, RoundId } from '../../../shared/model/ids.ts'

/** What the key of one round can do: name its voters without saying who they are, and seal what they chose. */
export type BallotSeal = {
  /** Stands for a participant in this round; without the key it says nothing about whom. */
  tag(participant: ParticipantId): Uint8Array
  /** @param room how many bytes of ballot to make room for, at least {@link roomFor} it: all of a round alike */
  seal(tag: Uint8Array, participant: ParticipantId, ballot: Ballot, room: number): Uint8Array
  /** @throws when it was sealed with another key, for another tag or round, or was changed since */
  open(tag: Uint8Array, sealed: Uint8Array): { readonly participant: ParticipantId; readonly ballot: Ballot }
}

const NONCE_BYTES = 12
const MAC_BYTES = 16
/** A ballot on a dozen recommendations without reasons fits into this. */
const SMALLEST_ROOM = 512
const FILLING = ' '

/**
 * The room that a ballot needs: 512 bytes, or that doubled as often as it must be. Ballots of a round are kept in
 * equal rooms, so that none tells by its length whether a reason was written.
 */
export function roomFor(participant: ParticipantId, ballot: Ballot): number {
  const bytes = Buffer.byteLength(written(participant, ballot))
  let room = SMALLEST_ROOM
  while (room < bytes) room *= 2
  return room
}

/** The room in which a sealed ballot lies. */
export const roomOf = (sealedBytes: number): number => sealedBytes - NONCE_BYTES - MAC_BYTES

/** AES-256-GCM and HMAC-SHA256, each with a key of its own that HKDF draws from the round's. */
export function ballotSeal(round: RoundId, key: Uint8Array): BallotSeal {
  const draw = (use: string) => Buffer.from(hkdfSync('sha256', key, '', `common-thread ${use}`, 32))
  const tagKey = draw('voter')
  const sealKey = draw('ballot')
  // A sealed ballot put under another voter's tag, or into another round, does not open.
  const place = (tag: Uint8Array) => Buffer.concat([Buffer.from(round), tag])

  return {
    tag: (participant) => createHmac('sha256', tagKey).update(participant).digest(),
    seal(tag, participant, ballot, room) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce).setAAD(place(tag))
      const text = Buffer.alloc(room, FILLING)
      text.write(written(participant, ballot))
      return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()])
    },
    open(tag, sealed) {
      const decipher = createDecipheriv('aes-256-gcm', sealKey, sealed.subarray(0, NONCE_BYTES), {
        authTagLength: MAC_BYTES,
      })
      decipher.setAAD(place(tag)).setAuthTag(sealed.subarray(-MAC_BYTES))
      const text = Buffer.concat([
        decipher.update(sealed.subarray(NONCE_BYTES, -MAC_BYTES)),
        decipher.final(),
      ])
      const [participant, ballot] = JSON.parse(text.toString()) as [ParticipantId, Ballot]
      return { participant, ballot }
    },
  }
}

const written = (participant: ParticipantId, ballot: Ballot): string => JSON.stringify([participant, ballot])
