import { ballotSteps, supportSteps, type BallotStep, type DotCounts, type StepCounts } from '../ballots.ts'
import { roles, type Role } from '../roles.ts'
import { counted, plain, words, type Run } from './blocks.ts'
import type {
  CommunityFinding,
  Evidence,
  Findings,
  Quote,
  RecommendationFinding,
  RoundFinding,
} from './Findings.ts'

/*
 * The words of the report, in one place and in plain English.
 */

export const NOT_YET_SAID = 'Not yet said'
export const WORKING_COPY = 'Working copy, not for publication'

/** "1 note", "2 notes". */
export const howMany = (n: number, one: string, more = `${one}s`): string => `${n} ${n === 1 ? one : more}`

/** "a", "a and b", "a, b and c". */
export function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts[0] ?? ''
  return `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]!}`
}

const inBritain = (timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone })
/** "23 November 2026", from `2026-11-23`. */
export const dayOf = (date: string): string => inBritain('UTC').format(new Date(`${date}T00:00:00Z`))
/** The day in Britain at that moment. */
const dayAt = (timeMs: number): string => inBritain('Europe/London').format(new Date(timeMs))

const roleWords: Readonly<Record<Role, readonly [one: string, more: string]>> = {
  facilitator: ['facilitator', 'facilitators'],
  member: ['group member', 'group members'],
  officer: ['council officer', 'council officers'],
  observer: ['guest', 'guests'],
}
/** "1 facilitator, 9 group members and 4 council officers"; empty when nobody was counted. */
export function headsInWords(heads: Readonly<Record<Role, number | null>>): string {
  return listed(roles.flatMap((role) => (heads[role] ? [howMany(heads[role], ...roleWords[role])] : [])))
}

/**
 * "9 notes from 7 conversations: 64 people, recorded for 6 of 7 conversations", each number leading to its notes.
 * Where some notes tell of no conversation, as one's own views, it says how many do: "9 notes, 8 of them from …".
 */
export function evidenceRuns(evidence: Evidence): Run[] {
  const { notes, fromConversations: told, conversations, people, recordedFor } = evidence
  const runs = [counted(notes, howMany(notes.n, 'note'))]
  if (conversations.n === 0) return runs
  runs.push(
    plain(told < notes.n ? `, ${told} of them from ` : ' from '),
    counted(conversations, howMany(conversations.n, 'conversation')),
  )
  if (recordedFor === 0) return [...runs, plain('; nobody recorded how many people')]
  const heard = counted(people, howMany(people.n, 'person', 'people'))
  return recordedFor === conversations.n
    ? [...runs, plain(' with '), heard]
    : [
        ...runs,
        plain(': '),
        heard,
        plain(`, recorded for ${recordedFor} of ${howMany(conversations.n, 'conversation')}`),
      ]
}

/** "Note 12, a conversation with 11 people". */
export function attributionOf(quote: Quote): string {
  const note = `Note ${quote.note}`
  if (quote.kind === 'own') return `${note}, own view`
  if (quote.peopleHeard === null || quote.peopleHeard === 0) return note
  return `${note}, a conversation with ${quote.peopleHeard === 1 ? 'one person' : `${quote.peopleHeard} people`}`
}

export const stepWords: Readonly<Record<BallotStep, string>> = {
  full: 'I fully support this',
  support: 'I support it',
  accept: 'I can live with it',
  concern: 'I have concerns',
  block: 'I can’t support it',
  unsure: 'I don’t know, or it isn’t for me to say',
}
export const isDots = (counts: StepCounts | DotCounts): counts is DotCounts => 'dots' in counts
/** The words of a ballot's step, as the voter read them. */
export const stepInWords = (step: string): string =>
  (ballotSteps as readonly string[]).includes(step) ? stepWords[step as BallotStep] : step

/** "9 of 12 support it, 2 can live with it, 1 has concerns". Nothing is left out that anybody chose. */
export function countsInWords(counts: StepCounts | DotCounts): string {
  if (isDots(counts)) return howMany(counts.dots, 'dot')
  const all = ballotSteps.reduce((sum, step) => sum + counts[step], 0)
  const parts = [`${counts.full + counts.support} of ${all} support it`]
  if (counts.accept > 0) parts.push(`${counts.accept} can live with it`)
  if (counts.concern > 0)
    parts.push(counts.concern === 1 ? '1 has concerns' : `${counts.concern} have concerns`)
  if (counts.block > 0) parts.push(`${counts.block} can’t support it`)
  if (counts.unsure > 0) parts.push(counts.unsure === 1 ? '1 doesn’t know' : `${counts.unsure} don’t know`)
  return parts.join(', ')
}
/** A round in one line. A turnout that was not whole is told beside the counts, or they would say too much. */
export const outcomeInWords = ({ counts, ballots, rollSize }: RoundFinding): string =>
  ballots < rollSize ? `${countsInWords(counts)}, with ${rollSize} on the roll` : countsInWords(counts)

/** Whether somebody said what troubled them. */
export const hasConcernsInWords = (round: RoundFinding): boolean =>
  round.reasons.some(({ step }) => step === 'concern' || step === 'block')

/** "Round 2, closed on 20 November 2026: 12 of the 13 people on the roll voted. It follows round 1." */
export function roundInWords(round: RoundFinding): string {
  const sentences = [
    `Round ${round.number}, closed on ${dayAt(round.closedAtMs)}: ${round.voted} of the ${howMany(round.rollSize, 'person', 'people')} on the roll voted${round.ballots === round.voted ? '' : `, ${round.ballots} of them on this`}. ${countsInWords(round.counts)}.`,
  ]
  if (round.counted)
    sentences.push(
      `Counted apart in the room, by ${round.counted.how}: ${countsInWords(round.counted.counts)}.`,
    )
  if (round.follows !== null) sentences.push(`This round follows round ${round.follows}.`)
  if (round.followedBy.length > 0) {
    sentences.push(`It was taken up again in round ${listed(round.followedBy.map(String))}.`)
  }
  return sentences.join(' ')
}
/** The steps in the order in which a table of results lists them. */
export const stepsInOrder: readonly BallotStep[] = [...supportSteps, 'unsure']

export const stateSentences: Readonly<Record<RecommendationFinding['state'], string>> = {
  draft: 'The group has not yet marked this as agreed or not: it is a draft.',
  agreed: 'The group agreed this.',
  'agreed with concerns': 'The group agreed this, with concerns.',
  'not agreed': 'The group did not agree this.',
  'set aside': 'The group set this aside.',
}

/** Who is missing: a line for each community that nobody heard, or that was heard less than hoped; those first. */
export function gapRuns(communities: readonly CommunityFinding[]): Run[][] {
  const heardIn = (community: CommunityFinding) => community.told.n + community.guessed.n
  const silent = communities.filter((community) => heardIn(community) === 0)
  const short = communities.filter(
    (community) => heardIn(community) > 0 && heardIn(community) < (community.hopedFor ?? 0),
  )
  return [
    ...silent.map(({ name }) => [words(name), plain(': no note yet comes from them.')]),
    ...short.map((community) => {
      const hoped = howMany(community.hopedFor ?? 0, 'hoped-for conversation')
      const guess = community.guessed.n > 0 ? `, ${community.guessed.n} of them by our guess` : ''
      return [words(community.name), plain(`: ${heardIn(community)} of the ${hoped} took place${guess}.`)]
    }),
  ]
}

/** What a reader must know to trust the numbers, in the order of their weight. */
export function aboutInWords(findings: Findings): string[] {
  const sentences = [
    'Every number counts people, notes or conversations, never devices. The people of one conversation are counted once, however many notes came from it.',
  ]
  if (findings.audience !== 'working') {
    sentences.push(
      'Words are quoted only where those who were heard said yes to it. What else was said shaped the themes, and is counted, but not printed. Names of those who took part, and the places of the conversations, are left out.',
    )
  }
  if (findings.hiddenNotes > 0) {
    sentences.push(
      `${howMany(findings.hiddenNotes, 'note')} hidden by a facilitator ${findings.hiddenNotes === 1 ? 'is' : 'are'} not counted.`,
    )
  }
  if (findings.takenBackNotes > 0) {
    sentences.push(
      `${howMany(findings.takenBackNotes, 'note')} ${findings.takenBackNotes === 1 ? 'was' : 'were'} taken back, and ${findings.takenBackNotes === 1 ? 'is' : 'are'} not counted any more.`,
    )
  }
  const { themes, recommendations } = findings.setAside
  if (themes.length > 0) {
    sentences.push(
      `${howMany(themes.length, 'theme')} set aside: ${listed(themes.map((title) => `“${title}”`))}. The words wait on the board.`,
    )
  }
  if (recommendations.length > 0)
    sentences.push(`${howMany(recommendations.length, 'recommendation')} set aside:`)
  return sentences
}
