import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeText, movedBy } from '../../../client/sync/mergeText.ts'

describe('writing in a text while others do', () => {
  it('keeps what I typed and what they typed elsewhere', () => {
    expect(mergeText('The bus stops.', 'The last bus stops.', 'The bus stops at six.').text).toBe(
      'The last bus stops at six.',
    )
    expect(mergeText('The bus stops.', 'The bus stops early.', 'Now the bus stops.').text).toBe(
      'Now the bus stops early.',
    )
  })

  it('keeps what they wrote inside a stretch that I replaced', () => {
    const { text } = mergeText('one two three', 'one three', 'one two and a half three')
    expect(text).toContain('and a half')
    expect(text.startsWith('one')).toBe(true)
  })

  it('puts the caret behind what I typed', () => {
    const { text, caret } = mergeText('bus', 'buses', 'the bus')
    expect(text.slice(0, caret)).toBe('the buses')
  })

  it('leaves my text alone when nobody else wrote, and theirs when I did not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (base, next) => {
        expect(mergeText(base, next, base).text).toBe(next)
        expect(mergeText(base, base, next).text).toBe(next)
      }),
    )
  })
})

describe('a caret while others write', () => {
  it('stays with its words', () => {
    expect(movedBy('The bus stops', 'Now the bus stops', 'The bus'.length)).toBe('Now the bus'.length)
    expect(movedBy('The bus stops', 'The bus stops at six', 'The bus'.length)).toBe('The bus'.length)
  })
  it('comes to stand where its words were when they are taken away', () => {
    expect(movedBy('The old bus stops', 'The bus stops', 6)).toBe(4)
  })
})
