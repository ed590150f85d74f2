import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { applyWhole } from '../../../shared/document/applyWhole.ts'

type Step =
  | { readonly is: 'row'; readonly key: string; readonly value: unknown }
  | { readonly is: 'delete'; readonly key: string }
  | { readonly is: 'words'; readonly key: string; readonly words: string }

/** What Yjs and JSON both keep as it is. */
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: 'grapheme' }),
    fc.string(),
    fc.double({ noNaN: true }),
    fc.maxSafeInteger(),
    fc.constantFrom(true, false, null),
    fc.array(tie('any')),
    fc.dictionary(
      fc.string({ unit: 'grapheme' }).filter((name) => name !== '__proto__'),
      tie('any'),
      { noNullPrototype: true },
    ),
  ),
})).any

const key = fc.constantFrom('one', 'zwei', 'três', '四', '')
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ is: fc.constant('row' as const), key, value }),
  fc.record({ is: fc.constant('delete' as const), key }),
  fc.record({ is: fc.constant('words' as const), key, words: fc.string({ unit: 'grapheme' }) }),
)

function take(doc: Y.Doc, taken: Step): void {
  if (taken.is === 'row') doc.getMap('rows').set(taken.key, taken.value)
  else if (taken.is === 'delete') doc.getMap('rows').delete(taken.key)
  else {
    const texts = doc.getMap<Y.Text>('texts')
    const text = texts.get(taken.key) ?? texts.set(taken.key, new Y.Text())
    text.insert(Math.floor(text.length / 2), taken.words)
  }
}

describe('taking in a whole board', () => {
  it('comes to the same as Yjs does by itself, whatever the words and whoever wrote them', () => {
    fc.assert(
      fc.property(fc.array(fc.array(step), { maxLength: 4 }), (writers) => {
        const merged = new Y.Doc()
        writers.forEach((steps, i) => {
          const doc = new Y.Doc()
          doc.clientID = i + 1
          for (const taken of steps) take(doc, taken)
          Y.applyUpdate(merged, Y.encodeStateAsUpdate(doc))
        })
        const update = Y.encodeStateAsUpdate(merged)
        const theirs = new Y.Doc()
        Y.applyUpdate(theirs, update)
        const ours = new Y.Doc()
        applyWhole(ours, update, 'snapshot')
        expect(Y.encodeStateAsUpdate(ours)).toEqual(Y.encodeStateAsUpdate(theirs))
        expect(ours.getMap('rows').toJSON()).toEqual(theirs.getMap('rows').toJSON())
        expect(ours.getMap('texts').toJSON()).toEqual(theirs.getMap('texts').toJSON())
      }),
    )
  })

  it('tells its origin', () => {
    const doc = new Y.Doc()
    take(doc, { is: 'row', key: 'one', value: 'A bus stop' })
    const origins: unknown[] = []
    const ours = new Y.Doc()
    ours.on('update', (_, origin) => origins.push(origin))
    applyWhole(ours, Y.encodeStateAsUpdate(doc), 'snapshot')
    expect(origins).toEqual(['snapshot'])
  })

  it('refuses bytes that end in the middle, as Yjs does', () => {
    const doc = new Y.Doc()
    take(doc, { is: 'row', key: 'one', value: { said: 'They said that the bus stops early', of: [1, 'é'] } })
    const update = Y.encodeStateAsUpdate(doc)
    for (let length = 0; length < update.length - 1; length++)
      expect(() => {
        applyWhole(new Y.Doc(), update.slice(0, length), 'snapshot')
      }, `${length} bytes`).toThrow()
  })
})
