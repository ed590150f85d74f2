import { expect, it } from 'vitest'
import { markdownOf } from '../../../server/exports/markdown.ts'
import { findingsOf } from '../../../shared/model/findings.ts'
import { exampleState } from '../../support/exampleState.ts'

const findings = findingsOf(exampleState(), 'everyone', { date: '2026-11-23' })

it('has one title, no level skipped, and what is asked for', () => {
  const markdown = markdownOf(findings)
  const levels = [...markdown.matchAll(/^(#+) /gm)].map((match) => match[1]!.length)
  expect(levels.filter((level) => level === 1)).toHaveLength(1)
  levels.reduce((before, level) => {
    expect(level - before).toBeLessThanOrEqual(1)
    return level
  })
  for (const { wording } of findings.recommendations) expect(markdown).toContain(wording.slice(0, 30))
})

it('gives every row of a table as many cells as its head', () => {
  const lines = markdownOf(findings).split('\n')
  const cells = (line: string) => line.replace(/\\\|/g, '').split('|').length
  lines.forEach((line, i) => {
    if (line.startsWith('|') && lines[i - 1]?.startsWith('|')) expect(cells(line)).toBe(cells(lines[i - 1]!))
  })
  expect(lines.filter((line) => /^\| ---/.test(line)).length).toBeGreaterThan(0)
})

it('shows people’s words as words, whatever they look like', () => {
  const purpose = '# not a heading | ![x](http://evil) <script>alert(1)</script>\n- no item'
  const markdown = markdownOf({ ...findings, purpose })
  expect(markdown).not.toMatch(/(?<!\\)<script/)
  expect(markdown).not.toMatch(/^# not a heading/m)
  expect(markdown).not.toMatch(/(?<!\\)!\[x/)
  expect(markdown).not.toMatch(/^- no item/m)
})
