/** Answers that were asked for before anyone could use them. */
const asked = new Map<string, Promise<Response>>()

/**
 * Asks for what will be needed. Whoever needs it finds it by {@link takeAhead}.
 * @param after what it waits for, however that ends
 */
export function fetchAhead(path: string, after?: Promise<unknown>): Promise<Response> {
  const ask = () => fetch(path, { credentials: 'same-origin' })
  const answer = after ? after.then(ask, ask) : ask()
  // Whoever takes it hears of it.
  answer.catch(() => undefined)
  asked.set(path, answer)
  return answer
}

/** The answer that was asked for ahead, if it was; only whoever takes it first gets it. */
export function takeAhead(path: string): Promise<Response> | undefined {
  const ahead = asked.get(path)
  asked.delete(path)
  return ahead
}

/** Whether there is an answer to take. */
export const isAhead = (path: string): boolean => asked.has(path)
