import { Parser } from 'saxen'
import { Unreadable } from '../Unreadable.ts'
import { DAMAGED } from './openZip.ts'

/** An element's attributes, by local name: `r:id` is found as `id`. */
export type Attributes = (name: string) => string | undefined

/** What to do at each element; names are local, since a workbook may use any prefix. */
export type XmlHooks = {
  open(name: string, attributes: Attributes): void
  close?(name: string): void
  text?(text: string): void
}

/**
 * Walks through an XML part. Nothing outside it is read, and no entities but XML's own are known.
 * @throws {Unreadable} when it is not well-formed
 */
export function readXml(bytes: Uint8Array, hooks: XmlHooks): void {
  const parser = new Parser()
  let fault: unknown
  parser.on('openTag', (name, attributes, decode) => {
    hooks.open(local(name), (wanted) => {
      const all = attributes()
      const key = wanted in all ? wanted : Object.keys(all).find((one) => local(one) === wanted)
      return key === undefined ? undefined : decode(all[key] ?? '')
    })
  })
  parser.on('closeTag', (name) => hooks.close?.(local(name)))
  parser.on('text', (text, decode) => hooks.text?.(decode(text)))
  parser.on('cdata', (text) => hooks.text?.(text))
  parser.on('warn', () => undefined) // odd attributes do no harm here
  parser.on('error', (error) => {
    fault = error
  })
  parser.parse(decodeXml(bytes))
  // saxen hands a hook's own error to 'error' as well: ours go on as they are.
  if (fault instanceof Unreadable) throw fault
  if (fault !== undefined) throw new Unreadable(DAMAGED)
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1)

function decodeXml(bytes: Uint8Array): string {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined
  return new TextDecoder(utf16 ?? 'utf-8').decode(bytes)
}
