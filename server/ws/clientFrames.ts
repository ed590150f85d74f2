/*
 * WebSocket frames as a client sends them (RFC 6455, 5.2): a head of two bytes, for longer payloads two or eight bytes with
 * their length, a mask of four, and the masked payload. What is said here holds only for frames that are allowed at all;
 * ws refuses the others.
 */

const LAST = 0x80
const BINARY = 0x2
const CONTROL = 0x8
const MASKED = 0x80
const LENGTH_IN_2 = 126
const LENGTH_IN_8 = 127
const MASK_BYTES = 4

/** @returns 0 if the head does not end within the packet */
function headLength(packet: Buffer, at: number): number {
  if (at + 2 > packet.length) return 0
  const length = packet[at + 1]! & ~MASKED
  const bytes = 2 + (length === LENGTH_IN_2 ? 2 : length === LENGTH_IN_8 ? 8 : 0) + MASK_BYTES
  return at + bytes > packet.length ? 0 : bytes
}

/** @param at where a head begins that ends within the packet */
function payloadLength(packet: Buffer, at: number): number {
  const length = packet[at + 1]! & ~MASKED
  if (length === LENGTH_IN_2) return packet.readUInt16BE(at + 2)
  return length === LENGTH_IN_8 ? Number(packet.readBigUInt64BE(at + 2)) : length
}

/**
 * The message that a packet is, if it is exactly one whole binary message; the packet is then unmasked where it lies.
 * @param packet what came behind the end of a frame
 */
export function wholeMessage(packet: Buffer, mostBytes: number): Uint8Array | undefined {
  if (packet[0] !== (LAST | BINARY) || (packet[1]! & MASKED) === 0) return undefined
  const head = headLength(packet, 0)
  if (head === 0) return undefined
  const length = payloadLength(packet, 0)
  if (length > mostBytes || head + length !== packet.length) return undefined
  unmask(packet, head)
  return packet.subarray(head)
}

function unmask(packet: Buffer, from: number): void {
  const mask = from - MASK_BYTES
  for (let i = from; i < packet.length; i++) packet[i]! ^= packet[mask + ((i - from) & 3)]!
}

const NOTHING = Buffer.alloc(0)

/** Follows the packets of one client from frame to frame, to tell whether a message may begin with the next packet. */
export class FrameEnds {
  /** Bytes of a frame that are still to come. */
  #left = 0
  /** What has come of a head that was cut in two. */
  #cut = NOTHING
  /** Whether a message has begun that a later frame goes on with. */
  #isWithinMessage = false

  get isBetweenMessages(): boolean {
    return this.#left === 0 && this.#cut.length === 0 && !this.#isWithinMessage
  }

  pass(packet: Buffer): void {
    const bytes = this.#cut.length > 0 ? Buffer.concat([this.#cut, packet]) : packet
    this.#cut = NOTHING
    let at = this.#left
    while (at < bytes.length) {
      const head = headLength(bytes, at)
      if (head === 0) {
        // A copy: the packet would be kept alive for a few bytes.
        this.#cut = Buffer.from(bytes.subarray(at))
        at = bytes.length
        break
      }
      const first = bytes[at]!
      if ((first & CONTROL) === 0) this.#isWithinMessage = (first & LAST) === 0
      at += head + payloadLength(bytes, at)
    }
    this.#left = at - bytes.length
  }
}
