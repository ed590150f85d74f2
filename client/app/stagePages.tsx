import type { ComponentType } from 'react'
import type { Stage } from '../../shared/model/stages.ts'
import ThemesStage from '../features/themes/ThemesStage.tsx'
import { part } from './part.ts'

/** What each stage shows; each loads when it is first looked at. */
export const stagePages: Readonly<Record<Stage, ComponentType>> = {
  welcome: part(() => import('../features/welcome/WelcomeStage.tsx')),
  notes: part(() => import('../features/notes/NotesStage.tsx')),
  themes: ThemesStage,
  recommend: part(() => import('../features/recommend/RecommendStage.tsx')),
  vote: part(() => import('../features/voting/VoteStage.tsx')),
  findings: part(() => import('../features/findings/FindingsStage.tsx')),
  'follow-up': part(() => import('../features/followUp/FollowUpStage.tsx')),
}
