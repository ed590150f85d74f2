import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { actAsServer, actHonestly, actRudely } from './deeds.ts'
import { diceOf, type Dice } from './Dice.ts'
import { GuardedRoom, type Person } from './GuardedRoom.ts'
import { mutate } from './mutate.ts'
import { opinionOf, signatureOf, type Opinion } from './oracle.ts'

/** How many updates are judged; a long run takes more, `GUARD_UPDATES=200000 npx vitest run …`. */
const UPDATES = Number(process.env['GUARD_UPDATES'] ?? 3000)
const SEED = Number(process.env['GUARD_SEED'] ?? 20261123)
/** Boards stay small, so that the oracle's copies stay cheap. */
const UPDATES_PER_BOARD = 200

type Tally = Record<string, number>

it(
  'says of every random update what applying it to a copy and asking the rules would say',
  () => {
    const tally: Tally = {}
    let judged = 0
    for (let seed = SEED; judged < UPDATES; seed++) {
      try {
        judged += walk(seed, Math.min(UPDATES_PER_BOARD, UPDATES - judged), tally)
      } catch (error) {
        throw new Error(`with GUARD_SEED=${seed}`, { cause: error })
      }
    }
    if (process.env['GUARD_UPDATES']) console.log(tally)
    // A walk that accepts or refuses everything would agree with anything.
    for (const kind of ['honest', 'rude', 'crafted']) {
      expect(tally[`${kind} accept`], `${kind} updates accepted`).toBeGreaterThan(UPDATES / 300)
      expect(tally[`${kind} refuse`], `${kind} updates refused`).toBeGreaterThan(UPDATES / 300)
    }
  },
  Math.max(60_000, UPDATES * 20),
)

function walk(seed: number, updates: number, tally: Tally): number {
  const dice = diceOf(seed)
  const room = new GuardedRoom()
  room.nextClientId = () => 1 + dice.below(0xffff_ffff)
  const people = (['facilitator', 'member', 'member', 'officer', 'observer'] as const).map((role) =>
    room.join(role),
  )
  const offline = new Set<Person>()
  room.isOnline = (person) => !offline.has(person)
  // A long update is let in by several transactions; here short ones are too, to see that it makes no difference.
  room.structsAtOnce = () => (dice.chance(0.5) ? 1 + dice.below(3) : undefined)
  const sent: Uint8Array[] = []
  let judged = 0
  const send = (kind: string, person: Person, update: Uint8Array) => {
    judged++
    if (kind !== 'crafted') sent.push(update)
    const verdict = room.judge(person.actor, update)
    // Yjs does odd things with crafted structs that it knows already, so the guard has it see only the new ones.
    const seen = kind === 'crafted' ? newPartOf(room.doc, update) : update
    const opinion = opinionOf(room, person.actor, seen)
    tally[`${kind} ${verdict.is}`] = (tally[`${kind} ${verdict.is}`] ?? 0) + 1
    compare(kind, verdict, opinion)
    if (verdict.is !== 'accept') return verdict.is
    // Mostly only judged: a crafted update that enters leaves its maker without a replica to go on with.
    if (kind === 'crafted' && dice.chance(0.8)) return verdict.is
    room.take(person, update)
    expect(room.doc.store.pendingStructs).toBeNull()
    expect(room.doc.store.pendingDs).toBeNull()
    if (opinion.is === 'accept') expect(signatureOf(room.doc)).toBe(opinion.after)
    if (kind === 'crafted') person.reopen()
    return verdict.is
  }

  const step = () => {
    const person = dice.pick(people)
    if (dice.chance(0.05)) actAsServer(dice, room)
    if (dice.chance(0.05)) {
      if (offline.delete(person)) {
        person.receive(Y.encodeStateAsUpdate(room.doc, Y.encodeStateVector(person.board.doc)))
        person.outbox = []
        const sync = Y.encodeStateAsUpdate(
          person.board.doc,
          dice.chance(0.8) ? Y.encodeStateVector(room.doc) : undefined,
        )
        if (send('honest', person, sync) === 'refuse') person.reopen()
      } else offline.add(person)
    }
    if (dice.chance(0.08)) {
      // What one replica alone knows is not the room's: a rude one begins and ends with a fresh document.
      person.reopen()
      actRudely(dice, person)
      for (const update of person.outbox.splice(0)) send('rude', person, update)
      person.reopen()
      return
    }
    if (person.actor.role === 'observer') return
    actHonestly(dice, person)
    if (dice.chance(0.5) && person.outbox.length > 0)
      send('crafted', person, mutate(dice, room.doc, Y.mergeUpdates(person.outbox)))
    if (sent.length > 0 && dice.chance(0.3))
      send('crafted', dice.pick(people), mutate(dice, room.doc, dice.pick(sent)))
    if (!offline.has(person)) sendWaiting(dice, person, send)
  }

  while (judged < updates) {
    // Several people's updates may be judged and let in within one transaction, whose end nobody has heard of yet.
    if (dice.chance(0.7)) step()
    else
      room.together(() => {
        for (let left = 2 + dice.below(6); left > 0; left--) step()
      })
  }
  return judged
}

function newPartOf(doc: Y.Doc, update: Uint8Array): Uint8Array {
  try {
    return Y.diffUpdate(update, Y.encodeStateVector(doc))
  } catch {
    return update // broken bytes have no parts
  }
}

/** Sends what waits: one by one, all as one, with the whole state, or again. */
function sendWaiting(
  dice: Dice,
  person: Person,
  send: (kind: string, person: Person, update: Uint8Array) => string,
): void {
  if (person.outbox.length === 0) return
  const waiting = person.outbox.splice(0)
  const merged = [waiting.length === 1 ? waiting[0]! : Y.mergeUpdates(waiting)]
  const updates = dice.pick([
    () => waiting,
    () => merged,
    () => [Y.encodeStateAsUpdate(person.board.doc)],
    () => [...waiting, ...waiting],
  ])()
  for (const update of updates) {
    if (send('honest', person, update) === 'accept') continue
    person.reopen()
    return
  }
}

function compare(kind: string, verdict: ReturnType<GuardedRoom['judge']>, opinion: Opinion): void {
  const said =
    verdict.is === 'refuse' ? `${verdict.is} ${verdict.reason} (${verdict.why?.message ?? ''})` : verdict.is
  const meant = opinion.is === 'refuse' ? `${opinion.is} ${[...opinion.reasons].join()}` : opinion.is
  const disagreement = `${kind}: the guard says ${said}, the oracle ${meant}`
  if (verdict.is === 'accept') {
    expect(opinion.is, disagreement).toBe('accept')
    if (opinion.is === 'accept') expect(verdict.changesNothing, disagreement).toBe(opinion.changesNothing)
    return
  }
  // Of a client that is not honest the guard may refuse more than it must: bytes that no honest one sends.
  const isStrict =
    verdict.is === 'gap' || verdict.reason === 'malformed' || verdict.reason === 'unknown-table'
  if (kind !== 'honest' && (isStrict || opinion.is === 'gap')) return
  expect(verdict.is, disagreement).toBe(opinion.is)
  if (verdict.is !== 'refuse' || opinion.is !== 'refuse') return
  // Where the bytes are crafted the oracle stops at the first oddity, which may not be the guard's.
  const isOdd = opinion.reasons.has('malformed') || opinion.reasons.has('unknown-table')
  const agrees = opinion.reasons.has(verdict.reason) || (kind !== 'honest' && isOdd)
  expect(agrees, disagreement).toBe(true)
}
