import { useLingui } from '@lingui/react/macro'
import {
  CircleHelp,
  FileText,
  House,
  Link2,
  Presentation,
  Settings,
  UserRound,
  UsersRound,
} from 'lucide-react'
import type { Stage } from '../../shared/model/stages.ts'
import { useTab } from '../store/tab.ts'
import { useMyRole, useSession } from '../sync/hooks.ts'
import type { MenuAction, OpenMenu } from '../ui/Menu.tsx'
import MenuList from '../ui/MenuList.tsx'
import { useLocation } from 'wouter'

/** The header's menu: what one can do with the board as a whole, by one's role. */
export default function BoardMenu({ goTo, ...open }: OpenMenu & { readonly goTo: (stage: Stage) => void }) {
  const { t } = useLingui()
  const { board } = useSession()
  const [, navigate] = useLocation()
  const openDialog = useTab((tab) => tab.openDialog)
  const isFacilitator = useMyRole() === 'facilitator'
  const invite: MenuAction = {
    id: 'invite',
    label: t`Invite people`,
    icon: <Link2 aria-hidden />,
    run: () => {
      openDialog({ is: 'invite' })
    },
  }
  const settings: MenuAction = {
    id: 'settings',
    label: t`About this board`,
    icon: <Settings aria-hidden />,
    run: () => {
      openDialog({ is: 'board-settings' })
    },
  }
  const actions: readonly MenuAction[] = [
    {
      id: 'me',
      label: t`My place`,
      icon: <UserRound aria-hidden />,
      run: () => {
        openDialog({ is: 'my-place' })
      },
    },
    {
      id: 'people',
      label: t`People`,
      icon: <UsersRound aria-hidden />,
      run: () => {
        openDialog({ is: 'people' })
      },
    },
    ...(isFacilitator ? [invite, settings] : []),
    {
      id: 'report',
      label: t`Report`,
      icon: <FileText aria-hidden />,
      run: () => {
        goTo('findings')
      },
    },
    {
      id: 'wall',
      label: t`The wall, for a projector`,
      icon: <Presentation aria-hidden />,
      run: () => {
        window.open(`/b/${board}/wall`, `wall-${board}`)
      },
    },
    {
      id: 'help',
      label: t`Keys and help`,
      icon: <CircleHelp aria-hidden />,
      run: () => {
        openDialog({ is: 'help' })
      },
    },
    {
      id: 'home',
      label: t`All my boards`,
      icon: <House aria-hidden />,
      run: () => {
        navigate('/')
      },
    },
  ]
  return <MenuList {...open} label={t`More`} actions={actions} />
}
