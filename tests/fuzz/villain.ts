import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { openBoardDocument, rowOf, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { writeRow } from '../../shared/document/change.ts'
import type { AuthorKey, NoteId, ParticipantId, ThemeId } from '../../shared/model/ids.ts'
import { messageKinds } from '../../shared/protocol/messages.ts'
import { mutate } from '../server/rooms/guard/mutate.ts'
import type { Dice } from '../server/rooms/guard/Dice.ts'
import { frameOf, opcodes } from '../support/rawSocket.ts'

/** Bytes for the wire, how many frames they are, and what must come of them. */
export type Attack = {
  readonly bytes: Uint8Array
  readonly frames: number
  /** The codes with which the connection must be closed; undefined when it may go on or be closed as it deserves. */
  readonly closes?: readonly number[]
}

const SYNC_STEP_1 = 0
const SYNC_STEP_2 = 1
const SYNC_UPDATE = 2
const KEYS = 20

const syncMessage = (type: number, payload: Uint8Array): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, messageKinds.sync)
  encoding.writeVarUint(encoder, type)
  encoding.writeVarUint8Array(encoder, payload)
  return encoding.toUint8Array(encoder)
}

const awarenessMessage = (
  states: readonly { readonly id: number; readonly clock: number; readonly json: string }[],
): Uint8Array => {
  const inner = encoding.createEncoder()
  encoding.writeVarUint(inner, states.length)
  for (const { id, clock, json } of states) {
    encoding.writeVarUint(inner, id)
    encoding.writeVarUint(inner, clock)
    encoding.writeVarString(inner, json)
  }
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, messageKinds.awareness)
  encoding.writeVarUint8Array(encoder, encoding.toUint8Array(inner))
  return encoding.toUint8Array(encoder)
}

/** Someone on the board whose browser sends whatever it likes. Edits that are in order are among it. */
export class Villain {
  readonly #dice: Dice
  readonly #participant: ParticipantId
  readonly #author: AuthorKey
  #board: BoardDocument
  #base: Uint8Array
  #past: Uint8Array[] = []
  #clock = 0

  /** @param state the board as the server has it */
  constructor(dice: Dice, who: { id: ParticipantId; authorKey: AuthorKey }, state: Uint8Array) {
    this.#dice = dice
    this.#participant = who.id
    this.#author = who.authorKey
    this.#board = openBoardDocument(new Y.Doc())
    this.#base = new Uint8Array()
    this.startAfresh(state)
  }

  /** Goes on from the board as it is now, under a new client id, as a client does that was refused. */
  startAfresh(state: Uint8Array): void {
    this.#board.doc.destroy()
    this.#board = openBoardDocument(new Y.Doc())
    Y.applyUpdate(this.#board.doc, state)
    this.#base = Y.encodeStateVector(this.#board.doc)
  }

  /** Frames that may all come to nothing, and now and then one that must end the connection. */
  next(): Attack {
    const dice = this.#dice
    const roll = dice.below(1000)
    if (roll < 40) return this.#brokenFraming()
    if (roll < 60) return this.#brokenMessage()
    if (roll < 61) return this.#oversize()
    if (roll < 62) return this.#flood()
    return one(frameOf(opcodes.binary, this.#message()))
  }

  #message(): Uint8Array {
    const dice = this.#dice
    const kind = dice.below(100)
    if (kind < 20) return randomBytes(dice, dice.below(200))
    if (kind < 30) return this.#awareness()
    if (kind < 33) return Uint8Array.of(messageKinds.queryAwareness)
    if (kind < 38) return syncMessage(SYNC_STEP_1, this.#stateVector())
    if (kind < 50) return syncMessage(dice.pick([SYNC_STEP_2, SYNC_UPDATE]), this.#edit())
    if (kind < 70 && this.#past.length > 0) return syncMessage(SYNC_UPDATE, dice.pick(this.#past))
    if (kind < 90) return syncMessage(SYNC_UPDATE, mutate(dice, this.#board.doc, this.#edit()))
    return this.#mutated(syncMessage(SYNC_UPDATE, this.#edit()))
  }

  /** All that this villain has written since it last started, with one change more. */
  #edit(): Uint8Array {
    const dice = this.#dice
    const board = this.#board
    const n = dice.below(KEYS)
    const note = idOf<NoteId>(this.#participant, `n${n}`)
    const theme = idOf<ThemeId>(this.#participant, `t${n % 4}`)
    if (dice.chance(0.7)) {
      writeRow(board, 'notes', note, {
        kind: 'heard',
        said: 'The bus is late 🚌 '.repeat(dice.below(8)),
        impression: '',
        language: 'en',
        conversation: null,
        quote: 'not asked',
        author: this.#author,
        brought: 'written',
        source: '',
        import: null,
        addedAtMs: 1,
      })
    } else if (rowOf(board, 'notes', note)) {
      writeRow(board, 'placements', `${note}/${theme}`, { present: dice.chance(0.5) })
    }
    const update = Y.encodeStateAsUpdate(board.doc, this.#base)
    this.#past.push(update)
    if (this.#past.length > 30) this.#past.shift()
    return update
  }

  #stateVector(): Uint8Array {
    const dice = this.#dice
    if (dice.chance(0.5)) return Y.encodeStateVector(this.#board.doc)
    return dice.chance(0.5) ? Uint8Array.of(0) : randomBytes(dice, dice.below(60))
  }

  #awareness(): Uint8Array {
    const dice = this.#dice
    const json = dice.pick([
      'null',
      '{}',
      '{"participant":',
      JSON.stringify({ participant: this.#participant, stage: 'themes', cursor: { x: dice.below(9), y: 1 } }),
      JSON.stringify({ participant: 'somebody-else-00', stage: 'themes' }),
      JSON.stringify({ participant: this.#participant, stage: 'themes', selection: 'x'.repeat(9000) }),
    ])
    const states = Array.from({ length: 1 + dice.below(3) }, () => ({
      id: dice.below(2 ** 32),
      clock: this.#clock++,
      json,
    }))
    const message = awarenessMessage(states)
    return dice.chance(0.7) ? message : this.#mutated(message)
  }

  #mutated(message: Uint8Array): Uint8Array {
    const dice = this.#dice
    const bytes = Uint8Array.from(message)
    if (dice.chance(0.4)) return bytes.subarray(0, dice.below(bytes.length))
    for (let i = dice.below(4); i >= 0; i--) bytes[dice.below(bytes.length)] = dice.below(256)
    return bytes
  }

  /** What RFC 6455 forbids. */
  #brokenFraming(): Attack {
    const dice = this.#dice
    const words = randomBytes(dice, 1 + dice.below(60))
    const bent = (change: (frame: Buffer) => void) => {
      const frame = frameOf(opcodes.binary, words)
      change(frame)
      return frame
    }
    return dice.pick<() => Attack>([
      () => one(frameOf(opcodes.text, Buffer.from('{"hello":"there"}')), [4400]),
      () => one(frameOf(opcodes.text, Uint8Array.of(0xff, 0xfe, 0xc0)), [1007]),
      () => one(frameOf(dice.pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]), words), [1002]),
      () =>
        one(
          bent((frame) => (frame[1] = (frame[1] ?? 0) & 0x7f)),
          [1002],
        ),
      () =>
        one(
          bent((frame) => (frame[0] = (frame[0] ?? 0) | dice.pick([0x10, 0x20, 0x40]))),
          [1002],
        ),
      () => one(frameOf(opcodes.continuation, words), [1002]),
      () => one(frameOf(opcodes.ping, words, false), [1002]),
      () => one(frameOf(opcodes.ping, randomBytes(dice, 130)), [1002]),
      () => one(frameOf(opcodes.close, Uint8Array.of(3)), [1002]),
      () => one(frameOf(opcodes.close, Uint8Array.of(0x03, 0xec)), [1002]), // 1004 is nobody's
      () => ({
        bytes: Buffer.concat([frameOf(opcodes.binary, words, false), frameOf(opcodes.binary, words)]),
        frames: 2,
        closes: [1002],
      }),
      () => this.#fragments(),
      () => one(frameOf(opcodes.pong, words)),
      () => one(frameOf(opcodes.ping, words.subarray(0, 40))),
    ])()
  }

  /** In order, though nobody does it: a message of many pieces, with pings between them. */
  #fragments(): Attack {
    const dice = this.#dice
    const message = this.#message()
    const pieces: Buffer[] = []
    const step = 1 + dice.below(20)
    for (let at = 0; at < message.length; at += step) {
      const isLast = at + step >= message.length
      pieces.push(
        frameOf(at === 0 ? opcodes.binary : opcodes.continuation, message.subarray(at, at + step), isLast),
      )
      if (dice.chance(0.1)) pieces.push(frameOf(opcodes.ping, new Uint8Array()))
    }
    // An empty message has no piece at all.
    if (pieces.length === 0) pieces.push(frameOf(opcodes.binary, message))
    return { bytes: Buffer.concat(pieces), frames: pieces.length }
  }

  /** Frames in order, whose message is none. */
  #brokenMessage(): Attack {
    const dice = this.#dice
    const message = dice.pick([
      () => new Uint8Array(),
      () => Uint8Array.of(messageKinds.sync),
      () => Uint8Array.of(messageKinds.sync, SYNC_UPDATE, 200, 1, 0),
      () => Uint8Array.of(messageKinds.sync, 3 + dice.below(100), 0),
      () => Uint8Array.of(messageKinds.awareness, 5, 1),
      () => awarenessMessage([]).fill(0xff, 2),
      () => Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
    ])()
    return one(frameOf(opcodes.binary, message), [4400])
  }

  #oversize(): Attack {
    const dice = this.#dice
    return dice.pick<() => Attack>([
      // Only claimed: nobody needs to send 9 MB to be told so.
      () => one(Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0, 0x90, 0, 0, 1, 2, 3, 4]), [1009]),
      () => one(Buffer.from([0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0, 1, 2, 3, 4]), [1009]),
      () => one(frameOf(opcodes.binary, syncMessage(SYNC_UPDATE, new Uint8Array(1_100_000))), [4409]),
      () => one(frameOf(opcodes.binary, new Uint8Array(1_100_000).fill(1)), [4400, 4413]),
      () => one(frameOf(opcodes.binary, syncMessage(SYNC_STEP_1, new Uint8Array(200_000))), [4413]),
    ])()
  }

  /** Up to two thousand at once, as a tab in a loop sends them. */
  #flood(): Attack {
    const dice = this.#dice
    const frames = 100 + dice.below(1900)
    const make = dice.pick([
      () => frameOf(opcodes.ping, new Uint8Array()),
      () => frameOf(opcodes.binary, Uint8Array.of(77)),
      () => frameOf(opcodes.binary, this.#awarenessOfOwn()),
    ])
    return { bytes: Buffer.concat(Array.from({ length: frames }, make)), frames }
  }

  #awarenessOfOwn(): Uint8Array {
    const json = JSON.stringify({ participant: this.#participant, stage: 'themes', cursor: { x: 1, y: 2 } })
    return awarenessMessage([{ id: 5, clock: this.#clock++, json }])
  }
}

const one = (bytes: Uint8Array, closes?: readonly number[]): Attack => ({
  bytes,
  frames: 1,
  ...(closes ? { closes } : {}),
})

const randomBytes = (dice: Dice, length: number): Uint8Array =>
  Uint8Array.from({ length }, () => dice.below(256))

/** Keys of one's own: 16 characters, as ids are. */
const idOf = <T extends string>(participant: string, name: string): T =>
  (name + participant).slice(0, 16).padEnd(16, '0') as T
