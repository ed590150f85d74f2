import { Trans, useLingui } from '@lingui/react/macro'
import { ChevronRight } from 'lucide-react'
import { Link } from 'react-aria-components'
import type * as v from 'valibot'
import type { boardList } from '../../../shared/protocol/api.ts'
import { roleInSentence } from '../../i18n/names.ts'
import { Sheet } from '../../ui/Page.tsx'
import styles from './HomePage.module.css'

type Boards = v.InferOutput<typeof boardList>['boards']

/** The boards on which this browser is someone, the last used first. */
export function YourBoards({ boards }: { readonly boards: Boards }) {
  const { t, i18n } = useLingui()
  const day = new Intl.DateTimeFormat(i18n.locale, { day: 'numeric', month: 'long' })
  return (
    <Sheet>
      <h2>
        <Trans>Your boards</Trans>
      </h2>
      <ul className={styles['boards']}>
        {boards.map(({ id, title, role, name, lastUsedAtMs }) => {
          const as = i18n._(roleInSentence[role])
          const when = day.format(lastUsedAtMs)
          return (
            <li key={id}>
              <Link href={`/b/${id}`} className={styles['board'] ?? ''}>
                <strong dir="auto">{title}</strong>
                <span>{t`You are ${name}, ${as} · last here ${when}`}</span>
                <ChevronRight aria-hidden />
              </Link>
            </li>
          )
        })}
      </ul>
    </Sheet>
  )
}
