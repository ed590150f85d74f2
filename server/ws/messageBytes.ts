/** The first byte of a message that is whole and binary (RFC 6455, 5.2). */
const WHOLE_BINARY = 0x82

/**
 * A binary message as a server puts it on the wire: a head and the payload, unmasked, so that one buffer serves
 * everyone who is sent the same.
 */
export function messageBytes(payload: Uint8Array): Buffer {
  const { byteLength } = payload
  const headLength = headLengthOf(byteLength)
  const bytes = Buffer.allocUnsafe(headLength + byteLength)
  writeHead(bytes, headLength, byteLength)
  bytes.set(payload, headLength)
  return bytes
}

/** The head alone, where the payload is too long to be copied behind it. */
export function messageHead(payload: Uint8Array): Buffer {
  const { byteLength } = payload
  const headLength = headLengthOf(byteLength)
  const head = Buffer.allocUnsafe(headLength)
  writeHead(head, headLength, byteLength)
  return head
}

const headLengthOf = (byteLength: number) => (byteLength < 126 ? 2 : byteLength < 65_536 ? 4 : 10)

function writeHead(bytes: Buffer, headLength: number, byteLength: number): void {
  bytes[0] = WHOLE_BINARY
  if (headLength === 2) bytes[1] = byteLength
  else if (headLength === 4) {
    bytes[1] = 126
    bytes.writeUInt16BE(byteLength, 2)
  } else {
    bytes[1] = 127
    bytes.writeBigUInt64BE(BigInt(byteLength), 2)
  }
}
