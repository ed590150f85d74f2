import type { Logger } from 'pino'
import { rowOf } from '../../shared/document/BoardDocument.ts'
import type { BoardId, RoundId } from '../../shared/model/ids.ts'
import type { CastBallot } from '../../shared/model/tally.ts'
import { NoSuchBoard, type Rooms } from '../rooms/Rooms.ts'
import type { Storage } from '../storage/Storage.ts'
import { choicesOf, countingIn, mergedInto } from './closeRound.ts'
import type { KeyedLock } from './KeyedLock.ts'

type Parts = {
  readonly storage: Storage
  readonly rooms: Rooms
  readonly roundLock: KeyedLock
  readonly log: Pick<Logger, 'warn' | 'error'>
}

/** Sees to it that what a crash or a failing disk left of rounds is carried to its end. */
export type LeftRounds = {
  /** Looks once through all rounds that have ballots; if that fails, again a little later. Never rejects. */
  readonly finish: () => Promise<void>
  /** The same, after a change to a round was cut short. */
  readonly cutShort: (why: unknown) => void
  /** Resolves when nothing of it runs any more. */
  readonly stop: () => Promise<void>
}

const AGAIN_MS = 5000

/**
 * A round's results and the end of its ballots are in two transactions, and so are a merge, or a striking off the
 * roll, and what becomes of the ballot. Whichever comes first decides; this does the second where it is missing.
 * It needs nobody to open the board: a closed round's ballots must not wait on the disk for a visitor.
 */
export function leftRounds(parts: Parts, againMs = AGAIN_MS): LeftRounds {
  const { storage, log } = parts
  let again: NodeJS.Timeout | undefined
  let isStopped = false
  let running = Promise.resolve()

  function finish(): Promise<void> {
    // One after another: the second finds done what the first has done.
    running = running.then(lookThrough)
    return running
  }

  async function lookThrough(): Promise<void> {
    if (isStopped) return
    clearTimeout(again)
    let isDone = true
    try {
      const { rounds, dropped } = await storage.sweepBallots()
      for (const { ballots } of dropped)
        log.warn(
          { count: ballots },
          'ballots without their key were dropped: the round is open and waits for votes',
        )
      for (const { board, round } of rounds) {
        if (isStopped) return
        isDone = (await finishRound(board, round)) && isDone
      }
    } catch (error) {
      log.error({ err: error }, 'rounds that were left could not be looked through')
      isDone = false
    }
    if (isDone || isStopped) return
    again = setTimeout(() => void finish(), againMs)
    again.unref()
  }

  async function finishRound(board: BoardId, round: RoundId): Promise<boolean> {
    try {
      await parts.roundLock.run(round, () => settle(parts, board, round))
      return true
    } catch (error) {
      log.error({ err: error, board }, 'a round that was left could not be carried to its end')
      return false
    }
  }

  return {
    finish,
    cutShort(why) {
      log.error({ err: why }, 'a change to a round was cut short')
      void finish()
    },
    stop() {
      isStopped = true
      clearTimeout(again)
      return running
    },
  }
}

async function settle({ storage, rooms }: Parts, board: BoardId, round: RoundId): Promise<void> {
  const cast = await storage.ballots(round)
  for (const step of await stepsFor(rooms, board, round, cast)) {
    if (step.is === 'close') await storage.closeRound(board, round, step.choices)
    else if (step.is === 'move') await storage.moveBallot(board, round, step.from, step.into)
    else await storage.removeBallot(round, step.of)
  }
}

type Step =
  | { readonly is: 'close'; readonly choices: ReturnType<typeof choicesOf> }
  | {
      readonly is: 'move'
      readonly from: CastBallot['participant']
      readonly into: CastBallot['participant']
    }
  | { readonly is: 'remove'; readonly of: CastBallot['participant'] }

async function stepsFor(
  rooms: Rooms,
  board: BoardId,
  id: RoundId,
  cast: readonly CastBallot[],
): Promise<Step[]> {
  try {
    return await rooms.read(board, (_, document) => {
      const round = rowOf(document, 'rounds', id)
      if (!round) return [{ is: 'close' as const, choices: [] }]
      if (round.state.is === 'closed')
        return [{ is: 'close' as const, choices: choicesOf(countingIn(document, round, cast)) }]
      const onRoll = new Set(round.roll)
      return cast
        .filter(({ participant }) => !onRoll.has(participant))
        .map(({ participant }) => {
          const into = mergedInto(document, participant)
          return onRoll.has(into)
            ? { is: 'move' as const, from: participant, into }
            : { is: 'remove' as const, of: participant }
        })
    })
  } catch (error) {
    if (error instanceof NoSuchBoard) return [{ is: 'close', choices: [] }]
    throw error
  }
}
