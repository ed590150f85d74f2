import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Menu as MenuIcon } from 'lucide-react'
import { Button as AriaButton, Link } from 'react-aria-components'
import { useTab } from '../store/tab.ts'
import { useBoard, useMyRole, useSession } from '../sync/hooks.ts'
import { usePeopleHere } from '../sync/usePeopleHere.ts'
import { Button, ButtonLink, IconButton } from '../ui/Button.tsx'
import { Mark } from '../ui/Mark.tsx'
import { late } from '../ui/late.tsx'
import { MenuButton } from '../ui/Menu.tsx'
import { MoreCircle, PersonCircle } from '../ui/PersonCircle.tsx'
import styles from './Header.module.css'
import { SaveBadge } from './SaveBadge.tsx'
import { StagePicker } from './StagePicker.tsx'
import type { StagePlace } from './useStagePlace.ts'

const BoardMenu = late(() => import('./BoardMenu.tsx'))

/** The line at the top: which board, who is here, whether all is saved, and what concerns the board as a whole. */
export function Header({ title, stagePlace }: { readonly title: string; readonly stagePlace: StagePlace }) {
  const { t } = useLingui()
  const { board } = useSession()
  const here = usePeopleHere()
  const role = useMyRole()
  const openDialog = useTab((tab) => tab.openDialog)
  return (
    <header className={styles['bar']}>
      <Link href="/" className={styles['mark'] ?? ''} aria-label={t`Common Thread: the first page`}>
        <Mark />
      </Link>
      <div className={styles['names']}>
        {/* Not the page's heading: that is the stage's own. */}
        <p className={styles['title']}>
          <bdi>{title}</bdi>
        </p>
        <p className={styles['sub']}>
          <Plural value={here.length} one="# person here" other="# people here" />
        </p>
        <div className={styles['pickerPlace']}>
          <StagePicker stagePlace={stagePlace} className={styles['picker'] ?? ''} />
        </div>
      </div>
      <div className={styles['acts']}>
        <SaveBadge />
        <PeopleButton />
        {role === 'facilitator' && (
          <span className={styles['wideOnly']}>
            <Button
              look="quiet"
              onPress={() => {
                openDialog({ is: 'invite' })
              }}
            >
              <Trans>Invite</Trans>
            </Button>
          </span>
        )}
        <span className={styles['wideOnly']}>
          <ButtonLink href={`/b/${board}/findings`} look="quiet">
            <Trans>Report</Trans>
          </ButtonLink>
        </span>
        <MenuButton trigger={<IconButton name={t`More`} icon={<MenuIcon aria-hidden />} />}>
          {(open) => <BoardMenu {...open} goTo={stagePlace.goTo} />}
        </MenuButton>
      </div>
    </header>
  )
}

const CIRCLES = 4

function PeopleButton() {
  const { t } = useLingui()
  const here = usePeopleHere()
  const people = useBoard((view) => view.people)
  const openDialog = useTab((tab) => tab.openDialog)
  const n = here.length
  const shown = n > CIRCLES + 1 ? here.slice(0, CIRCLES) : here
  return (
    <AriaButton
      className={`${styles['people']} ${styles['wideOnly']}`}
      aria-label={t`Who is here: ${n}`}
      onPress={() => {
        openDialog({ is: 'people' })
      }}
    >
      {shown.map((id) => (
        <PersonCircle key={id} id={id} name={people.get(id)?.name ?? ''} />
      ))}
      {n > shown.length && <MoreCircle n={n - shown.length} />}
    </AriaButton>
  )
}
