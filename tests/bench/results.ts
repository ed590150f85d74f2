import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'

const file = fileURLToPath(new URL('RESULTS.md', import.meta.url))

const parts = {
  board: 'Opening a board of 1,000 notes in Chromium',
  'opening-phone': 'Opening a board of 1,000 notes on a slow phone',
  'opening-large': 'Opening a board of 10,000 notes in Chromium',
  'canvas-peers': 'The canvas with 5,000 notes, beside Excalidraw and tldraw',
  'canvas-sizes': 'The canvas with 200, 5,000 and 10,000 notes',
  'canvas-list': 'The list with 5,000 notes',
  'relay-room': 'The relay: 300 people in one room, 10 of whom write',
  'relay-ceiling': 'The relay: the most that reaches 100 people in one room',
  'relay-cursors': 'The relay: live cursors',
  'relay-rooms': 'The relay: 200 rooms of five',
  'relay-joins': 'The relay: opening a board of 10,000 notes',
  'relay-growth': 'The relay: what one more person, room and note costs',
  guard: 'What the guard costs on a board of 10,000 notes',
  restart: 'Serving again after SIGKILL',
} as const
export type Part = keyof typeof parts
export const partNames = Object.keys(parts) as Part[]

const intro = `# What the benchmarks measured

Written by \`npm run bench\`; each part stands as it was last run, with how and where. What exactly is measured is
said at the head of each one's own file here. Read the ratios first: both sides of each were measured in turns in
the same run, so they carry over to another machine, which the milliseconds do not. How far they can be compared
with those of another run shows in two yardsticks that each part takes before it begins (\`yardsticks.ts\`).
`

const mark = (part: Part, end: 'begin' | 'end') => `<!-- ${part}: ${end} -->`

/** What a benchmark found: Markdown, and the browser it used, if any. */
export type Found = { readonly markdown: string; readonly chromium?: string }

/**
 * Puts a part's new tables in the place of its last ones; the other parts stay.
 * @param quickness of the machine when the part began, in words
 */
export async function writeResults(
  part: Part,
  { markdown, chromium }: Found,
  quickness: string,
): Promise<void> {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const sections = partNames.map((each) => {
    const head = () => circumstances(part, quickness, chromium)
    const body = each === part ? `${head()}\n\n${markdown}` : bodyOf(before, each)
    return `## ${parts[each]}\n\n${mark(each, 'begin')}\n\n${body}\n\n${mark(each, 'end')}\n`
  })
  const text = [intro, ...sections].join('\n')
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: 'markdown' }))
}

function bodyOf(text: string, part: Part): string {
  const [, after] = text.split(mark(part, 'begin'))
  return after?.split(mark(part, 'end'))[0]?.trim() ?? 'Not run yet.'
}

/** Command, commit, date and machine: without them a number means nothing. */
function circumstances(part: Part, quickness: string, chromium: string | undefined): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: fileURLToPath(new URL('.', import.meta.url)) })
  const commit = git('rev-parse', '--short', 'HEAD').toString().trim()
  const isChanged = git('status', '--porcelain', '--', ':/client', ':/server', ':/shared').length > 0
  const cores = cpus()
  return [
    `\`npm run bench -- ${part}\``,
    `commit ${commit}${isChanged ? ' with changes not committed' : ''}`,
    new Date().toISOString().slice(0, 10),
    `${cores.length} cores (${cores[0]?.model ?? 'unknown'}), load ${loadavg()[0]?.toFixed(1)}`,
    quickness,
    `Node ${process.version}`,
    ...(chromium === undefined ? [] : [`Chromium ${chromium}`]),
  ].join(' · ')
}
