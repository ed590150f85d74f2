import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blackOut, takesMarksAway, wordsBlackedOut } from '../../../shared/model/blackOut.ts'
import { BLACKED_OUT } from '../../../shared/model/blackOutMark.ts'

const M = BLACKED_OUT
const of = (words: string, ...parts: string[]) =>
  blackOut(
    words,
    parts.map((part) => ({ start: words.indexOf(part), end: words.indexOf(part) + part.length })),
  )

describe('blacking out', () => {
  it('leaves one mark for words that stand together, however many they were', () => {
    expect(of('Mrs Ada Lovelace said so', 'Ada', 'Lovelace')).toBe(`Mrs ${M} said so`)
    expect(of('Mrs Ada Lovelace said so', 'Ada Love', 'Lovelace')).toBe(`Mrs ${M} said so`)
    expect(of('Ada, or Bob', 'Ada', 'Bob')).toBe(`${M}, or ${M}`)
  })

  it('takes whole characters and whole marks', () => {
    expect(blackOut('a 😀 b', [{ start: 3, end: 4 }])).toBe(`a ${M} b`)
    expect(blackOut(`Mrs ${M} of Hull`, [{ start: 5, end: 7 }])).toBe(`Mrs ${M} ${M} of Hull`)
  })

  // Else a device that was away could write back what was blacked out beside an older mark.
  it('leaves more marks than there were, so that no older version passes for a newer one', () => {
    const note = (said: string) => ({ said, impression: '' })
    const once = of('Mrs Ada Lovelace said so', 'Ada')
    const twice = of(once, 'Lovelace')
    expect(takesMarksAway(note(twice), note(once))).toBe(true)
    const piece = fc.constantFrom('Ada', ' ', M, '😀', 'سلام', ', ', 'Hull')
    const words = fc.array(piece, { minLength: 1, maxLength: 12 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(words, fc.nat(), fc.nat(), (text, a, b) => {
        const start = a % text.length
        const end = start + 1 + (b % (text.length - start))
        const after = blackOut(text, [{ start, end }])
        expect(takesMarksAway(note(after), note(text))).toBe(true)
        expect(after.isWellFormed()).toBe(true)
      }),
      { seed: 130, numRuns: 2000 },
    )
  })
})

describe('what was blacked out', () => {
  it('is told from how the note read before', () => {
    expect(wordsBlackedOut('Mrs Ada of Hull said so', `Mrs ${M} of ${M} said so`)).toEqual(['Ada', 'Hull'])
    expect(wordsBlackedOut('Ada', M)).toEqual(['Ada'])
    expect(wordsBlackedOut(`${M} and Ada`, `${M} and ${M}`)).toEqual(['Ada'])
    expect(wordsBlackedOut('Ada', 'Ada')).toEqual([])
  })

  it('cannot be told when the note was changed as well', () => {
    expect(wordsBlackedOut('Mrs Ada of Hull', `Miss ${M} of Hull`)).toBeUndefined()
    expect(wordsBlackedOut('Ada', 'Bob')).toBeUndefined()
  })
})
