import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { EventLoopShare } from '../../../server/rooms/EventLoopShare.ts'
import { Turns } from '../../../server/rooms/Turns.ts'
import { StoreFailing } from '../../../server/storage/StoreFailing.ts'
import type { Steps } from '../../../server/rooms/guard/steps.ts'

/** Work that takes at least so long, with a pause offered after each millisecond. */
function* longWork(ms: number, done: () => void, tick: () => void = () => undefined): Steps<void> {
  for (let i = 0; i < ms; i++) {
    const endMs = performance.now() + 1
    while (performance.now() < endMs);
    tick()
    yield
  }
  done()
}

describe('turns on one document', () => {
  it('does what is short at once, in the order in which it comes', () => {
    const turns = new Turns()
    const done: number[] = []
    for (const i of [1, 2, 3])
      turns.do(function* () {
        done.push(i)
      })
    expect(done).toEqual([1, 2, 3])
  })

  it('lets nothing come between the slices of what is long', async () => {
    const turns = new Turns()
    const done: string[] = []
    turns.do(() => longWork(25, () => done.push('long')))
    turns.do(function* () {
      done.push('short')
    })
    expect(done).toEqual([])
    await turns.take(() => done.push('taken'))
    expect(done).toEqual(['long', 'short', 'taken'])
  })

  it('does what is asked for in the middle of work after it', () => {
    const turns = new Turns()
    const done: string[] = []
    turns.do(function* () {
      turns.do(function* () {
        done.push('inner')
      })
      done.push('outer')
    })
    expect(done).toEqual(['outer', 'inner'])
  })

  it('gives the event loop back while it works, after some milliseconds each time', async () => {
    const turns = new Turns()
    let isDone = false
    let between = 0
    turns.do(() => longWork(60, () => (isDone = true)))
    for (; !isDone; between++) await nextTurn()
    // 60 ms in slices of 8; a busy machine makes the slices shorter, never longer.
    expect(between).toBeGreaterThanOrEqual(60 / 8 - 1)
  })

  it('has what is patient give way after each step to what came meanwhile', async () => {
    const turns = new Turns()
    const done: string[] = []
    const patient = turns.patiently(() => longWork(5, () => done.push('patient')))
    for (let i = 0; i < 3; i++) {
      turns.do(() => longWork(3, () => done.push('short')))
      await nextTurn()
    }
    await patient
    expect(done).toEqual(['short', 'short', 'short', 'patient'])
  })

  it('drops what is patient when it is stopped in the middle of it', async () => {
    const turns = new Turns()
    const patient = turns.patiently(() => longWork(5, () => undefined))
    await nextTurn()
    turns.stop()
    await expect(patient).rejects.toThrow(StoreFailing)
  })

  it('gives back what the work returns, or throws what it throws, and goes on', async () => {
    const turns = new Turns()
    expect(await turns.take(() => 7)).toBe(7)
    await expect(
      turns.take(() => {
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    expect(await turns.take(() => 8)).toBe(8)
  })

  it('drops what waits and what is half done when it is stopped, and all that comes later', async () => {
    const turns = new Turns()
    const heard: string[] = []
    turns.do(
      () => longWork(40, () => heard.push('long done')),
      () => heard.push('long dropped'),
    )
    const taken = turns.take(() => heard.push('taken'))
    turns.stop()
    turns.do(
      function* () {
        heard.push('late done')
      },
      () => heard.push('late dropped'),
    )
    await expect(taken).rejects.toThrow(StoreFailing)
    for (let i = 0; i < 5; i++) await nextTurn()
    expect(heard).toEqual(['long dropped', 'late dropped'])
  })
})

describe('turns of several rooms', () => {
  it('take turns: a slice of one, then a slice of the next', async () => {
    const share = new EventLoopShare()
    const order: string[] = []
    const finished = ['a', 'b', 'c'].map(
      (name) =>
        new Promise<void>((resolve) => {
          new Turns(share).do(() =>
            longWork(30, resolve, () => {
              if (order.at(-1) !== name) order.push(name)
            }),
          )
        }),
    )
    await Promise.all(finished)
    // Every room is met again and again, not one after the other has finished.
    expect(order.slice(0, 6)).toEqual(['a', 'b', 'c', 'a', 'b', 'c'])
  })

  it('hold the event loop for one slice at a time, however many rooms there are', async () => {
    const share = new EventLoopShare()
    let slices = 0
    let left = 12
    for (let room = 0; room < 12; room++) {
      let isFresh = true
      new Turns(share).do(() =>
        longWork(
          20,
          () => left--,
          () => {
            if (isFresh) slices++
            isFresh = false
          },
        ),
      )
      // All of them have asked in this one turn of the event loop, and only the first has begun.
      expect(slices).toBe(1)
    }
    let mostAtOnce = 0
    for (let before = slices; left > 0; before = slices) {
      await nextTurn()
      mostAtOnce = Math.max(mostAtOnce, slices - before)
    }
    expect(mostAtOnce).toBeLessThanOrEqual(1)
    expect(slices).toBe(12)
  })

  it('hold it for one step of what is patient, and nobody queues behind that', async () => {
    const share = new EventLoopShare()
    let steps = 0
    let left = 5
    for (let room = 0; room < 5; room++)
      void new Turns(share).patiently(() =>
        longWork(
          10,
          () => left--,
          () => steps++,
        ),
      )
    // Each has begun.
    expect(steps).toBe(5)
    let mostAtOnce = 0
    for (let before = steps; left > 0; before = steps) {
      let isDone = false
      new Turns(share).do(function* () {
        isDone = true
      })
      expect(isDone).toBe(true)
      await nextTurn()
      mostAtOnce = Math.max(mostAtOnce, steps - before)
    }
    expect(mostAtOnce).toBe(1)
  })

  it('let what is short in a room be done at once while no other is at work', () => {
    const share = new EventLoopShare()
    let done = 0
    for (let room = 0; room < 3; room++)
      new Turns(share).do(function* () {
        done++
      })
    expect(done).toBe(3)
  })

  it('are kept by nobody: a room that stops lets the others go on', async () => {
    const share = new EventLoopShare()
    const [stopping, staying] = [new Turns(share), new Turns(share)]
    stopping.do(() => longWork(30, () => undefined))
    const stays = new Promise<void>((resolve) => {
      staying.do(() => longWork(20, resolve))
    })
    stopping.stop()
    await stays
    await nextTurn() // its own last turn is taken off when it ends
    expect(share.isTaken).toBe(false)
  })
})
