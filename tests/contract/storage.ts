import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ballot, CastChoice } from '../../shared/model/ballots.ts'
import type { AuthorKey, BoardId, ParticipantId, RecommendationId, RoundId } from '../../shared/model/ids.ts'
import { newId } from '../../shared/document/newId.ts'
import type { Storage, StoredBoard } from '../../server/storage/Storage.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes)

export const aBoard = (code: StoredBoard['code'] = null): StoredBoard => ({
  id: newId<BoardId>(),
  createdAtMs: 1000,
  epoch: 1,
  generations: { facilitator: 1, member: 1, officer: 1, observer: 1 },
  code,
})

const aParticipant = (board: BoardId) => ({
  id: newId<ParticipantId>(),
  board,
  author: newId<AuthorKey>(),
})

/** What every store must do, whatever it keeps things in. */
export function storageContract(name: string, open: () => Promise<Storage>): void {
  describe(`the ${name} store`, () => {
    let storage: Storage
    beforeAll(async () => {
      storage = await open()
    })
    afterAll(async () => {
      await storage.close()
    })

    const newBoard = async (code: StoredBoard['code'] = null) => {
      const board = aBoard(code)
      await storage.createBoard(board)
      return board.id
    }
    const append = (board: BoardId, ...texts: string[]) =>
      storage.appendUpdates(texts.map((text) => ({ board, update: bytesOf(text), bindings: [] })))

    it('gives back a board as it was made, and nothing for one that never was', async () => {
      const board = aBoard({ text: 'HERE-11', expiresAtMs: 5000 })
      await storage.createBoard(board)
      expect(await storage.board(board.id)).toEqual(board)
      expect(await storage.board(newId<BoardId>())).toBeUndefined()
      await expect(storage.createBoard(board)).rejects.toThrow()
    })

    it('finds a board by its short code until the code expires or is replaced', async () => {
      const id = await newBoard({ text: 'ROOM-42', expiresAtMs: 5000 })
      expect((await storage.boardByCode('ROOM-42', 4999))?.id).toBe(id)
      expect(await storage.boardByCode('ROOM-42', 5000)).toBeUndefined()
      await storage.setCode(id, 'HALL-77', 9000)
      expect(await storage.boardByCode('ROOM-42', 4999)).toBeUndefined()
      expect((await storage.boardByCode('HALL-77', 8000))?.code).toEqual({
        text: 'HALL-77',
        expiresAtMs: 9000,
      })
    })

    it('counts up the generation of one role when its link is renewed', async () => {
      const id = await newBoard()
      expect(await storage.renewLink(id, 'member')).toBe(2)
      expect((await storage.board(id))?.generations).toEqual({
        facilitator: 1,
        member: 2,
        officer: 1,
        observer: 1,
      })
    })

    it('keeps the updates of several boards apart and in order', async () => {
      const [ours, theirs] = [await newBoard(), await newBoard()]
      const seqs = await storage.appendUpdates([
        { board: ours, update: bytesOf('one'), bindings: [] },
        { board: theirs, update: bytesOf('other'), bindings: [] },
        { board: ours, update: bytesOf('two'), bindings: [] },
      ])
      const stored = await storage.loadDocument(ours)
      expect(stored.tail.map(textOf)).toEqual(['one', 'two'])
      expect(stored.snapshot).toBeUndefined()
      expect(stored.lastSeq).toBe(seqs[2])
      expect(seqs[2]).toBeGreaterThan(seqs[0] ?? Infinity)
      expect((await storage.loadDocument(theirs)).tail.map(textOf)).toEqual(['other'])
    })

    it('replaces what a snapshot holds and keeps what came after it', async () => {
      const id = await newBoard()
      const [, second] = await append(id, 'one', 'two', 'three')
      await storage.compact(id, bytesOf('one and two'), second ?? 0)
      const stored = await storage.loadDocument(id)
      expect(textOf(stored.snapshot)).toBe('one and two')
      expect(stored.tail.map(textOf)).toEqual(['three'])
    })

    it('keeps with a snapshot who was on the board, until the next one', async () => {
      const id = await newBoard()
      const [first, second] = await append(id, 'one', 'two')
      const guests = {
        schema: 1,
        epoch: 3,
        people: [{ id: newId<ParticipantId>(), name: 'Zoë Ní Bhriain', role: 'member' as const }],
      }
      await storage.compact(id, bytesOf('one'), first ?? 0, guests)
      const stored = await storage.loadDocument(id)
      expect(stored.guests).toEqual(guests)
      expect(textOf(stored.snapshot)).toBe('one')
      await storage.compact(id, bytesOf('one and two'), second ?? 0)
      expect((await storage.loadDocument(id)).guests).toBeUndefined()
      expect(textOf((await storage.loadDocument(id)).snapshot)).toBe('one and two')
    })

    it('keeps with a snapshot and its guests what one sees first of it, until the next one', async () => {
      const id = await newBoard()
      const [first, second] = await append(id, 'one', 'two')
      const guests = { schema: 1, epoch: 3, people: [] }
      const glance = Uint8Array.from({ length: 1000 }, (_, i) => i)
      await storage.compact(id, bytesOf('one'), first ?? 0, guests, glance)
      const stored = await storage.loadDocument(id)
      expect(stored.glance).toEqual(glance)
      expect(stored.guests).toEqual(guests)
      expect(textOf(stored.snapshot)).toBe('one')
      await storage.compact(id, bytesOf('one and two'), second ?? 0, guests)
      expect((await storage.loadDocument(id)).glance).toBeUndefined()
      await storage.compact(id, bytesOf('one and two'), second ?? 0, undefined, glance)
      expect((await storage.loadDocument(id)).glance).toBeUndefined()
    })

    it('goes on counting after everything went into a snapshot', async () => {
      const id = await newBoard()
      const [first] = await append(id, 'one')
      await storage.compact(id, bytesOf('one'), first ?? 0)
      expect((await storage.loadDocument(id)).lastSeq).toBe(first)
      const [second] = await append(id, 'two')
      expect(second).toBeGreaterThan(first ?? Infinity)
    })

    it('gives a client id to the first participant who used it, for good', async () => {
      const id = await newBoard()
      const [ana, ben] = [newId<ParticipantId>(), newId<ParticipantId>()]
      const clientId = 4_294_967_295
      await storage.appendUpdates([
        { board: id, update: bytesOf('a'), bindings: [{ clientId, participant: ana }] },
      ])
      await storage.appendUpdates([
        { board: id, update: bytesOf('b'), bindings: [{ clientId, participant: ben }] },
      ])
      expect((await storage.loadDocument(id)).bindings).toEqual([{ clientId, participant: ana }])
    })

    it('drops updates of an erased board and stores those of the others', async () => {
      const [erased, kept] = [await newBoard(), await newBoard()]
      await storage.deleteBoard(erased)
      const seqs = await storage.appendUpdates([
        { board: erased, update: bytesOf('late'), bindings: [] },
        { board: kept, update: bytesOf('fine'), bindings: [] },
      ])
      expect(seqs[0]).toBe(0)
      expect((await storage.loadDocument(erased)).tail).toEqual([])
      expect((await storage.loadDocument(kept)).tail.map(textOf)).toEqual(['fine'])
    })

    it('erases a board with its words, people, seats and ballots, and nothing of another board', async () => {
      const [erased, kept] = [await newBoard(), await newBoard()]
      const [ana, ben] = [aParticipant(erased), aParticipant(kept)]
      const round = newId<RoundId>()
      for (const one of [ana, ben]) {
        await storage.addParticipant(one)
        await storage.addSeat('browser', one.id, 1)
        await append(one.board, 'words')
      }
      await storage.addWayBack('hash', ana.id, 5000)
      await storage.putBallot(erased, round, ana.id, { choices: {} })
      await storage.deleteBoard(erased)

      expect(await storage.board(erased)).toBeUndefined()
      expect((await storage.loadDocument(erased)).tail).toEqual([])
      expect(await storage.participants(erased)).toEqual([])
      expect(await storage.takeWayBack('hash', 1)).toBeUndefined()
      expect(await storage.ballotCount(round)).toBe(0)
      expect((await storage.seats('browser')).map((seat) => seat.id)).toEqual([ben.id])
      expect((await storage.loadDocument(kept)).tail.map(textOf)).toEqual(['words'])
    })

    it('lists whom a browser may act as, the last used first', async () => {
      const [ours, theirs] = [await newBoard(), await newBoard()]
      const [ana, ben, cat] = [aParticipant(ours), aParticipant(ours), aParticipant(theirs)]
      for (const [i, one] of [ana, ben, cat].entries()) {
        await storage.addParticipant(one)
        await storage.addSeat('tablet', one.id, i)
      }
      await storage.touchSeat('tablet', ana.id, 10)
      await storage.touchSeat('stranger', ben.id, 20)
      expect(await storage.seats('tablet', ours)).toEqual([
        { ...ana, lastUsedAtMs: 10 },
        { ...ben, lastUsedAtMs: 1 },
      ])
      expect((await storage.seats('tablet')).map((seat) => seat.id)).toEqual([ana.id, cat.id, ben.id])
      await storage.removeSeat('tablet', ana.id)
      await storage.removeSeats(cat.id)
      expect((await storage.seats('tablet')).map((seat) => seat.id)).toEqual([ben.id])
      expect(await storage.seats('stranger')).toEqual([])
    })

    it('opens a way back once, and not after it expired', async () => {
      const ana = aParticipant(await newBoard())
      await storage.addParticipant(ana)
      await storage.addWayBack('fresh', ana.id, 5000)
      await storage.addWayBack('stale', ana.id, 5000)
      expect(await storage.takeWayBack('fresh', 4000)).toEqual(ana)
      expect(await storage.takeWayBack('fresh', 4000)).toBeUndefined()
      expect(await storage.takeWayBack('stale', 5000)).toBeUndefined()
    })

    it('gives keys, seats and ways back of someone who joined twice to the one who stays', async () => {
      const board = await newBoard()
      const [twice, stays] = [aParticipant(board), aParticipant(board)]
      await storage.addParticipant(twice)
      await storage.addParticipant(stays)
      await storage.addSeat('phone', twice.id, 7)
      await storage.addSeat('laptop', twice.id, 3)
      await storage.addSeat('laptop', stays.id, 5)
      await storage.addWayBack('hash of a link', twice.id, 5000)
      await storage.mergeParticipant(twice.id, stays.id)

      expect(await storage.participants(board)).toEqual([stays, { ...stays, author: twice.author }])
      expect(await storage.seats('phone')).toEqual([{ ...stays, lastUsedAtMs: 7 }])
      expect(await storage.seats('laptop')).toEqual([{ ...stays, lastUsedAtMs: 5 }])
      expect(await storage.takeWayBack('hash of a link', 1)).toEqual(stays)
    })

    it('keeps one ballot a participant, the last, and says who is new', async () => {
      const board = await newBoard()
      const [round, other] = [newId<RoundId>(), newId<RoundId>()]
      const [ana, ben] = [newId<ParticipantId>(), newId<ParticipantId>()]
      const asked = newId<RecommendationId>()
      const put = (participant: ParticipantId, ballot: Ballot, where = round) =>
        storage.putBallot(board, where, participant, ballot)
      expect(await put(ana, { choices: { [asked]: 'full' } })).toEqual({ isFirst: true, voted: 1 })
      const last: Ballot = { choices: { [asked]: 'block' }, reasons: { [asked]: 'cost '.repeat(900) } }
      expect(await put(ana, last)).toEqual({ isFirst: false, voted: 1 })
      expect(await put(ben, { choices: {} })).toEqual({ isFirst: true, voted: 2 })
      await put(ben, { dots: { [asked]: 3 } }, other)
      expect(await storage.ballot(round, ana)).toEqual(last)
      expect(await storage.ballotCount(round)).toBe(2)
      const all = await storage.ballots(round)
      expect(new Map(all.map(({ participant, ballot }) => [participant, ballot]))).toEqual(
        new Map<ParticipantId, Ballot>([
          [ana, last],
          [ben, { choices: {} }],
        ]),
      )
      await storage.removeBallot(round, ana)
      expect(await storage.ballot(round, ana)).toBeUndefined()
      expect(await storage.ballotCount(round)).toBe(1)
      expect(await storage.ballot(other, ben)).toEqual({ dots: { [asked]: 3 } })
    })

    it('moves a ballot to someone who has none, and drops it where there is one', async () => {
      const board = await newBoard()
      const round = newId<RoundId>()
      const [twice, stays] = [newId<ParticipantId>(), newId<ParticipantId>()]
      const [first, second]: Ballot[] = [{ dots: { [newId<RecommendationId>()]: 1 } }, { dots: {} }]
      await storage.putBallot(board, round, twice, first!)
      await storage.moveBallot(board, round, twice, stays)
      expect(await storage.ballots(round)).toEqual([{ participant: stays, ballot: first }])
      await storage.putBallot(board, round, twice, second!)
      await storage.moveBallot(board, round, twice, stays)
      await storage.moveBallot(board, round, twice, stays)
      expect(await storage.ballots(round)).toEqual([{ participant: stays, ballot: first }])
    })

    it('ends a round with its choices kept and its ballots gone, once, however often it is told to', async () => {
      const board = await newBoard()
      const [round, other] = [newId<RoundId>(), newId<RoundId>()]
      const asked = newId<RecommendationId>()
      const voters = Array.from({ length: 9 }, () => newId<ParticipantId>())
      for (const voter of voters) {
        await storage.putBallot(board, round, voter, { choices: { [asked]: 'full' } })
        await storage.putBallot(board, other, voter, { choices: {} })
      }
      const cast = voters.map((_, i): CastChoice => ({
        recommendation: asked,
        choice: i < 4 ? 'full' : 'block',
      }))
      for (let i = 0; i < 2; i++) await storage.closeRound(board, round, cast)
      expect(await storage.ballots(round)).toEqual([])
      expect(await storage.ballotCount(round)).toBe(0)
      const kept = await storage.choices(round)
      expect(kept.map(({ choice }) => choice).sort()).toEqual(cast.map(({ choice }) => choice).sort())
      expect(await storage.ballotCount(other)).toBe(9)
      expect(await storage.choices(other)).toEqual([])
    })

    it('keeps choices in an order of chance', async () => {
      const board = await newBoard()
      const asked = newId<RecommendationId>()
      const places = Array.from({ length: 6 }, () => 0)
      for (let i = 0; i < 120; i++) {
        const round = newId<RoundId>()
        await storage.putBallot(board, round, newId<ParticipantId>(), { choices: {} })
        const cast = places.map((_, n): CastChoice => ({
          recommendation: asked,
          choice: n === 0 ? 'block' : 'full',
        }))
        await storage.closeRound(board, round, cast)
        places[(await storage.choices(round)).findIndex(({ choice }) => choice === 'block')]!++
      }
      // Twenty each are to be expected, with a deviation of four: the bounds are five of these away.
      for (const times of places) {
        expect(times).toBeGreaterThan(0)
        expect(times).toBeLessThan(41)
      }
    })

    it('lists the rounds that have ballots', async () => {
      const board = await newBoard()
      const [voted, closed] = [newId<RoundId>(), newId<RoundId>()]
      for (const round of [voted, closed])
        await storage.putBallot(board, round, newId<ParticipantId>(), { choices: {} })
      await storage.closeRound(board, closed, [])
      const { rounds, dropped } = await storage.sweepBallots()
      expect(rounds.filter((one) => one.board === board)).toEqual([{ board, round: voted }])
      expect(dropped).toEqual([])
      expect(await storage.ballotCount(voted)).toBe(1)
    })

    it('keeps the last count of hands for each recommendation until the round ends', async () => {
      const board = await newBoard()
      const round = newId<RoundId>()
      const asked = newId<RecommendationId>()
      const counts = { full: 4, support: 3, accept: 0, concern: 1, block: 0, unsure: 2 }
      await storage.putCounted(board, round, asked, { how: 'hands', counts: { ...counts, full: 9 } })
      await storage.putCounted(board, round, asked, { how: 'papers', counts })
      expect(await storage.counted(round)).toEqual(new Map([[asked, { how: 'papers', counts }]]))
      await storage.closeRound(board, round, [])
      expect(await storage.counted(round)).toEqual(new Map())
    })

    it('has one lineage for as long as it is carried on', async () => {
      const lineage = await storage.lineage()
      expect(lineage).toBeGreaterThan(0)
      expect(await storage.lineage()).toBe(lineage)
    })

    it('says that it can write', async () => {
      await expect(storage.check()).resolves.toBeUndefined()
    })
  })
}
