import type { NoteId } from '../../../../shared/model/ids.ts'

/** Rows that the browser draws, or passes over, together. */
export type Chunk = { readonly key: number; readonly notes: readonly NoteId[] }

/** About a screenful. The browser looks after each chunk at each scroll, so that thousands of them would hold it up. */
export const CHUNK_ROWS = 20

/**
 * Makes a function that parts a list into chunks. A note stays in its chunk as long as it has a neighbour left, whatever
 * comes and goes around it: a row that went from one chunk to another would be made anew, and would lose one's focus.
 * Chunks keep their identity while they hold the same.
 */
export function chunkKeeper(): (notes: readonly NoteId[]) => readonly Chunk[] {
  let last: { readonly notes: readonly NoteId[]; readonly chunks: readonly Chunk[] } = {
    notes: [],
    chunks: [],
  }
  let lastKey = 0

  function chunked(notes: readonly NoteId[]): Chunk[] {
    const settled = settledIn(last.notes, last.chunks)
    const keyAt = notes.map((note, i) => settled(note, notes[i - 1], notes[i + 1]))
    const ends = new Map(keyAt.flatMap((key, i) => (key === undefined ? [] : [[key, i]])))
    const chunks: { key: number; notes: NoteId[] }[] = []
    const begun = new Set<number>()
    for (const [i, note] of notes.entries()) {
      const present = chunks.at(-1)
      const goesOn = present !== undefined && (ends.get(present.key) ?? -1) > i
      const own = keyAt[i]
      const staysApart = own !== undefined && own !== present?.key && !goesOn && !begun.has(own)
      if (present && !staysApart && (own === present.key || goesOn || present.notes.length < CHUNK_ROWS))
        present.notes.push(note)
      else {
        const key = staysApart ? own : ++lastKey
        chunks.push({ key, notes: [note] })
        begun.add(key)
      }
    }
    const known = new Map(last.chunks.map((chunk) => [chunk.key, chunk]))
    return chunks.map((chunk) => keep(chunk, known.get(chunk.key)))
  }

  return (notes) => {
    if (last.notes !== notes) last = { notes, chunks: chunked(notes) }
    return last.chunks
  }
}

/** Tells the chunk of a note that has still the neighbour before it or after it; undefined for one that has come or moved. */
function settledIn(notes: readonly NoteId[], chunks: readonly Chunk[]) {
  const before = new Map(notes.map((note, i) => [note, i]))
  const keyOf = new Map(chunks.flatMap(({ key, notes }) => notes.map((note) => [note, key] as const)))
  return (note: NoteId, previous: NoteId | undefined, next: NoteId | undefined): number | undefined => {
    const at = before.get(note)
    if (at === undefined) return undefined
    return notes[at - 1] === previous || notes[at + 1] === next ? keyOf.get(note) : undefined
  }
}

/** The chunk that was there before, if the new one is no different. */
function keep(next: Chunk, before: Chunk | undefined): Chunk {
  const isSame =
    before?.notes.length === next.notes.length && next.notes.every((note, i) => note === before.notes[i])
  return isSame ? before : next
}
