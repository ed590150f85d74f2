import { Trans } from '@lingui/react/macro'
import type { Problem } from '../../../shared/protocol/problem.ts'
import { ProblemLine } from '../../ui/Problem.tsx'

/** Why one could not join; while the server cannot store, also whom that is up to and what to do oneself. */
export function JoinProblem({ problem }: { readonly problem: Problem | undefined }) {
  return (
    <ProblemLine title={problem?.title}>
      {problem?.code === 'store-failing' && (
        <>
          {problem.detail !== undefined && ` ${problem.detail}`}{' '}
          <Trans>Leave this page open, and press the button again in a few minutes.</Trans>
        </>
      )}
    </ProblemLine>
  )
}
