import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { openBoardDocument, readBoard } from '../../../shared/document/BoardDocument.ts'
import { encodeState } from '../../../server/rooms/encodeState.ts'
import { finish, Pace } from '../../../server/rooms/guard/steps.ts'
import { crowdedBoard } from '../../bench/crowdedBoard.ts'
import { actHonestly, actRudely } from './guard/deeds.ts'
import { diceOf } from './guard/Dice.ts'
import { GuardedRoom } from './guard/GuardedRoom.ts'

const encoded = (doc: Y.Doc, known = new Map<number, number>()) => finish(encodeState(doc, known, new Pace()))

it('encodes a board to the byte as Yjs does, for whatever someone has of it', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const dice = diceOf(seed)
    const room = new GuardedRoom()
    const people = [room.join('facilitator'), room.join('member'), room.join('officer')]
    const states: Uint8Array[] = [Y.encodeStateVector(new Y.Doc())]
    for (let i = 0; i < 120; i++) {
      const person = dice.pick(people)
      if (dice.chance(0.1)) actRudely(dice, person)
      else actHonestly(dice, person)
      for (const update of person.outbox.splice(0)) Y.applyUpdate(room.doc, update, person)
      if (dice.chance(0.2)) states.push(Y.encodeStateVector(room.doc), Y.encodeStateVector(person.board.doc))
    }
    for (const state of states)
      expect(encoded(room.doc, Y.decodeStateVector(state))).toEqual(Y.encodeStateAsUpdate(room.doc, state))
    // Someone may also have what this document lacks, or say that they do, in the middle of a struct.
    for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(room.doc)))
      for (const known of [1, clock - 1, clock + 5].filter((at) => at > 0)) {
        const has = new Map([
          [client, known],
          [7, 7],
        ])
        expect(encoded(room.doc, has)).toEqual(Y.encodeStateAsUpdate(room.doc, Y.encodeStateVector(has)))
      }
  }
})

it('offers a pause again and again', () => {
  const { board } = crowdedBoard({ notes: 3000, themes: 4, authors: 20 })
  const steps = encodeState(board.doc, new Map(), new Pace())
  let pauses = 0
  while (!steps.next().done) pauses++
  expect(pauses).toBeGreaterThan(2)
})

it('is whole though people change the board meanwhile', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const dice = diceOf(seed)
    const room = new GuardedRoom()
    const people = [room.join('facilitator'), room.join('member'), room.join('officer')]
    const later: Uint8Array[] = []
    const act = (times: number) => {
      for (let i = 0; i < times; i++) {
        const person = dice.pick(people)
        actHonestly(dice, person)
        for (const update of person.outbox.splice(0)) {
          later.push(update)
          for (const to of [
            room.doc,
            ...people.filter((other) => other !== person).map(({ board }) => board.doc),
          ])
            Y.applyUpdate(to, update)
        }
      }
    }
    act(60)
    later.length = 0
    const begun = Y.encodeStateAsUpdate(room.doc)

    const restless = { spend: () => dice.chance(0.7) } as unknown as Pace
    const steps = encodeState(room.doc, new Map(), restless)
    let step = steps.next()
    while (!step.done) {
      if (dice.chance(0.5)) act(2)
      step = steps.next()
    }

    const doc = new Y.Doc()
    Y.applyUpdate(doc, step.value)
    expect(doc.store.pendingStructs, `seed ${seed}`).toBeNull()
    expect(doc.store.pendingDs, `seed ${seed}`).toBeNull()
    // It has had all that was there when it was begun: that brings nothing new.
    const before = Y.encodeStateAsUpdate(doc)
    Y.applyUpdate(doc, begun)
    expect(Y.encodeStateAsUpdate(doc)).toEqual(before)
    for (const update of later) Y.applyUpdate(doc, update)
    expect(readBoard(openBoardDocument(doc))).toEqual(readBoard(openBoardDocument(room.doc)))
    expect(Y.encodeStateVector(doc)).toEqual(Y.encodeStateVector(room.doc))
  }
})
