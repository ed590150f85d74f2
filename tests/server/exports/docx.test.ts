import { beforeAll, describe, expect, it } from 'vitest'
import { docxOf } from '../../../server/exports/docx.ts'
import { findingsOf } from '../../../shared/model/findings.ts'
import type { Findings } from '../../../shared/model/findings/Findings.ts'
import { exampleState } from '../../support/exampleState.ts'
import { unzip } from '../../support/unzip.ts'

const findings = findingsOf(exampleState(), 'everyone', { date: '2026-11-23' })
const countIn = (xml: string, part: string) => xml.split(part).length - 1
const partsOf = async (of: Findings) => {
  const files = unzip(await docxOf(of))
  return (name: string) => files.get(name) ?? ''
}

describe('the report as a Word file', () => {
  let part: Awaited<ReturnType<typeof partsOf>>
  let body: string
  beforeAll(async () => {
    part = await partsOf(findings)
    body = part('word/document.xml')
  })

  it('has a title property, British English and heading styles', () => {
    expect(part('docProps/core.xml')).toContain(
      '<dc:title>A new era for our borough: what we heard, and what we ask for</dc:title>',
    )
    expect(part('word/styles.xml')).toContain('<w:lang w:val="en-GB"')
    expect(countIn(body, 'w:pStyle w:val="Title"')).toBe(1)
    expect(countIn(body, 'w:pStyle w:val="Heading1"')).toBeGreaterThanOrEqual(6)
    expect(countIn(body, 'w:pStyle w:val="Heading2"')).toBe(
      findings.themes.length + findings.recommendations.length,
    )
  })

  it('repeats and marks the header row of every table', () => {
    expect(countIn(body, '<w:tbl>')).toBe(4)
    expect(countIn(body, '<w:tblHeader/>')).toBe(4)
  })

  it('makes no room with empty paragraphs', () => {
    const paragraphs = body.match(/<w:p>.*?<\/w:p>/gs) ?? []
    expect(paragraphs.length).toBeGreaterThan(80)
    expect(paragraphs.filter((paragraph) => !/<w:t[ >]/.test(paragraph))).toEqual([])
  })

  it('says the numbers of the board, and prints every quote that may be used', () => {
    const text = body.replace(/<[^>]+>/g, '')
    expect(text).toContain(
      '41 notes, 37 of them from 22 conversations: 134 people, recorded for 18 of 22 conversations',
    )
    const quotes = findings.themes.flatMap((theme) => [...theme.quotes, ...theme.differs.quotes])
    expect(quotes.length).toBeGreaterThan(10)
    for (const quote of quotes) expect(text).toContain(quote.said)
  })

  it('sets Arabic and Urdu from right to left', () => {
    expect(countIn(body, '<w:bidi/>')).toBe(2)
    expect(countIn(body, '<w:rtl/>')).toBe(2)
    expect(body).toContain('w:bidi="ar"')
  })
})

it('leaves out control characters and half characters, with which Word would not open the file', async () => {
  const [first, ...rest] = findings.themes
  const nasty: Findings = {
    ...findings,
    title: 'A\u0000B\u001f\ud800',
    themes: [{ ...first!, title: 'Bell\u0007 & <b>' }, ...rest],
  }
  const part = await partsOf(nasty)
  const body = part('word/document.xml')

  expect(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(body + part('docProps/core.xml'))).toBe(false)
  expect(body).toContain('Bell &amp; &lt;b&gt;')
  expect(body).toContain('AB\ufffd: what we heard')
})

it('heads every page of a working copy', async () => {
  const part = await partsOf(findingsOf(exampleState(), 'working'))
  expect(part('word/header1.xml')).toContain('Working copy, not for publication')
  expect(part('word/document.xml')).toContain('nine')
})
