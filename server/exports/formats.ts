import type { Findings } from '../../shared/model/findings/Findings.ts'
import { csvOf } from './csv.ts'
import { docxOf } from './docx.ts'
import { htmlOf, htmlPolicy } from './html.ts'
import { jsonOf } from './json.ts'
import { markdownOf } from './markdown.ts'

/** A file that the report can be had as: a projection of the findings, and of nothing else. */
export type Format = {
  readonly mediaType: string
  readonly write: (findings: Findings) => string | Promise<Buffer>
  /** What the file may do if a browser shows it. */
  readonly contentPolicy: string
}

const nothing = "sandbox; default-src 'none'"

export const formats: Readonly<Record<string, Format>> = {
  docx: {
    mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    write: docxOf,
    contentPolicy: nothing,
  },
  html: { mediaType: 'text/html; charset=utf-8', write: htmlOf, contentPolicy: `sandbox; ${htmlPolicy}` },
  md: { mediaType: 'text/markdown; charset=utf-8', write: markdownOf, contentPolicy: nothing },
  csv: { mediaType: 'text/csv; charset=utf-8', write: csvOf, contentPolicy: nothing },
  json: { mediaType: 'application/json; charset=utf-8', write: jsonOf, contentPolicy: nothing },
}

/** The format of that name, or undefined when the report cannot be had in it. */
export const formatNamed = (name: string): Format | undefined =>
  Object.hasOwn(formats, name) ? formats[name] : undefined
