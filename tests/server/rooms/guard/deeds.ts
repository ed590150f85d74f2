import * as Y from 'yjs'
import {
  addNote,
  addRecommendation,
  moveFrames,
  saveCommunity,
  saveNextStep,
  saveNote,
  saveRecommendation,
  saveSetting,
  saveTheme,
  setBearing,
  setSupport,
} from '../../../../shared/document/change.ts'
import { difference, replaceText } from '../../../../shared/document/changeText.ts'
import { addTheme, moveNotes } from '../../../../shared/document/placing.ts'
import type {
  CommunityId,
  ConversationId,
  NoteId,
  RecommendationId,
  ThemeId,
} from '../../../../shared/model/ids.ts'
import type { TextKey } from '../../../../shared/model/tables.ts'
import { tableNames, themeColours } from '../../../../shared/model/tableNames.ts'
import type { Dice } from './Dice.ts'
import {
  conversationBy,
  id,
  noteBy,
  recommendation,
  round,
  roundOn,
  theme,
  type GuardedRoom,
  type Person,
} from './GuardedRoom.ts'

const notes = Array.from({ length: 10 }, (_, i) => id<NoteId>(`note-${i}`))
const themes = Array.from({ length: 4 }, (_, i) => id<ThemeId>(`theme-${i}`))
const recommendations = Array.from({ length: 3 }, (_, i) => id<RecommendationId>(`ask-${i}`))
const communities = Array.from({ length: 2 }, (_, i) => id<CommunityId>(`community-${i}`))
const conversations = Array.from({ length: 3 }, (_, i) => id<ConversationId>(`talk-${i}`))
const words = ['bus', 'late', '🚌', ' ', 'ice 🧊', 'n', 'ask again']

/** Something that our client lets this person do; it may still be refused when the board has moved on. */
export function actHonestly(dice: Dice, person: Person): void {
  const { board, actor } = person
  const n = dice.pick(notes)
  const t = dice.pick(themes)
  const r = dice.pick(recommendations)
  const mine = notes.filter((note) => board.tables.notes.get(note)?.author === actor.author)
  const deeds: (() => void)[] = [
    () => {
      if (!board.tables.notes.has(n) && !board.tables.hidden.has(n)) addNote(board, n, noteBy(person))
    },
    () => {
      const talk = dice.pick(conversations)
      const held = board.tables.conversations.get(talk)
      if (mine.length === 0 || (held && held.author !== actor.author)) return
      saveNote(board, dice.pick(mine), noteBy(person, dice.pick(words)), {
        id: talk,
        row: conversationBy(person),
      })
    },
    () => {
      if (!board.tables.themes.has(t))
        addTheme(board, t, theme, dice.chance(0.5) ? { x: 0, y: 0, width: 300 } : undefined, {
          ids: [n],
          from: 'all',
        })
    },
    () => {
      saveTheme(board, t, { title: dice.pick(words), colour: dice.pick(themeColours) })
    },
    () => {
      saveTheme(board, t, { state: dice.pick(['open', 'set aside'] as const) })
    },
    () => {
      const to = dice.pick([
        { is: 'theme', theme: t, before: dice.chance(0.5) ? dice.pick(notes) : null },
        { is: 'tray' },
        { is: 'canvas', points: [{ x: dice.below(99), y: 1 }], standsAlone: dice.chance(0.5) },
      ] as const)
      moveNotes(
        board,
        { notes: [n], from: dice.chance(0.5) ? 'all' : null, to },
        notes.slice(0, dice.below(6)),
      )
    },
    () => {
      setBearing(board, n, t, dice.pick(['supports', 'differs']))
    },
    () => {
      moveFrames(board, new Map([[t, { x: dice.below(9), y: 0, width: 400 }]]))
    },
    () => {
      saveCommunity(board, dice.pick(communities), {
        name: dice.pick(['carers', 'tenants']),
        family: 'identity',
        hopedFor: dice.below(4),
        mergedInto: null,
      })
    },
    () => {
      if (!board.tables.recommendations.has(r))
        addRecommendation(board, r, recommendation, dice.pick(words), [t])
    },
    () => {
      saveRecommendation(board, r, { addressedTo: dice.pick(words) })
    },
    () => {
      setSupport(board, r, t, dice.chance(0.5))
    },
    () => {
      if (actor.role !== 'member') saveNextStep(board, r, { what: dice.pick(words), who: '', byWhen: '' })
    },
    () => {
      if (actor.role === 'facilitator') saveSetting(board, 'title', `Our town ${dice.below(5)}`)
    },
    () => {
      person.undo.undo()
    },
    () => {
      person.undo.redo()
    },
  ]
  if (dice.chance(0.3)) type(dice, person)
  else dice.pick(deeds)()
}

/** Types or deletes at a random place of a shared text, whole characters at a time. */
function type(dice: Dice, { board }: Person): void {
  const keys = [...board.texts.keys()] as TextKey[]
  if (keys.length === 0) return
  const key = dice.pick(keys)
  const before = [...(board.texts.get(key)?.toJSON() ?? '')]
  const at = dice.below(before.length + 1)
  const after = before.slice()
  after.splice(at, dice.chance(0.4) ? dice.below(6) : 0, ...(dice.chance(0.8) ? [dice.pick(words)] : []))
  // replaceText finds the change by itself; asked here for the one it should find.
  if (difference(before.join(''), after.join('')).remove <= 20) replaceText(board, key, after.join(''))
}

/** Something that no client of ours does, by Yjs's own means: another's rows, the server's, other kinds of content. */
export function actRudely(dice: Dice, { board, actor }: Person): void {
  const map = board.doc.getMap(dice.pick(tableNames))
  const keys = [...map.keys(), ...notes.slice(0, 2)]
  const texts = [...board.texts.values()]
  const deeds: (() => void)[] = [
    () => {
      const value = map.get(dice.pick(keys))
      map.set(
        dice.pick(keys),
        value === undefined || value instanceof Y.AbstractType ? { present: true } : value,
      )
    },
    () => {
      map.delete(dice.pick(keys))
    },
    () => {
      map.set(
        dice.pick(keys),
        dice.pick<unknown>([1n, 'words', { author: actor.author }, [1], new Y.Map(), new Y.Text('x')]),
      )
    },
    () => {
      board.texts.set(dice.pick([...board.texts.keys(), 'themes/x/summary']), new Y.Text('mine'))
    },
    () => {
      const key = [...board.texts.keys()][0]
      if (key) board.texts.delete(key)
    },
    () => {
      if (dice.chance(0.2)) board.doc.getMap('elsewhere').set('a', 1)
    },
    () => {
      if (texts.length > 0) dice.pick(texts).insert(0, dice.pick(words))
    },
  ]
  // Several deeds in one update, and some that take each other back.
  board.doc.transact(() => {
    for (let i = dice.below(3); i >= 0; i--) dice.pick(deeds)()
  })
  const text = texts.length > 0 ? dice.pick(texts) : undefined
  if (!text?.doc || text._item?.deleted || text.length === 0 || dice.chance(0.6)) return
  dice.pick([
    () => {
      text.format(0, 1, { bold: true })
    },
    () => {
      text.insertEmbed(0, { a: 1 })
    },
    () => {
      text.setAttribute('a', '1')
    },
    () => {
      text.delete(dice.below(text.length), 1)
    },
  ])()
}

/** What only the server does: rounds, and notes taken back or blacked out. */
export function actAsServer(dice: Dice, room: GuardedRoom): void {
  const n = dice.pick(notes)
  room.write((board) => {
    dice.pick([
      () => {
        board.tables.rounds.set(
          round,
          roundOn(
            [dice.pick(recommendations)],
            dice.chance(0.3) ? { is: 'open' } : { is: 'closed', closedAtMs: 1 },
          ),
        )
      },
      () => {
        if (dice.chance(0.7)) return
        board.tables.hidden.set(n, { is: 'withdrawn', atMs: 1 })
        board.tables.notes.delete(n)
      },
      () => {
        const row = board.tables.notes.get(n)
        if (row) board.tables.notes.set(n, { ...row, said: '…' })
      },
    ])()
  })
}
