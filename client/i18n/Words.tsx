import { useLingui } from '@lingui/react/macro'
import { Fragment, type ReactNode } from 'react'
import { BLACKED_OUT } from '../../shared/model/blackOutMark.ts'
import styles from './Words.module.css'

/** Somebody's words. Where words were blacked out stands a mark, which a screen reader reads as such. */
export function Words({ children }: { readonly children: string }) {
  const { t } = useLingui()
  if (!children.includes(BLACKED_OUT)) return children
  return children.split(BLACKED_OUT).map((part, i) => (
    // The parts have no name but their place.
    <Fragment key={i}>
      {i > 0 && (
        <span className={styles['mark']} title={t`blacked out`}>
          <span className="visually-hidden">{t`blacked out`}</span>
        </span>
      )}
      {part}
    </Fragment>
  ))
}

/** The same, without a component where there is nothing to mark: a long list has thousands of these. */
export const inWords = (said: string): ReactNode =>
  said.includes(BLACKED_OUT) ? <Words>{said}</Words> : said
