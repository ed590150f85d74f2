import * as v from 'valibot'
import type { ParticipantId } from '../../../shared/model/ids.ts'
import type { participantBody } from '../../../shared/protocol/api.ts'
import { boardPath } from '../../sync/boardPath.ts'
import { useSession } from '../../sync/hooks.ts'
import { useCall } from '../../sync/useCall.ts'

/** Changes something about a person on this board; only the server may. */
export function usePersonCall(person: ParticipantId) {
  const { board, me } = useSession()
  const { call, isBusy, problem } = useCall()
  const change = async (body: v.InferInput<typeof participantBody>): Promise<boolean> =>
    (await call(v.unknown(), 'POST', boardPath(board, me.id, `/participants/${person}`), body)).ok
  return { change, isBusy, problem }
}
