import { createStore } from 'zustand'
import { expect, it, vi } from 'vitest'
import { gathering, watchTogether } from '../../../client/features/themes/facts.ts'

const notes = createStore(() => ({ said: 'a bus', cursor: 0 }))
const tab = createStore(() => ({ selected: false }))
const inputs = () => [notes.getState().said, tab.getState().selected]

it('tells everyone when something they show has changed, whichever source it comes from, and else nobody', () => {
  const watch = watchTogether([notes.subscribe, tab.subscribe], inputs)
  const [one, other] = [vi.fn<() => void>(), vi.fn<() => void>()]
  const stops = [watch(one), watch(other)]
  notes.setState({ cursor: 1 })
  expect(one).not.toHaveBeenCalled()
  notes.setState({ said: 'no bus' })
  tab.setState({ selected: true })
  expect(one).toHaveBeenCalledTimes(2)
  expect(other).toHaveBeenCalledTimes(2)
  for (const stop of stops) stop()
})

it('watches nothing while nobody listens, and afterwards from then on', () => {
  const stopped = vi.fn<() => void>()
  const source = vi.fn((listener: () => void) => {
    const stop = notes.subscribe(listener)
    return () => {
      stopped()
      stop()
    }
  })
  const watch = watchTogether([source], inputs)
  const [first, second] = [watch(() => undefined), watch(() => undefined)]
  expect(source).toHaveBeenCalledOnce()
  first()
  expect(stopped).not.toHaveBeenCalled()
  second()
  expect(stopped).toHaveBeenCalledOnce()

  notes.setState({ said: 'while nobody listened' })
  const heard = vi.fn<() => void>()
  const stop = watch(heard)
  notes.setState({ cursor: 2 })
  expect(heard).not.toHaveBeenCalled()
  stop()
})

it('gives the same facts as long as all they are made of is the same, each of its own', () => {
  const words = new Map([
    ['a', 'bus'],
    ['b', 'park'],
  ])
  const worked = vi.fn((parts: { word: string | undefined }, id: string) => ({
    label: `${id}: ${parts.word}`,
  }))
  const factsOf = gathering((id: string) => ({ word: words.get(id) }), worked)
  const [a, b] = [factsOf('a'), factsOf('b')]
  expect(a()).toEqual({ word: 'bus', label: 'a: bus' })
  expect(b()).toEqual({ word: 'park', label: 'b: park' })
  const before = [a(), b()]
  words.set('a', 'tram')
  expect(a()).toEqual({ word: 'tram', label: 'a: tram' })
  expect(b()).toBe(before[1])
  expect(a()).toBe(a())
  expect(worked).toHaveBeenCalledTimes(3)
})
