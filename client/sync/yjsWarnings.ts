/*
 * What Yjs takes from `lib0/logging`, in the place of which the build puts this: its own brings colours, a console
 * inside the page and schemas for elements, several kB of which a board has no use.
 */

const say = (...words: unknown[]): void => {
  console.warn(...words.filter((word) => typeof word !== 'symbol'))
}

export { say as print, say as warn }

/** How the words that follow would look. */
export const [ORANGE, RED, BOLD, UNBOLD] = [Symbol(), Symbol(), Symbol(), Symbol()]
