import { describe, expect, it } from 'vitest'
import { BLACKED_OUT } from '../../../shared/model/blackOutMark.ts'
import { placesOf, tokensOf } from '../../../shared/model/pickWords.ts'

const tokens = (text: string) => tokensOf(text).map(({ start, end }) => text.slice(start, end))
const places = (words: string, text: string) =>
  placesOf(words, text).map(({ start, end }) => [start, text.slice(start, end)])

describe('the words of a note', () => {
  it('are what stands between spaces, without the punctuation around', () => {
    expect(tokens('“Ask Mrs O’Neill-Smith,” he said: jo@example.org or 07700 900123!')).toEqual([
      'Ask',
      'Mrs',
      'O’Neill-Smith',
      'he',
      'said',
      'jo@example.org',
      'or',
      '07700',
      '900123',
    ])
    expect(tokens('£20 — a week\n\nin Hull.')).toEqual(['£20', 'a', 'week', 'in', 'Hull'])
  })

  it('keep the marks of a right-to-left script, and find words where there are no spaces', () => {
    expect(tokens('تمام انسان آزاد، اور حقوق')).toEqual(['تمام', 'انسان', 'آزاد', 'اور', 'حقوق'])
    expect(tokens('我们住在北京。').length).toBeGreaterThan(2)
    expect(tokens('我们住在北京。').join('')).toBe('我们住在北京')
  })

  it('are not the marks of what was blacked out', () => {
    expect(tokens(`Mrs ${BLACKED_OUT}, of Hull`)).toEqual(['Mrs', 'of', 'Hull'])
  })
})

describe('the places of words in a note', () => {
  it('are all where they stand as words of their own, in any letter case and with any space between', () => {
    expect(places('ann lee', 'Ann  Lee and ANN\nLEE, Ann Lees, Joann Lee')).toEqual([
      [0, 'Ann  Lee'],
      [13, 'ANN\nLEE'],
    ])
    expect(places('Smith', 'Smith’s mother, Mr Smith. Smithson')).toEqual([
      [0, 'Smith'],
      [19, 'Smith'],
    ])
  })

  it('are found as they are typed: nothing in them is a pattern', () => {
    expect(places('(a.b)*', 'x (a.b)* (aab)')).toEqual([[2, '(a.b)*']])
    expect(places(' ', 'a b')).toEqual([])
  })

  it('are found in Urdu and in Chinese', () => {
    expect(places('آزاد', 'تمام انسان آزاد ہیں')).toEqual([[11, 'آزاد']])
    expect(places('北京', '我们住在北京。')).toEqual([[4, '北京']])
  })
})
