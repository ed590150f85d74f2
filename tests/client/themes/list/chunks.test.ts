import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHUNK_ROWS, chunkKeeper, type Chunk } from '../../../../client/features/themes/list/chunks.ts'
import type { NoteId } from '../../../../shared/model/ids.ts'

const notesNamed = (count: number) => Array.from({ length: count }, (_, i) => `n${i}` as NoteId)
const keys = (chunks: readonly Chunk[]) =>
  new Map(chunks.flatMap(({ key, notes }) => notes.map((note) => [note, key] as const)))

describe('a list in chunks', () => {
  it('holds every note once and in order, whatever becomes of it', () => {
    const lists = fc.array(fc.shuffledSubarray(notesNamed(70)), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(lists, (all) => {
        const chunks = chunkKeeper()
        for (const notes of all) {
          const now = chunks(notes)
          expect(now.flatMap((chunk) => chunk.notes)).toEqual(notes)
          expect(new Set(now.map(({ key }) => key)).size).toBe(now.length)
          expect(now.every((chunk) => chunk.notes.length > 0)).toBe(true)
        }
      }),
    )
  })

  it('leaves every row where it is but the one that moves, and its neighbours', () => {
    const at = fc.nat(99)
    fc.assert(
      fc.property(fc.array(fc.tuple(at, at), { minLength: 1, maxLength: 8 }), (moves) => {
        const chunks = chunkKeeper()
        let notes: NoteId[] = notesNamed(100)
        let before = keys(chunks(notes))
        for (const [from, to] of moves) {
          const moving = notes[from]!
          const rest = notes.filter((note) => note !== moving)
          const next = [...rest.slice(0, to), moving, ...rest.slice(to)]
          const near = new Set([from - 1, from, from + 1].map((i) => notes[i]))
          for (const i of [to - 1, to, to + 1]) near.add(next[i])
          notes = next
          const after = keys(chunks(notes))
          for (const note of notes) if (!near.has(note)) expect(after.get(note)).toBe(before.get(note))
          before = after
        }
      }),
    )
  })

  it('lets one come or go without touching another', () => {
    const chunks = chunkKeeper()
    const notes = notesNamed(100)
    const before = keys(chunks(notes))
    for (const change of [
      notes.filter((_, i) => i !== 45),
      [...notes.slice(0, 20), 'new' as NoteId, ...notes.slice(20)],
      ['new' as NoteId, ...notes],
    ]) {
      const after = keys(chunks(change))
      for (const note of notes) if (after.has(note)) expect(after.get(note)).toBe(before.get(note))
    }
  })

  it('begins with as many rows as fit, and goes on where it left off when the rest comes', () => {
    const chunks = chunkKeeper()
    const notes = notesNamed(50)
    const first = chunks(notes.slice(0, 24))
    expect(first.map((chunk) => chunk.notes.length)).toEqual([CHUNK_ROWS, 4])
    const whole = chunks(notes)
    expect(whole.map((chunk) => chunk.notes.length)).toEqual([CHUNK_ROWS, CHUNK_ROWS, 10])
    expect(whole[0]).toBe(first[0])
  })
})
