import { afterEach, expect, it } from 'vitest'
import { startReportWriter, type ReportWriter } from '../../../server/exports/startReportWriter.ts'
import { findingsOf } from '../../../shared/model/findings.ts'
import { exampleState } from '../../support/exampleState.ts'
import { unzip } from '../../support/unzip.ts'

const findings = findingsOf(exampleState(), 'everyone')
let writer: ReportWriter
afterEach(() => writer.close())

it('writes several reports at the same time, each for whoever asked', async () => {
  writer = startReportWriter()
  const [word, csv, page] = await Promise.all(
    ['docx', 'csv', 'html'].map((format) => writer.write(findings, format)),
  )
  expect(unzip(word as Buffer).has('word/document.xml')).toBe(true)
  expect(csv).toContain('kind,number')
  expect(page).toContain('<!doctype html>')
})

it('gives up on a report that takes too long, and writes the next one', async () => {
  writer = startReportWriter({ timeoutMs: 1 })
  await expect(writer.write(findings, 'docx')).rejects.toThrow('took more than 1 ms')
  await writer.close()
  writer = startReportWriter({ heapMb: 256 })
  await expect(writer.write(findings, 'nothing')).rejects.toThrow('no report can be written as nothing')
  expect(await writer.write(findings, 'csv')).toContain('kind,number')
})
