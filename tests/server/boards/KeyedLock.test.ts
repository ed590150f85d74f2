import { describe, expect, it } from 'vitest'
import { KeyedLock } from '../../../server/boards/KeyedLock.ts'

/** Work that ends when it is told to, and writes down when it begins and ends. */
function worker(log: string[], name: string) {
  let end = () => undefined as void
  const ended = new Promise<void>((resolve) => (end = resolve))
  const work = async () => {
    log.push(`${name} begins`)
    await ended
    log.push(`${name} ends`)
    return name
  }
  return { work, end }
}
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('a lock by key', () => {
  it('lets work of one key wait for the work before it, and work of another key run beside it', async () => {
    const log: string[] = []
    const lock = new KeyedLock()
    const [first, second, other] = [worker(log, 'first'), worker(log, 'second'), worker(log, 'other')]
    const all = [lock.run('a', first.work), lock.run('a', second.work), lock.run('b', other.work)]
    await settle()
    expect(log).toEqual(['first begins', 'other begins'])
    for (const each of [second, first, other]) each.end()
    expect(await Promise.all(all)).toEqual(['first', 'second', 'other'])
    expect(log.indexOf('second begins')).toBeGreaterThan(log.indexOf('first ends'))
  })

  it('gives an error to whoever asked, and goes on with the next', async () => {
    const lock = new KeyedLock()
    const failing = lock.run('a', () => Promise.reject(new Error('disk full')))
    const next = lock.run('a', () => Promise.resolve('next'))
    await expect(failing).rejects.toThrow('disk full')
    expect(await next).toBe('next')
  })

  it('does not let two that need the same keys in another order wait for each other for ever', async () => {
    const lock = new KeyedLock()
    const done = await Promise.all([
      lock.runAll(['a', 'b'], () => lock.run('c', () => settle().then(() => 1))),
      lock.runAll(['b', 'a', 'b'], () => settle().then(() => 2)),
    ])
    expect(done).toEqual([1, 2])
  })
})
