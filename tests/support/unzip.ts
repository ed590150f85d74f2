import { inflateRawSync } from 'node:zlib'

const CENTRAL_ENTRY = 0x02014b50
const END_OF_DIRECTORY = 0x06054b50

/** The text files in a small zip, by name: enough to look into a Word file. */
export function unzip(bytes: Buffer): ReadonlyMap<string, string> {
  let end = bytes.length - 22
  while (end >= 0 && bytes.readUInt32LE(end) !== END_OF_DIRECTORY) end--
  if (end < 0) throw new Error('this is no zip: it has no directory')
  const files = new Map<string, string>()
  let at = bytes.readUInt32LE(end + 16)
  while (bytes.readUInt32LE(at) === CENTRAL_ENTRY) {
    const isStored = bytes.readUInt16LE(at + 10) === 0
    const size = bytes.readUInt32LE(at + 20)
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) =>
      bytes.readUInt16LE(at + field),
    ) as [number, number, number]
    const local = bytes.readUInt32LE(at + 42)
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const packed = bytes.subarray(from, from + size)
    files.set(
      bytes.toString('utf8', at + 46, at + 46 + nameLength),
      (isStored ? packed : inflateRawSync(packed)).toString('utf8'),
    )
    at += 46 + nameLength + extraLength + commentLength
  }
  return files
}
