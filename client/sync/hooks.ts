import { createContext, use, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import type { BoardDocument } from '../../shared/document/BoardDocument.ts'
import type { Role } from '../../shared/model/roles.ts'
import type { BoardSession } from './BoardSession.ts'
import type { SessionStatus } from './SessionStatus.ts'
import type { BoardView } from './LiveBoard.ts'

/** What a board is shown from: a session at it, or what stands in for one until all of the board has come. */
export type Session = Pick<BoardSession, keyof BoardSession>

export const SessionContext = createContext<Session | undefined>(undefined)

/** This tab's session at the board. @throws outside a board */
export function useSession(): Session {
  const session = use(SessionContext)
  if (!session) throw new Error('useSession is called outside a board')
  return session
}

/**
 * What a selector picks from the board, kept up to date. Pick something that the view already holds (a row, a
 * list of the outline), never a fresh array: React compares by identity.
 */
export function useBoard<T>(select: (view: BoardView) => T): T {
  const session = useSession()
  return useSyncExternalStore(session.subscribe, () => select(session.view))
}

/** What a selector picks from the session's status: saving, undo, who else is here, turnout. */
export function useStatus<T>(select: (status: SessionStatus) => T): T {
  return useStore(useSession().status, select)
}

/** The door to write through: pass it to the commands of shared/document/change.ts. Read it when acting. */
export function useDocument(): () => BoardDocument {
  const session = useSession()
  return () => session.document
}

/** One's role at this moment: a facilitator may have changed it. */
export function useMyRole(): Role {
  const session = useSession()
  return useBoard((view) => view.people.get(session.me.id)?.role ?? session.me.role)
}
