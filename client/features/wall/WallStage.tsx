import type { Stage } from '../../../shared/model/stages.ts'
import styles from './Wall.module.css'
import { WallAsks } from './WallAsks.tsx'
import { WallNotes } from './WallNotes.tsx'
import { WallThemes } from './WallThemes.tsx'
import { WallVote } from './WallVote.tsx'

/** What the wall shows at each stage of the group. */
export function WallStage({ stage, purpose }: { readonly stage: Stage; readonly purpose: string }) {
  switch (stage) {
    case 'welcome':
      return (
        <p className={styles['lead']} dir="auto">
          {purpose}
        </p>
      )
    case 'notes':
      return <WallNotes />
    case 'themes':
      return <WallThemes />
    case 'recommend':
      return <WallAsks tells="addressee" />
    case 'vote':
      return <WallVote />
    case 'findings':
      return <WallAsks tells="outcome" />
    case 'follow-up':
      return <WallAsks tells="next step" />
  }
}
