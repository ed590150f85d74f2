import { setImmediate as nextTurn } from 'node:timers/promises'
import { addNote } from '../../../../../shared/document/change.ts'
import { replaceText } from '../../../../../shared/document/changeText.ts'
import type { NoteId } from '../../../../../shared/model/ids.ts'
import type { TextKey } from '../../../../../shared/model/tables.ts'
import { noteSaying } from '../../../../bench/sampleBoard.ts'
import { syncFrame, type Guest } from '../../filledRoom.ts'
import { diceOf } from '../Dice.ts'
import { mutate } from '../mutate.ts'
import { readFrame } from '../../../../../server/rooms/framing.ts'
import { moves, type MoveName } from './moves.ts'
import { replicaOf, setScene, theirText, type Scene } from './scene.ts'

/** One frame of an attack. */
export type Step = {
  readonly move: MoveName
  /** From 0 to 1; see {@link file://./moves.ts}. */
  readonly size: number
  readonly seed: number
  /** Whether it comes under a client id of its own, rather than the one used before. */
  readonly fresh?: boolean
  /** Mutates the update that the move makes, by this seed. */
  readonly mutation?: number
}
/** What someone sends, frame after frame, each when the one before has been dealt with. */
export type Attack = { readonly steps: readonly Step[] }

export type Outcome = {
  /** The longest turn of the event loop, in ms of processor time or of the clock, whichever is less. */
  readonly holdMs: number
  /** During which step; after the last come an honest edit and somebody who opens the board. */
  readonly at: string
  /** What became of each of the attacker's frames. */
  readonly closes: readonly (number | undefined)[]
}

/**
 * Plays an attack in a room of its own, from the frame to the disk and out again, then lets somebody else write and
 * a newcomer ask for the board, and measures how long anything held the event loop.
 */
export async function play(attack: Attack): Promise<Outcome> {
  const scene = await setScene()
  try {
    return await playIn(scene, attack)
  } finally {
    await scene.room.rooms.stop()
  }
}

async function playIn(scene: Scene, { steps }: Attack): Promise<Outcome> {
  const { room, attacker, honest } = scene
  const { doc } = room.document
  const watch = watchTurns()
  const neighbour = await room.enter({ ...honest, speaksOurs: true })
  const known = syncFrame('update', Uint8Array.of(0, 0))
  const settle = async (guest: Guest, frame: Uint8Array, at: string) => {
    await nextTurn()
    watch.begin(at)
    // Something small arrives at the same moment, so that what is small is dealt with together.
    neighbour.receive(known)
    guest.receive(frame)
    await room.rooms.read(room.board, () => undefined)
    await nextTurn()
    watch.end()
  }
  let guest = await room.enter({ ...attacker, speaksOurs: true })
  let client = 1_000_000
  const closes: (number | undefined)[] = []
  for (const { move, size, seed, fresh = false, mutation } of steps) {
    if (guest.closed.length > 0) guest = await room.enter({ ...attacker, speaksOurs: true })
    if (fresh) client += 7
    const frame = moves[move]({ scene, doc, dice: diceOf(seed), client }, size)
    await settle(guest, mutation === undefined ? frame : mutated(frame, mutation, doc), move)
    closes.push(guest.closed[0])
  }
  guest.close()

  const theirs = await room.enter({ ...honest, speaksOurs: true })
  const replica = replicaOf(doc, honest.clientId)
  const edits: Uint8Array[] = []
  replica.doc.on('update', (update: Uint8Array) => edits.push(update))
  addNote(replica, 'an-honest-note__' as NoteId, noteSaying('The bus stops at six.', honest.author, 1))
  const words = replica.texts.get(theirText)?.toJSON() ?? ''
  replaceText(replica, theirText as TextKey, `Buses: ${words}`.slice(0, 19_000))
  for (const edit of edits) await settle(theirs, syncFrame('update', edit), 'an honest edit afterwards')
  if (theirs.closed.length > 0) throw new Error(`an honest edit was refused after ${JSON.stringify(steps)}`)
  await settle(theirs, syncFrame('step1', Uint8Array.of(0)), 'somebody opens the board afterwards')
  return { ...watch.longest(), closes }
}

/** The same message with something wrong in its update; as it is where it holds none that could be read. */
function mutated(frame: Uint8Array, seed: number, doc: Parameters<typeof mutate>[1]): Uint8Array {
  try {
    const message = readFrame(frame)
    if (message.is !== 'update' && message.is !== 'step2') return frame
    return syncFrame(message.is, mutate(diceOf(seed), doc, message.update))
  } catch {
    return frame // broken already
  }
}

/** Measures each turn of the event loop between `begin` and `end`. */
function watchTurns() {
  let longest = { holdMs: 0, at: 'nothing' }
  let isOn = false
  let at = ''
  let [wallMs, cpuUs] = [0, 0]
  const cpu = () => {
    const { user, system } = process.cpuUsage()
    return user + system
  }
  const mark = () => {
    ;[wallMs, cpuUs] = [performance.now(), cpu()]
  }
  const look = () => {
    // Time in which another process had the processor is in one of the two, what other threads did in the other.
    const holdMs = Math.min(performance.now() - wallMs, (cpu() - cpuUs) / 1000)
    if (holdMs > longest.holdMs) longest = { holdMs, at }
    mark()
  }
  const turn = () => {
    if (!isOn) return
    look()
    setImmediate(turn)
  }
  return {
    begin(name: string) {
      isOn = true
      at = name
      mark()
      setImmediate(turn)
    },
    end() {
      look()
      isOn = false
    },
    longest: () => longest,
  }
}

/** The least that an attack holds the event loop in so many runs: what a machine that is busy adds is not its doing. */
export async function leastHold(attack: Attack, runs: number, enoughMs = 0): Promise<Outcome> {
  let least = await play(attack)
  for (let run = 1; run < runs && least.holdMs > enoughMs; run++) {
    const outcome = await play(attack)
    if (outcome.holdMs < least.holdMs) least = outcome
  }
  return least
}
