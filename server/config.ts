import * as v from 'valibot'
import { logLevels, type LogLevel } from './log.ts'

/** What the environment may set. Only main reads it, once. */
export type Config = {
  readonly port: number
  readonly host: string
  /** Where boards and the server's key are kept. */
  readonly dataDir: string
  /** The origin at which people open the product, when that is not the address of this machine. */
  readonly publicUrl: string | undefined
  /** Boards that may be made from one address within an hour. */
  readonly boardsPerHour?: number
  /** How much the log tells; at no level does it hold words, names, secrets or ballots. */
  readonly logLevel?: LogLevel
}

const said = (sentence: string) => (issue: v.BaseIssue<unknown>) =>
  `${sentence}, not "${String(issue.input)}".`

const environment = v.object({
  PORT: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,5}$/, said('PORT must be a whole number from 0 to 65535')),
      v.transform(Number),
      v.maxValue(65_535, said('PORT must be a whole number from 0 to 65535')),
    ),
    '8080',
  ),
  HOST: v.optional(
    v.pipe(v.string(), v.nonEmpty('HOST must be an address, such as 127.0.0.1 or 0.0.0.0.')),
    '127.0.0.1',
  ),
  DATA_DIR: v.optional(v.pipe(v.string(), v.nonEmpty('DATA_DIR must be the name of a folder.')), './data'),
  PUBLIC_URL: v.optional(
    v.pipe(
      v.string(),
      v.check(
        isOrigin,
        said(
          'PUBLIC_URL must be an address with http:// or https:// and no path, such as https://boards.example.org',
        ),
      ),
      v.transform((text) => new URL(text).origin),
    ),
  ),
  BOARDS_PER_HOUR: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[1-9]\d{0,5}$/, said('BOARDS_PER_HOUR must be a whole number from 1')),
      v.transform(Number),
    ),
  ),
  LOG_LEVEL: v.optional(
    v.picklist(logLevels, said(`LOG_LEVEL must be one of ${logLevels.join(', ')}`)),
    'info',
  ),
})

/** @throws {Error} with a sentence for whoever starts the server, when a value cannot be used */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const result = v.safeParse(environment, env)
  if (!result.success) throw new Error(result.issues.map(({ message }) => message).join('\n'))
  const { PORT, HOST, DATA_DIR, PUBLIC_URL, BOARDS_PER_HOUR, LOG_LEVEL } = result.output
  return {
    port: PORT,
    host: HOST,
    dataDir: DATA_DIR,
    publicUrl: PUBLIC_URL,
    logLevel: LOG_LEVEL,
    ...(BOARDS_PER_HOUR === undefined ? {} : { boardsPerHour: BOARDS_PER_HOUR }),
  }
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, pathname, search, hash } = new URL(text)
  return (protocol === 'http:' || protocol === 'https:') && pathname === '/' && search === '' && hash === ''
}
