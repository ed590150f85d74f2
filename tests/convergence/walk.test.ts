import * as Y from 'yjs'
import { describe, expect, it } from 'vitest'
import { openBoardDocument, readBoard, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import {
  addNote,
  addRecommendation,
  saveNote,
  saveRecommendation,
  saveTheme,
  setBearing,
  setSupport,
} from '../../shared/document/change.ts'
import { replaceText } from '../../shared/document/changeText.ts'
import { addTheme, moveNotes } from '../../shared/document/placing.ts'
import { createUndo, type BoardUndo } from '../../shared/document/undo.ts'
import {
  idFromBytes,
  type AnyId,
  type AuthorKey,
  type NoteId,
  type RecommendationId,
  type ThemeId,
} from '../../shared/model/ids.ts'
import { outlineOf } from '../../shared/model/outline.ts'
import { faultOfRow, type Note, type TextKey } from '../../shared/model/tables.ts'
import { splitPair, tableNames } from '../../shared/model/tableNames.ts'

/*
 * Several people work on replicas that hear of each other late, in any order and more than once. Whatever they
 * do, when all has arrived everyone sees the same board, every row is sound, and no note is lost.
 *
 * A failure names its seed: SEED=<n> runs that walk alone.
 */

const SEEDS = process.env['SEED']
  ? [Number(process.env['SEED'])]
  : Array.from({ length: 25 }, (_, i) => i + 1)
const STEPS = 250

/** Mulberry32: small, seeded, good enough to walk by. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

type Replica = { board: BoardDocument; undo: BoardUndo; author: AuthorKey; inbox: Uint8Array[] }

class Walk {
  private readonly random: () => number
  readonly replicas: Replica[]
  readonly made = new Set<NoteId>()
  private clock = 0

  constructor(seed: number) {
    this.random = randomFrom(seed)
    this.replicas = Array.from({ length: 3 }, () => {
      const board = openBoardDocument(new Y.Doc())
      return { board, undo: createUndo(board), author: this.id<AuthorKey>(), inbox: [] }
    })
    for (const replica of this.replicas) {
      replica.board.doc.on('update', (update: Uint8Array, origin: unknown) => {
        if (origin === 'network') return
        for (const other of this.replicas) if (other !== replica) other.inbox.push(update)
      })
    }
  }

  private int(below: number): number {
    return Math.floor(this.random() * below)
  }
  private pick<T>(from: readonly T[]): T | undefined {
    return from[this.int(from.length)]
  }
  private id<Id extends AnyId>(): Id {
    return idFromBytes<Id>(Uint8Array.from({ length: 12 }, () => this.int(256)))
  }
  private words(): string {
    return this.pick(['bus ', 'café ', 'تجربة ', '👩‍👧 ', 'we said so ', '你好 '])!.repeat(1 + this.int(3))
  }

  step(): void {
    const replica = this.pick(this.replicas)!
    if (this.int(3) === 0) this.deliver(replica)
    else this.act(replica)
  }

  /** Some of what waits arrives, in any order, now and then twice. */
  private deliver({ board, inbox }: Replica): void {
    for (let n = this.int(inbox.length + 1); n > 0; n--) {
      const [update] = inbox.splice(this.int(inbox.length), 1)
      Y.applyUpdate(board.doc, update!, 'network')
      if (this.int(10) === 0) inbox.push(update!)
    }
  }

  deliverAll(): void {
    for (const { board, inbox } of this.replicas)
      for (const update of inbox.splice(0)) Y.applyUpdate(board.doc, update, 'network')
  }

  private act({ board, undo, author }: Replica): void {
    const state = readBoard(board)
    const outline = outlineOf(state)
    const note = this.pick(outline.notes)
    const theme = this.pick([...state.themes.keys()])
    const recommendation = this.pick([...state.recommendations.keys()])
    switch (this.int(12)) {
      case 0:
      case 1:
        return this.share(board, author)
      case 2:
        return addTheme(
          board,
          this.id<ThemeId>(),
          { title: this.words(), colour: 'teal', addedAtMs: ++this.clock },
          undefined,
          {
            ids: note ? [note] : [],
            from: 'all',
          },
        )
      case 3:
      case 4:
      case 5: {
        if (!note || !theme) return
        const inTarget = outline.notesOf.get(theme) ?? []
        const before = this.int(2) === 0 ? null : (this.pick(inTarget) ?? null)
        const from = this.pick(['all' as const, null, ...(outline.themesOf.get(note) ?? [])])!
        return moveNotes(board, { notes: [note], from, to: { is: 'theme', theme, before } }, inTarget)
      }
      case 6:
        if (note)
          moveNotes(board, {
            notes: [note],
            from: 'all',
            to: { is: 'canvas', points: [{ x: this.int(900), y: this.int(900) }], standsAlone: true },
          })
        return
      case 7:
        if (theme) saveTheme(board, theme, { state: this.pick(['open', 'set aside'] as const)! })
        return
      case 8: {
        if (!theme) return
        const key: TextKey = `themes/${theme}/summary`
        const text = state.texts.get(key) ?? ''
        const units = [...text]
        units.splice(this.int(units.length + 1), this.int(3), ...this.words())
        return replaceText(board, key, units.join(''))
      }
      case 9: {
        const mine = this.pick(outline.notes.filter((id) => state.notes.get(id)?.author === author))
        if (mine) saveNote(board, mine, { ...state.notes.get(mine)!, impression: this.words() })
        if (note && theme) setBearing(board, note, theme, this.pick(['supports', 'differs'] as const)!)
        return
      }
      case 10:
        if (recommendation && theme) {
          setSupport(board, recommendation, theme, this.int(2) === 0)
          saveRecommendation(board, recommendation, { state: 'agreed' })
        } else
          addRecommendation(
            board,
            this.id<RecommendationId>(),
            { addressedTo: '', addedAtMs: ++this.clock },
            this.words(),
            [],
          )
        return
      default:
        return this.int(2) === 0 ? undo.undo() : undo.redo()
    }
  }

  private share(board: BoardDocument, author: AuthorKey): void {
    const id = this.id<NoteId>()
    const note: Note = {
      kind: 'heard',
      said: this.words(),
      impression: '',
      language: '',
      conversation: null,
      quote: 'not asked',
      author,
      brought: 'written',
      source: '',
      import: null,
      addedAtMs: ++this.clock,
    }
    this.made.add(id)
    addNote(board, id, note)
  }

  destroy(): void {
    for (const { board, undo } of this.replicas) {
      undo.destroy()
      board.doc.destroy()
    }
  }
}

describe('people who work on one board and hear of each other late', () => {
  it.each(SEEDS)('see the same sound board in the end, with every note (seed %i)', (seed) => {
    const walk = new Walk(seed)
    for (let i = 0; i < STEPS; i++) walk.step()
    walk.deliverAll()
    const [first, ...others] = walk.replicas.map(({ board }) => readBoard(board))
    for (const other of others) {
      expect(other).toEqual(first)
      expect(outlineOf(other)).toEqual(outlineOf(first!))
    }
    expect(new Set(first!.notes.keys())).toEqual(walk.made)
    for (const table of tableNames) {
      for (const [key, row] of first![table])
        expect(faultOfRow(table, key, row), `${table}/${key}`).toBeUndefined()
    }
    for (const text of first!.texts.values()) expect(text).not.toContain('\ufffd')
    // Every placement of a theme's note is seen somewhere: in an open theme, in one set aside, or the note is unthemed.
    const outline = outlineOf(first!)
    for (const [key, placement] of first!.placements) {
      const [note, theme] = splitPair(key)
      if (placement.present) expect(outline.notesOf.get(theme)).toContain(note)
    }
    for (const note of outline.notes)
      expect(outline.themesOf.has(note) || outline.unthemed.includes(note)).toBe(true)
    walk.destroy()
  })
})
