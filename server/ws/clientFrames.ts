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

/** Follows the packets of one client from frame to frame, to tell whether a message may begin with the next packet. */
export class FrameEnds {
  /** Bytes of a frame that are still to come; Infinity once a head was cut in two: rare, and to follow no further loses nothing. */
  #left = 0
  /** Whether a message has begun that a later frame goes on with. */
  #isWithinMessage = false

  get isBetweenMessages(): boolean {
    return this.#left === 0 && !this.#isWithinMessage
  }

  pass(packet: Buffer): void {
    let at = this.#left
    while (at < packet.length) {
      const head = headLength(packet, at)
      const first = packet[at]!
      if ((first & CONTROL) === 0) this.#isWithinMessage = (first & LAST) === 0
      at = head === 0 ? Infinity : at + head + payloadLength(packet, at)
    }
    this.#left = at - packet.length
  }
}
