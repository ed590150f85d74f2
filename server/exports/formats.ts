import { htmlPolicy } from './html.ts'

/** A file that the report can be had as: a projection of the findings, and of nothing else. */
export type Format = {
  readonly mediaType: string
  /** What the file may do if a browser shows it. */
  readonly contentPolicy: string
}

const nothing = "sandbox; default-src 'none'"

/** What is said of each; `exportWorker.ts` writes them, in a thread that loads what it takes only when it is asked. */
export const formats = {
  docx: {
    mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    contentPolicy: nothing,
  },
  html: { mediaType: 'text/html; charset=utf-8', contentPolicy: `sandbox; ${htmlPolicy}` },
  md: { mediaType: 'text/markdown; charset=utf-8', contentPolicy: nothing },
  csv: { mediaType: 'text/csv; charset=utf-8', contentPolicy: nothing },
  json: { mediaType: 'application/json; charset=utf-8', contentPolicy: nothing },
} as const satisfies Record<string, Format>

export type FormatName = keyof typeof formats

/** Whether the report can be had in the format of that name. */
export const isFormat = (name: string): name is FormatName => Object.hasOwn(formats, name)
