// What XML 1.0 cannot hold, whichever way it is escaped; a Word file with one of these does not open.

const ILLEGAL_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g
const HALF_A_PAIR = /\p{Cs}/gu

/** Text that every format can hold: control characters gone, half surrogate pairs shown as U+FFFD. */
export const cleanText = (text: string): string =>
  text.replace(/\r\n?/g, '\n').replace(ILLEGAL_IN_XML, '').replace(HALF_A_PAIR, '\ufffd')
