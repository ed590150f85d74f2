import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useMemo, useState } from 'react'
import { findingsOf } from '../../../shared/model/findings.ts'
import type { Audience } from '../../../shared/model/findings/Findings.ts'
import { reportOf } from '../../../shared/model/findings/report.ts'
import { mayReadWorkingCopy } from '../../../shared/model/roles.ts'
import { boardPath } from '../../sync/boardPath.ts'
import { useBoard, useMyRole, useSession, useStatus } from '../../sync/hooks.ts'
import { Banner } from '../../ui/Banner.tsx'
import { ButtonLink } from '../../ui/Button.tsx'
import { Segments } from '../../ui/Field.tsx'
import { ReportBlock } from './ReportBlock.tsx'
import styles from './FindingsStage.module.css'

/** The report as it will read, and its files. Page and files draw the same model, so they cannot drift apart. */
export default function FindingsStage() {
  const { t } = useLingui()
  const session = useSession()
  const role = useMyRole()
  const [audience, setAudience] = useState<Audience>('everyone')
  const view = useBoard((board) => board)
  const isSaved = useStatus((status) => status.save.is === 'saved')
  const date = useMemo(() => new Date().toLocaleDateString('sv-SE'), [])
  const blocks = useMemo(
    () => reportOf(findingsOf(view, audience, { date, trace: true })),
    [view, audience, date],
  )
  const uncleared = useMemo(
    () => view.outline.notes.filter((id) => view.notes.get(id)?.quote !== 'yes').length,
    [view.outline.notes, view.notes],
  )
  const mayWork = mayReadWorkingCopy(role)
  const file = (format: string) =>
    boardPath(session.board, session.me.id, `/findings.${format}?for=${audience}`)
  return (
    <div className={styles['stage']}>
      <aside className={styles['side']} aria-label={t`The report and its files`}>
        <h1 className={styles['title']}>
          <Trans>Findings report</Trans>
        </h1>
        <Segments
          label={t`Written for`}
          value={audience}
          onChange={setAudience}
          options={[
            { value: 'everyone', label: t`Everyone` },
            { value: 'committee', label: t`Committee` },
            ...(mayWork ? [{ value: 'working' as const, label: t`Working copy` }] : []),
          ]}
        />
        {audience === 'working' ? (
          <Banner tone="problem">
            <Trans>
              The working copy holds every word, also those not cleared for quoting, and names. It is for
              facilitators and officers, not for publication.
            </Trans>
          </Banner>
        ) : (
          uncleared > 0 && (
            <Banner tone="gentle">
              <Plural
                value={uncleared}
                one="# note was not cleared for quoting. It counts, and its words are left out."
                other="# notes were not cleared for quoting. They count, and their words are left out."
              />
            </Banner>
          )
        )}
        <div className={styles['files']}>
          <ButtonLink wide href={file('docx')} download="">
            <Trans>Download Word</Trans>
          </ButtonLink>
          <ButtonLink wide look="quiet" href={file('html')} download="">
            <Trans>Web page</Trans>
          </ButtonLink>
          <ButtonLink wide look="quiet" href={file('csv')} download="">
            <Trans>Spreadsheet (CSV)</Trans>
          </ButtonLink>
          <ButtonLink wide look="quiet" href={file('json')} download="">
            <Trans>Data (JSON)</Trans>
          </ButtonLink>
        </div>
        {!isSaved && (
          <p className={styles['hint']}>
            <Trans>Some changes are still being sent. Files hold what the server has.</Trans>
          </p>
        )}
        <p className={styles['hint']}>
          <Trans>Every underlined figure leads to the notes that it was counted from.</Trans>
        </p>
      </aside>
      <div className={styles['table']}>
        <article className={styles['sheet']} aria-label={t`The report as it will read`}>
          {blocks.map((block, index) => (
            <ReportBlock key={index} block={block} />
          ))}
        </article>
      </div>
    </div>
  )
}
