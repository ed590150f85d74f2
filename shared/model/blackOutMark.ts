/*
 * Apart from how words are blacked out: every page shows marks, hardly any makes them.
 */

/** Stands where words were blacked out. Always as long, so that it does not tell how long they were. */
export const BLACKED_OUT = '█████'

/** The words for a place where a mark cannot be drawn: print, and labels that are only heard. */
export const marksInWords = (words: string): string => words.replaceAll(BLACKED_OUT, '[blacked out]')
