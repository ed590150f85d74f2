import { expect, it } from 'vitest'
import { htmlOf } from '../../../server/exports/html.ts'
import { jsonOf } from '../../../server/exports/json.ts'
import { contentDisposition } from '../../../server/exports/fileName.ts'
import { findingsOf } from '../../../shared/model/findings.ts'
import { exampleState } from '../../support/exampleState.ts'

const findings = findingsOf(exampleState(), 'everyone', { date: '2026-11-23' })

it('is one file with one first heading and no level skipped, in British English', () => {
  const html = htmlOf(findings)
  const levels = [...html.matchAll(/<h(\d)/g)].map((match) => Number(match[1]))
  expect(levels[0]).toBe(1)
  expect(levels.filter((level) => level === 1).length).toBe(1)
  levels.reduce((before, level) => {
    expect(level - before).toBeLessThanOrEqual(1)
    return level
  })
  expect(html).toContain('<html lang="en-GB">')
  expect(html).not.toMatch(/<(script|link|img|iframe)\b|(?:src|href)=/)
})

it('tells which language a quote is in, and lets each run its own way', () => {
  const html = htmlOf(findings)
  expect(html).toContain('<bdi lang="ar">لا أفهم الرسالة')
  expect(html).toContain('<blockquote dir="auto">')
})

it('shows people’s words as words, whatever they look like', () => {
  const html = htmlOf({ ...findings, purpose: '<script>alert(1)</script>', title: '</title><img src=x>' })
  expect(html).not.toMatch(/<(script|img)/)
  expect(html).toContain('&lt;script&gt;')
})

it('is the same as data, in a shape that says what it is', () => {
  expect(JSON.parse(jsonOf(findings))).toMatchObject({
    format: 'common-thread/findings',
    version: 1,
    audience: 'everyone',
    evidence: { notes: { n: 41 } },
  })
})

it('is named after the board and the day, in its own script where a program can read that', () => {
  expect(contentDisposition(findings, 'docx')).toContain(
    'filename="A-new-era-for-our-borough-findings-2026-11-23.docx"',
  )
  const welsh = contentDisposition({ ...findings, title: 'Tŷ "newydd"; \r\n../', audience: 'working' }, 'csv')
  expect(welsh).toBe(
    `attachment; filename="Ty-newydd-findings-working-copy-2026-11-23.csv"; filename*=UTF-8''T%C5%B7-newydd-findings-working-copy-2026-11-23.csv`,
  )
})
