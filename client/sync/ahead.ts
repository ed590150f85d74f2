/** Answers that were asked for before anyone could use them. */
const asked = new Map<string, Promise<Response>>()

/** Asks for what will be needed. Whoever needs it finds it by {@link takeAhead}. */
export function fetchAhead(path: string): void {
  const answer = fetch(path, { credentials: 'same-origin' })
  // Whoever takes it hears of it.
  answer.catch(() => undefined)
  asked.set(path, answer)
}

/** The answer that was asked for ahead, if it was; only whoever takes it first gets it. */
export function takeAhead(path: string): Promise<Response> | undefined {
  const ahead = asked.get(path)
  asked.delete(path)
  return ahead
}
