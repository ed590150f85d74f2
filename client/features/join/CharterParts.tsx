import { Trans, useLingui } from '@lingui/react/macro'
import type { Charter } from '../../../shared/model/tables.ts'
import { charterNames } from '../../i18n/names.ts'
import styles from './JoinPage.module.css'

const first = ['runBy', 'why', 'whoSees'] as const
const further = ['keptFor', 'removal', 'contact'] as const
/** With so few characters in all, everything is short enough to stand open on a phone too. */
const SHORT_ENOUGH = 330

/** What one is told before joining. On a phone the last three parts open at a tap, under a line that names them. */
export function CharterParts({ charter }: { readonly charter: Charter }) {
  const { i18n } = useLingui()
  const isRoomy = matchMedia('(min-width: 761px)').matches
  const total = [...first, ...further].reduce((sum, part) => sum + charter[part].length, 0)
  const parts = (names: readonly (keyof Charter)[]) =>
    names
      .filter((name) => charter[name].trim() !== '')
      .map((name) => (
        <div key={name} className={styles['part']}>
          <h3>{i18n._(charterNames[name])}</h3>
          <p dir="auto">{charter[name]}</p>
        </div>
      ))
  return (
    <div className={styles['charter']}>
      <h2 className="visually-hidden">
        <Trans>Before you join</Trans>
      </h2>
      {parts(first)}
      {isRoomy || total <= SHORT_ENOUGH ? (
        parts(further)
      ) : (
        <details className={styles['more']}>
          <summary>
            <Trans>How long it is kept, how to have it removed, whom to ask</Trans>
          </summary>
          <div>{parts(further)}</div>
        </details>
      )}
    </div>
  )
}
