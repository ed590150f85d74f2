import { pino, type DestinationStream, type Logger } from 'pino'

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/**
 * What a line may hold besides its own sentence. Anything else is left out, and its name is noted, so that a
 * field which someone adds is thought about here before it is written anywhere.
 */
const fieldsKept = new Set([
  'method', // of a request
  'route', // as a pattern, `/api/boards/:board/me`: never an address, which holds ids
  'status',
  'statusCode',
  'ms',
  'responseTime',
  'reqId',
  'board', // an id: it opens nothing without a link's secret or a cookie
  'import', // an id
  'code', // of a socket's close or of a system's error
  'count',
  'added',
  'bytes',
])
/** Ids, patterns, codes: what the code itself calls things. Nothing with a blank in it. */
const PLAIN = /^[\w.:/{}*-]{1,100}$/

/**
 * The server's log. No name, word, secret or ballot can get into it through an error or a field: of errors it
 * keeps where they were thrown and which kind they are, and never the message, which may quote what was sent
 * (parsers do); of fields it keeps those on a list. The sentence of each line is constant in the code; a test
 * looks for ones that are not.
 * @param to where lines go; stderr when it is left out, so that what is said to whoever started it stands alone
 */
export function createLog(level: LogLevel, to: DestinationStream = pino.destination(2)): Logger {
  return pino(
    {
      level,
      // No host name: laptops are often named after their owners.
      base: { pid: process.pid },
      formatters: { log: keepKnown },
      // Errors have become plain fields by the time serializers see them.
      serializers: { err: (value: unknown) => value },
      hooks: {
        logMethod(given, method) {
          method.apply(this, withoutErrorMessage(given))
        },
      },
    },
    to,
  )
}

/** pino takes an error's message for the sentence where the line has none, and fastify hands it over as one. */
function withoutErrorMessage(given: readonly unknown[]): [obj: object, msg: string] | [msg: string] {
  const [first, second] = given
  const sentence = typeof second === 'string' ? second : undefined
  if (first instanceof Error) return [{ err: first }, sentenceAbout(first, sentence)]
  if (typeof first !== 'object' || first === null) return [String(first)]
  const error: unknown = 'err' in first ? first.err : undefined
  if (error instanceof Error) return [first, sentenceAbout(error, sentence)]
  return [first, sentence ?? '']
}

const sentenceAbout = (error: Error, sentence: string | undefined): string =>
  sentence === undefined || sentence.includes(error.message) ? 'something failed' : sentence

function keepKnown(fields: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  const leftOut: string[] = []
  for (const [field, value] of Object.entries(fields)) {
    if (field === 'err') kept[field] = describeError(value)
    else if (fieldsKept.has(field) && isPlain(value)) kept[field] = value
    else leftOut.push(field)
  }
  return leftOut.length === 0 ? kept : { ...kept, leftOut }
}

const isPlain = (value: unknown): boolean =>
  typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && PLAIN.test(value))

/** What the log keeps of an error: its kind, the system's code for it, the places in the code, and its cause. */
export type ErrorInLog = {
  readonly name: string
  readonly code?: string | number
  readonly at?: readonly string[]
  readonly cause?: ErrorInLog
}

/** @param depth of causes; nobody needs more, and a cause can be its own */
export function describeError(error: unknown, depth = 3): ErrorInLog {
  if (!(error instanceof Error)) return { name: `a thrown ${typeof error}` }
  const code: unknown = 'code' in error ? error.code : undefined
  return {
    name: PLAIN.test(error.name) ? error.name : 'Error',
    ...(isPlain(code) && typeof code !== 'boolean' ? { code: code as string | number } : {}),
    at: placesOf(error),
    ...(error.cause === undefined || depth === 0 ? {} : { cause: describeError(error.cause, depth - 1) }),
  }
}

const MOST_PLACES = 8
/** `    at name (file:1:2)` or `    at file:1:2`, whole; a message may have a line that begins like one. */
const PLACE = /^ {4}at (?:[\w$.<>#[\] ]+ \()?(?:file:\/\/|node:|\/|[A-Za-z]:\\)[^()\n]*:\d+:\d+\)?$/

/** The lines of a stack that name places in the code, without the message above them. */
function placesOf({ stack = '', message }: Error): string[] {
  const afterMessage = message === '' ? 0 : stack.indexOf(message) + message.length
  return stack
    .slice(stack.includes(message) ? afterMessage : 0)
    .split('\n')
    .filter((line) => PLACE.test(line))
    .slice(0, MOST_PLACES)
    .map((line) => line.trim())
}
