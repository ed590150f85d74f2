import type { ComponentType } from 'react'
import type { Stage } from '../../shared/model/stages.ts'
import ThemesStage from '../features/themes/ThemesStage.tsx'
import { late } from '../ui/late.tsx'

/** What each stage shows; each loads when it is first looked at. */
export const stagePages: Readonly<Record<Stage, ComponentType>> = {
  welcome: late(() => import('../features/welcome/WelcomeStage.tsx')),
  notes: late(() => import('../features/notes/NotesStage.tsx')),
  themes: ThemesStage,
  recommend: late(() => import('../features/recommend/RecommendStage.tsx')),
  vote: late(() => import('../features/voting/VoteStage.tsx')),
  findings: late(() => import('../features/findings/FindingsStage.tsx')),
  'follow-up': late(() => import('../features/followUp/FollowUpStage.tsx')),
}
