import { heading, paragraph, plain, words, type Block, type Run } from './blocks.ts'
import type { NoteInFull, WorkingPart } from './Findings.ts'
import { listed } from './sentences.ts'

/** What only a working copy prints: who is on the board, and every note in full. */
export function workingBlocks({ notes, people }: WorkingPart): Block[] {
  return [
    heading(2, plain('Working part: who is on the board')),
    people.length === 0
      ? paragraph(plain('Nobody yet.'))
      : {
          is: 'list',
          ordered: false,
          items: people.map(({ name, organisation, role }) => [
            words(name),
            ...(organisation === '' ? [] : [plain(', '), words(organisation)]),
            plain(` (${role})`),
          ]),
        },
    heading(2, plain('Working part: every note')),
    notes.length === 0
      ? paragraph(plain('No notes yet.'))
      : {
          is: 'table',
          caption: 'Every note that is not hidden, oldest first',
          head: [
            'Note',
            'What was said',
            'What we made of it',
            'Where it comes from',
            'Themes',
            'May it be quoted?',
          ],
          rows: notes.map((note) => [
            [plain(String(note.note))],
            [words(note.said, note.language)],
            [words(note.impression)],
            comesFrom(note),
            [
              words(
                note.themes
                  .map(({ number, differs }) => `${number}${differs ? ' (sees it differently)' : ''}`)
                  .join(', '),
              ),
            ],
            [plain(note.quote === 'not asked' ? 'Not asked' : note.quote === 'yes' ? 'Yes' : 'No')],
          ]),
        },
  ]
}

function comesFrom({ kind, conversation, peopleHeard, source, author }: NoteInFull): Run[] {
  const parts = [kind === 'own' ? 'Own view' : 'Heard']
  if (conversation) {
    parts.push(...[conversation.setting, conversation.place, conversation.when].filter((part) => part !== ''))
    if (peopleHeard !== null) parts.push(`people heard: ${peopleHeard}`)
    if (conversation.told.length > 0) parts.push(listed(conversation.told))
    if (conversation.guessed.length > 0) parts.push(`our guess: ${listed(conversation.guessed)}`)
  }
  if (source !== '') parts.push(source)
  if (author !== '') parts.push(`brought by ${author}`)
  return [words(parts.join('; '))]
}
