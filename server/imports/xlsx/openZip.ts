import { unzipSync } from 'fflate'
import { Unreadable } from '../Unreadable.ts'

/** The XML of a workbook may unpack to so much; an honest one of 20,000 notes has a tenth of it. */
const MOST_UNPACKED_BYTES = 100 * 1024 * 1024
const MOST_PARTS = 1000

/** The parts of a zipped document by path. */
export type Parts = ReadonlyMap<string, Uint8Array>

/** A zip begins like this, whatever its name. */
export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4

/**
 * Unpacks the XML parts of a workbook. Memory is bounded before anything is unpacked: a part gets as many
 * bytes as it declares, and never more, whatever it holds.
 * @throws {Unreadable} for a zip that is cut short, or that would unpack to too much
 */
export function openZip(bytes: Uint8Array): Parts {
  let unpacked = 0
  let parts = 0
  try {
    const files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!/\.(xml|rels)$/i.test(name) || /^docProps\/|\/(theme|drawings|media|comments)/i.test(name))
          return false
        unpacked += originalSize
        if (unpacked > MOST_UNPACKED_BYTES || ++parts > MOST_PARTS) throw new Unreadable(TOO_LARGE)
        return true
      },
    })
    return new Map(Object.entries(files))
  } catch (error) {
    if (error instanceof Unreadable) throw error
    // fflate throws plain errors for whatever is wrong with the bytes.
    throw new Unreadable(DAMAGED)
  }
}

export const DAMAGED =
  'This workbook is damaged or not complete. Open it in a spreadsheet, save it again, and try that.'
const TOO_LARGE =
  'This workbook unpacks to more than 100 MB, which is more than can be read. Save only the sheet that is wanted, and try that.'
