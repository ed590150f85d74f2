import { stringify } from 'csv-stringify/sync'
import { marksInWords } from '../../shared/model/blackOutMark.ts'
import type { Findings, NoteInFull, Quote, ThemeFinding } from '../../shared/model/findings/Findings.ts'
import {
  countsInWords,
  stateSentences,
  stepInWords,
  WORKING_COPY,
} from '../../shared/model/findings/sentences.ts'
import { cleanText } from './cleanText.ts'

type Cells = Readonly<Record<string, string | number | null>>

/**
 * The report as a spreadsheet. Published copies have one row for each theme, quote, community, recommendation,
 * result and reason, told apart by `kind`; a working copy has one row a note. Cells that a spreadsheet would run
 * as a formula are kept as text.
 */
export function csvOf(findings: Findings): string {
  return findings.working
    ? write(noteColumns, findings.working.notes.map(noteRow))
    : write(publicColumns, publicRows(findings))
}

/** Which columns a published copy has. A cell that does not apply to a row's kind is empty. */
const publicColumns = [
  'kind', // theme, quote, community, recommendation, result, reason
  'number', // of the theme, note, recommendation or round
  'belongs to', // the theme of a quote, the themes of a recommendation, the recommendation of a result
  'words', // the theme's title, what was said, the community's name, the wording, the reason
  'more words', // the theme's summary; how the group marked a recommendation; the counts in a sentence
  'where people differ',
  'bearing', // of a quote: supports, or sees it differently
  'language',
  'notes',
  'conversations',
  'people heard',
  'people recorded for conversations',
  'hoped for',
  'conversations they told us of',
  'conversations by our guess',
  'addressed to',
  'what happens next',
  'who',
  'by when',
] as const

function publicRows(findings: Findings): Cells[] {
  return [
    ...findings.themes.flatMap(themeRows),
    ...findings.communities.map((community) => ({
      kind: 'community',
      words: community.name,
      conversations: community.told.n + community.guessed.n,
      'hoped for': community.hopedFor,
      'conversations they told us of': community.told.n,
      'conversations by our guess': community.guessed.n,
    })),
    ...findings.recommendations.flatMap((recommendation): Cells[] => [
      {
        kind: 'recommendation',
        number: recommendation.number,
        'belongs to': recommendation.themes.map((theme) => `Theme ${theme.number}`).join(', '),
        words: recommendation.wording,
        'more words': stateSentences[recommendation.state],
        ...evidenceCells(recommendation.evidence),
        'addressed to': recommendation.addressedTo,
        'what happens next': recommendation.nextStep?.what ?? null,
        who: recommendation.nextStep?.who ?? null,
        'by when': recommendation.nextStep?.byWhen ?? null,
      },
      ...recommendation.rounds.flatMap((round): Cells[] => {
        const belongs = { number: round.number, 'belongs to': `Recommendation ${recommendation.number}` }
        return [
          { kind: 'result', ...belongs, words: round.wording, 'more words': countsInWords(round.counts) },
          ...round.reasons.map(({ step, text }) => ({
            kind: 'reason',
            ...belongs,
            words: text,
            'more words': stepInWords(step),
          })),
        ]
      }),
    ]),
  ]
}

function themeRows(theme: ThemeFinding): Cells[] {
  const quoteRow =
    (bearing: string) =>
    (quote: Quote): Cells => ({
      kind: 'quote',
      number: quote.note,
      'belongs to': `Theme ${theme.number}`,
      words: marksInWords(quote.said),
      'more words': quote.kind === 'own' ? 'own view' : null,
      bearing,
      language: quote.language,
      'people heard': quote.peopleHeard,
    })
  return [
    {
      kind: 'theme',
      number: theme.number,
      words: theme.title,
      'more words': theme.summary,
      'where people differ': theme.whereDiffer,
      ...evidenceCells(theme.evidence),
    },
    ...theme.quotes.map(quoteRow('supports')),
    ...theme.differs.quotes.map(quoteRow('sees it differently')),
  ]
}

const evidenceCells = ({ notes, conversations, people, recordedFor }: ThemeFinding['evidence']): Cells => ({
  notes: notes.n,
  conversations: conversations.n,
  'people heard': recordedFor === 0 ? null : people.n,
  'people recorded for conversations': recordedFor,
})

/** Which columns a working copy has. */
const noteColumns = [
  'copy',
  'note',
  'kind',
  'what was said',
  'what we made of it',
  'language',
  'may it be quoted',
  'themes',
  'sees differently',
  'conversation',
  'people heard',
  'setting',
  'place',
  'when',
  'communities they told us',
  'communities by our guess',
  'brought',
  'source',
  'brought by',
  'added on',
] as const

function noteRow(note: NoteInFull): Cells {
  const titles = (differs: boolean) =>
    note.themes
      .filter((theme) => theme.differs === differs)
      .map((theme) => theme.title)
      .join('; ')
  return {
    copy: WORKING_COPY,
    note: note.note,
    kind: note.kind === 'own' ? 'own view' : 'heard',
    'what was said': marksInWords(note.said),
    'what we made of it': marksInWords(note.impression),
    language: note.language,
    'may it be quoted': note.quote,
    themes: titles(false),
    'sees differently': titles(true),
    conversation: note.conversation?.number ?? null,
    'people heard': note.peopleHeard,
    setting: note.conversation?.setting ?? null,
    place: note.conversation?.place ?? null,
    when: note.conversation?.when ?? null,
    'communities they told us': note.conversation?.told.join('; ') ?? null,
    'communities by our guess': note.conversation?.guessed.join('; ') ?? null,
    brought: note.brought,
    source: note.source,
    'brought by': note.author,
    'added on': new Date(note.addedAtMs).toISOString().slice(0, 10),
  }
}

function write(columns: readonly string[], rows: readonly Cells[]): string {
  const cellOf = (cell: string | number | null | undefined) =>
    // White space in front would hide a formula's sign from the escaping, and not from every spreadsheet.
    typeof cell === 'string' ? cleanText(cell).trim() : (cell ?? '')
  return stringify(
    rows.map((row) => columns.map((column) => cellOf(row[column]))),
    {
      header: true,
      columns: columns.map((key) => ({ key, header: key })),
      bom: true,
      escape_formulas: true,
      record_delimiter: '\r\n',
    },
  )
}
