import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

export type AnyStruct = Y.Item | Y.GC | Y.Skip
/** What an update is made of, by client. */
export type Parts = {
  blocks: Map<number, AnyStruct[]>
  deletes: Map<number, { clock: number; len: number }[]>
}

/** Writes an update as given, however wrong it is. */
export function encodeParts({ blocks, deletes }: Parts): Uint8Array {
  const encoder = new Y.UpdateEncoderV1()
  const out = encoder.restEncoder
  encoding.writeVarUint(out, blocks.size)
  for (const [client, block] of blocks) {
    encoding.writeVarUint(out, block.length)
    encoding.writeVarUint(out, client)
    encoding.writeVarUint(out, block[0]?.id.clock ?? 0)
    for (const struct of block) struct.write(encoder, 0)
  }
  encoding.writeVarUint(out, deletes.size)
  for (const [client, ranges] of deletes) {
    encoding.writeVarUint(out, client)
    encoding.writeVarUint(out, ranges.length)
    for (const { clock, len } of ranges) {
      encoding.writeVarUint(out, clock)
      encoding.writeVarUint(out, len)
    }
  }
  return encoder.toUint8Array()
}
