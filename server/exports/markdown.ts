import type { Block, Run } from '../../shared/model/findings/blocks.ts'
import type { Findings } from '../../shared/model/findings/Findings.ts'
import { reportOf } from '../../shared/model/findings/report.ts'
import { cleanText } from './cleanText.ts'

/** The report as Markdown (CommonMark, with tables), for people who paste it into pages of their own. */
export const markdownOf = (findings: Findings): string => `${reportOf(findings).map(draw).join('\n\n')}\n`

function draw(block: Block): string {
  switch (block.is) {
    case 'kicker':
      return `*${escape(block.text)}*`
    case 'title':
      return `# ${escape(block.text)}`
    case 'notice':
      return `**${escape(block.text)}**`
    case 'heading':
      return `${'#'.repeat(block.level)} ${drawRuns(block.runs)}`
    case 'paragraph':
      return drawRuns(block.runs)
    case 'list':
      return block.items.map((runs, i) => `${block.ordered ? `${i + 1}.` : '-'} ${drawRuns(runs)}`).join('\n')
    case 'quote':
      return `> “${drawRun(block.words)}”\n>\n> ${escape(block.attribution)}`
    case 'table':
      return drawTable(block)
  }
}

function drawTable({ caption, head, rows }: Extract<Block, { is: 'table' }>): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    `**${escape(caption)}**`,
    '',
    line(head.map(escape)),
    line(head.map(() => '---')),
    ...rows.map((cells) => line(cells.map(drawRuns))),
  ].join('\n')
}

const drawRuns = (runs: readonly Run[]): string => runs.map(drawRun).join('')

function drawRun(run: Run): string {
  const text = escape(run.text)
  // The stars must touch the words, or they are shown as stars.
  return run.strong ? text.replace(/^(\s*)(.*\S)(\s*)$/u, '$1**$2**$3') : text
}

/**
 * Words as words: nothing that someone wrote becomes a heading, a link, a picture, a table or HTML. Lines are
 * joined, since a break would end the list, the quote or the row that the words stand in.
 */
const escape = (text: string): string =>
  cleanText(text)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>#|~!&]/g, '\\$&')
    .replace(/^(\s*)([-+=]|\d+[.)])/, (_, space: string, mark: string) =>
      /^\d/.test(mark) ? `${space}${mark.slice(0, -1)}\\${mark.slice(-1)}` : `${space}\\${mark}`,
    )
