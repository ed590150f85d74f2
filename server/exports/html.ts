import { createHash } from 'node:crypto'
import type { Block, Run } from '../../shared/model/findings/blocks.ts'
import type { Findings } from '../../shared/model/findings/Findings.ts'
import { reportOf, reportTitle } from '../../shared/model/findings/report.ts'
import { cleanText } from './cleanText.ts'

const STYLE = `
:root { color-scheme: light; }
body { margin: 0; background: #f7f3ec; color: #1f2a33; font: 1.0625rem/1.55 "Atkinson Hyperlegible Next", "Noto Sans", system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 3rem clamp(1rem, 6vw, 4rem); background: #fff; overflow-wrap: break-word; }
h1 { font-size: 2rem; line-height: 1.15; margin: .5rem 0 1rem; text-wrap: balance; }
h2 { font-size: 1.35rem; line-height: 1.25; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1.1rem; line-height: 1.3; margin: 1.75rem 0 .5rem; }
p, ul, ol, div, figure { margin: 0 0 .9rem; }
bdi { white-space: pre-line; }
.kicker, figcaption { color: #475661; font-size: .95rem; }
.notice { margin: 0 0 1.5rem; padding: .75rem 1rem; background: #fbe5e0; color: #a12a17; font-weight: 700; }
figure { border-inline-start: 5px solid #8a5a00; background: #fff0c4; padding: .7rem 1rem; }
blockquote { margin: 0; }
table { width: 100%; border-collapse: collapse; font-size: .95rem; }
div { overflow-x: auto; }
caption { text-align: start; font-weight: 700; padding-block: .4rem; }
th, td { text-align: start; vertical-align: top; padding: .4rem .6rem; border-block-end: 1px solid #d9d2c5; font-weight: 400; }
thead th { font-weight: 700; border-block-end: 2px solid #0b5a58; }
li { margin-block-end: .4rem; }
@media print { body, main { background: #fff; padding: 0; } main { max-width: none; } h2, h3, caption { break-after: avoid; } figure, tr { break-inside: avoid; } thead { display: table-header-group; } }
`
/** The policy by which the file carries its own look and runs nothing. It stands in the file as well. */
export const htmlPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`

/** The report as one web page that needs nothing else: it can be saved, printed and sent on. */
export function htmlOf(findings: Findings): string {
  const title = escape(reportTitle(findings))
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(htmlPolicy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${reportOf(findings).map(draw).join('\n')}
</main>
</body>
</html>
`
}

function draw(block: Block): string {
  switch (block.is) {
    case 'kicker':
      return `<p class="kicker">${escape(block.text)}</p>`
    case 'title':
      return `<h1 dir="auto">${escape(block.text)}</h1>`
    case 'notice':
      return `<p class="notice">${escape(block.text)}</p>`
    case 'heading':
      return `<h${block.level}>${drawRuns(block.runs)}</h${block.level}>`
    case 'paragraph':
      return `<p${directionFor(block.runs)}>${drawRuns(block.runs)}</p>`
    case 'list': {
      const tag = block.ordered ? 'ol' : 'ul'
      return `<${tag}>${block.items.map((runs) => `<li>${drawRuns(runs)}</li>`).join('')}</${tag}>`
    }
    case 'quote':
      return `<figure><blockquote dir="auto"><p>“${drawRun(block.words)}”</p></blockquote><figcaption>${escape(block.attribution)}</figcaption></figure>`
    case 'table':
      return drawTable(block)
  }
}

/** A table wider than the screen scrolls by itself, by keyboard as well, and moves nothing else. */
function drawTable({ caption, head, rows }: Extract<Block, { is: 'table' }>): string {
  const heads = head.map((text) => `<th scope="col">${escape(text)}</th>`).join('')
  const body = rows.map((cells) => {
    const [first, ...rest] = cells.map(drawRuns)
    return `<tr><th scope="row">${first ?? ''}</th>${rest.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
  })
  return `<div role="group" aria-label="${escape(caption)}" tabindex="0"><table><caption>${escape(caption)}</caption><thead><tr>${heads}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`
}

/** A paragraph in people's own words alone follows their direction; one that begins in ours reads as ours. */
const directionFor = (runs: readonly Run[]): string => (runs.every((run) => run.words) ? ' dir="auto"' : '')

const drawRuns = (runs: readonly Run[]): string => runs.map(drawRun).join('')

function drawRun(run: Run): string {
  const language = run.language ? ` lang="${escape(run.language)}"` : ''
  const text = run.words ? `<bdi${language}>${escape(run.text)}</bdi>` : escape(run.text)
  return run.strong ? `<strong>${text}</strong>` : text
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escape = (text: string): string =>
  cleanText(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
