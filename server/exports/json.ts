import type { Findings } from '../../shared/model/findings/Findings.ts'
import { WORKING_COPY } from '../../shared/model/findings/sentences.ts'

/** The findings as data. The version changes when a field changes its meaning or goes, not when one comes. */
export function jsonOf(findings: Findings): string {
  const heading = findings.audience === 'working' ? { notice: WORKING_COPY } : {}
  return `${JSON.stringify({ format: 'common-thread/findings', version: 1, ...heading, ...findings }, null, 2)}\n`
}
