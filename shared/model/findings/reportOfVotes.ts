import { heading, paragraph, plain, strong, words, type Block, type Run } from './blocks.ts'
import type { RecommendationFinding, RoundFinding } from './Findings.ts'
import {
  evidenceRuns,
  isDots,
  roundInWords,
  stateSentences,
  stepInWords,
  stepsInOrder,
  stepWords,
} from './sentences.ts'

/** A recommendation with all that was decided about it, agreed or not. */
export function recommendationBlocks(recommendation: RecommendationFinding): Block[] {
  const { number, wording, addressedTo, state, rounds, isInOpenRound } = recommendation
  return [
    heading(3, plain(`Recommendation ${number}`)),
    ...wordingBlocks(wording),
    paragraph(
      ...(addressedTo === ''
        ? [plain('Not yet addressed to anyone. ')]
        : [strong('Addressed to: '), words(addressedTo), plain('. ')]),
      plain(stateSentences[state]),
    ),
    paragraph(...restsOn(recommendation)),
    ...rounds.flatMap((round) => roundBlocks(round, `Recommendation ${number}`)),
    ...(rounds.length === 0 && !isInOpenRound ? [paragraph(plain('It has not been put to a vote.'))] : []),
    ...(isInOpenRound ? [paragraph(plain('A round on it is open; its results appear when it closes.'))] : []),
  ]
}

function wordingBlocks(wording: string): Block[] {
  if (wording === '') return [paragraph(plain('Not yet worded.'))]
  return wording.split(/\n+/).map((line): Block => paragraph({ ...words(line), strong: true }))
}

function restsOn({ themes, evidence }: RecommendationFinding): Run[] {
  if (themes.length === 0) return [plain('It rests on no theme yet.')]
  const named = themes.flatMap((theme, i): Run[] => [
    plain(`${i === 0 ? '' : i === themes.length - 1 ? ' and ' : ', '}theme ${theme.number} (`),
    words(theme.title),
    plain(')'),
  ])
  const heard =
    evidence.notes.n === 0
      ? [plain('No note yet speaks for it.')]
      : [plain('Behind it: '), ...evidenceRuns(evidence), plain('.')]
  return [plain('It rests on '), ...named, plain('. '), ...heard]
}

/**
 * One closed round: the sentence, the wording if it has changed since, the table and the reasons.
 * @param about what was voted on, for the table's caption: no two tables have the same
 */
export function roundBlocks(round: RoundFinding, about: string): Block[] {
  const blocks: Block[] = [paragraph(plain(roundInWords(round)))]
  if (round.isChangedSince)
    blocks.push(
      paragraph(
        plain('The wording has been changed since. As it was put: “'),
        words(round.wording),
        plain('”'),
      ),
    )
  const table = tableOf(round, about)
  if (table) blocks.push(table)
  if (round.reasons.length > 0) {
    blocks.push(paragraph(strong('Reasons that were given'), plain(', without names:')))
    blocks.push({
      is: 'list',
      ordered: false,
      items: round.reasons.map(({ step, text }) => [strong(`${stepInWords(step)}: `), words(text)]),
    })
  }
  return blocks
}

function tableOf({ number, counts, byRole, counted: room }: RoundFinding, about: string): Block | undefined {
  if (isDots(counts)) return undefined
  const columns = [{ head: 'Ballots', counts }]
  if (byRole && !isDots(byRole.member) && !isDots(byRole.officer)) {
    columns.push(
      { head: 'Group members', counts: byRole.member },
      { head: 'Council officers', counts: byRole.officer },
    )
  }
  if (room)
    columns.push({
      head: room.how === 'hands' ? 'Hands in the room' : 'Papers in the room',
      counts: room.counts,
    })
  return {
    is: 'table',
    caption: `${about}, round ${number}: how people voted`,
    head: ['Answer', ...columns.map((column) => column.head)],
    rows: stepsInOrder.map((step) => [
      [plain(stepWords[step])],
      ...columns.map((column) => [strong(String(column.counts[step]))]),
    ]),
  }
}
