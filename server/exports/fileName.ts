import type { Findings } from '../../shared/model/findings/Findings.ts'

const LONGEST_TITLE = 60

/**
 * The header that names a downloaded file after the board, the audience and the date. Programs that know only
 * ASCII get the title without what they cannot read; all others get it in its own script.
 */
export function contentDisposition(findings: Findings, extension: string): string {
  const own = nameOf(findings.title.normalize('NFC'), /[^\p{L}\p{N}\p{M}]+/gu)
  const ascii = nameOf(findings.title.normalize('NFKD').replace(/\p{M}/gu, ''), /[^A-Za-z0-9]+/g)
  const rest = [
    'findings',
    ...(findings.audience === 'everyone'
      ? []
      : [findings.audience === 'working' ? 'working-copy' : 'committee']),
    ...(findings.date === null ? [] : [findings.date]),
  ].join('-')
  const file = (title: string) => `${[title, rest].filter((part) => part !== '').join('-')}.${extension}`
  return `attachment; filename="${file(ascii)}"; filename*=UTF-8''${encodeURIComponent(file(own))}`
}

const nameOf = (title: string, between: RegExp): string =>
  // By code points, so that no pair is cut in half.
  Array.from(title.replace(between, '-'))
    .slice(0, LONGEST_TITLE)
    .join('')
    .replace(/^-+|-+$/g, '')
