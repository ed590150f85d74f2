/** The part of saxen (which ships no types) that reading a workbook needs. */
declare module 'saxen' {
  type Attributes = Readonly<Record<string, string>>
  export class Parser {
    on(
      event: 'openTag',
      hook: (
        name: string,
        attributes: () => Attributes,
        decode: (text: string) => string,
        selfClosing: boolean,
      ) => void,
    ): this
    on(event: 'closeTag', hook: (name: string) => void): this
    on(event: 'text', hook: (text: string, decode: (text: string) => string) => void): this
    on(event: 'cdata', hook: (text: string) => void): this
    on(event: 'error', hook: (error: Error) => void): this
    on(event: 'warn', hook: (warning: Error) => void): this
    parse(xml: string): this
    stop(): void
  }
}
