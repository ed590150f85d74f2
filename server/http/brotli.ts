import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'

const compress = promisify(brotliCompress)

/** Bytes in brotli. Quality 5 is quick, for what changes; 11 is worth its second for what is sent for months. */
export const inBrotli = (bytes: Uint8Array, quality: 5 | 11): Promise<Buffer> =>
  compress(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  })

/** Whether an Accept-Encoding header allows brotli. */
export const acceptsBrotli = (header: string | string[] | undefined): boolean =>
  String(header ?? '')
    .split(',')
    .some((coding) => {
      const [name, ...parameters] = coding.split(';').map((part) => part.trim())
      return name === 'br' && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
    })
