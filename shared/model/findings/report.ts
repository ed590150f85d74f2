import {
  counted,
  heading,
  paragraph,
  paragraphsOf,
  plain,
  strong,
  words,
  type Block,
  type Run,
} from './blocks.ts'
import type { Findings, HeadCount, Quote, ThemeFinding } from './Findings.ts'
import { recommendationBlocks, roundBlocks } from './reportOfVotes.ts'
import {
  aboutInWords,
  attributionOf,
  dayOf,
  evidenceRuns,
  gapRuns,
  hasConcernsInWords,
  outcomeInWords,
  headsInWords,
  howMany,
  listed,
  NOT_YET_SAID,
  WORKING_COPY,
} from './sentences.ts'
import { workingBlocks } from './reportOfWorking.ts'

/** The report as it is read, from top to bottom. */
export function reportOf(findings: Findings): Block[] {
  return [
    ...opening(findings),
    ...inShort(findings),
    ...whoTookPart(findings),
    ...(findings.themes.length > 0
      ? [heading(2, plain('What we heard')), ...findings.themes.flatMap(themeBlocks)]
      : []),
    ...(findings.recommendations.length > 0
      ? [heading(2, plain('What we ask for')), ...findings.recommendations.flatMap(recommendationBlocks)]
      : []),
    ...whoIsNotHere(findings),
    ...whatHappensNext(findings),
    ...about(findings),
    ...(findings.working ? workingBlocks(findings.working) : []),
  ]
}

/** The report's title, of the page and of the file. */
export const reportTitle = (findings: Findings): string =>
  `${findings.title}: what we heard, and what we ask for`

function opening(findings: Findings): Block[] {
  const kicker = [
    findings.audience === 'committee'
      ? 'Findings of the Community Connection Group, for committee'
      : 'Findings of the Community Connection Group',
    ...(findings.date === null ? [] : [dayOf(findings.date)]),
  ].join(' · ')
  return [
    ...(findings.audience === 'working' ? [{ is: 'notice', text: WORKING_COPY } as const] : []),
    { is: 'kicker', text: kicker },
    { is: 'title', text: reportTitle(findings) },
    ...paragraphsOf(findings.purpose),
  ]
}

function inShort(findings: Findings): Block[] {
  const blocks: Block[] = [heading(2, plain('In short')), paragraph(...countsRuns(findings))]
  if (findings.recommendations.length === 0) return blocks
  return [
    ...blocks,
    {
      is: 'list',
      ordered: true,
      items: findings.recommendations.map((recommendation): Run[] => {
        const last = recommendation.rounds[recommendation.rounds.length - 1]
        const runs: Run[] = [{ ...words(recommendation.wording || 'Not yet worded'), strong: true }]
        if (recommendation.state === 'not agreed') runs.push(plain(' Not agreed.'))
        if (last) runs.push(plain(` ${outcomeInWords(last)}.`))
        if (last && hasConcernsInWords(last)) runs.push(plain(' Concerns are printed below.'))
        return runs
      }),
    },
  ]
}

function countsRuns(findings: Findings): Run[] {
  const { evidence, heard, own, themes, recommendations } = findings
  if (evidence.notes.n === 0) return [plain('No notes have been brought yet.')]
  const runs = [plain('The group brought '), ...evidenceRuns(evidence), plain('. ')]
  if (own.n > 0) {
    runs.push(counted(heard, howMany(heard.n, 'note')), plain(' tell what others said, '))
    runs.push(
      counted(own, `${own.n}`),
      plain(own.n === 1 ? ' is the writer’s own view. ' : ' are the writers’ own views. '),
    )
  }
  runs.push(plain('Together they found '), strong(howMany(themes.length, 'theme')))
  runs.push(
    plain(', and ask for '),
    strong(howMany(recommendations.filter(({ state }) => state !== 'not agreed').length, 'thing')),
    plain('.'),
  )
  return runs
}

function whoTookPart({ takingPart }: Findings): Block[] {
  const isCounted = (heads: HeadCount) => Object.values(heads).some((heads) => heads !== null)
  const sessions = takingPart.sessions.filter((session) => isCounted(session.headCount))
  const joined = headsInWords(takingPart.joined)
  if (sessions.length > 0) {
    const items = sessions.map(({ date, place, headCount }) => [
      strong(`${dayOf(date)}`),
      plain(place === '' ? ': ' : ', '),
      ...(place === '' ? [] : [words(place), plain(': ')]),
      plain(`${headsInWords(headCount) || 'nobody'}.`),
    ])
    return [
      heading(2, plain('Who took part')),
      paragraph(
        plain(
          sessions.length === 1
            ? 'People in the room, counted by a person:'
            : 'People in the room, counted by a person at each session; the same people may have come to several:',
        ),
      ),
      { is: 'list', ordered: false, items },
    ]
  }
  const sentence =
    joined === ''
      ? 'Nobody has joined yet.'
      : `No heads were counted at a session. ${joined} joined the board.`
  return [heading(2, plain('Who took part')), paragraph(plain(sentence))]
}

function themeBlocks(theme: ThemeFinding): Block[] {
  const { differs, alsoElsewhere } = theme
  const blocks = [
    heading(3, plain(`Theme ${theme.number}. `), words(theme.title || 'Not yet named')),
    ...paragraphsOf(theme.summary),
    paragraph(
      ...(theme.evidence.notes.n === 0
        ? [plain('No note yet speaks for this theme.')]
        : [...evidenceRuns(theme.evidence), plain('.')]),
    ),
    ...theme.quotes.map(quoteBlock),
    ...paragraphsOf(theme.whereDiffer, strong('Where people differ. ')),
  ]
  if (differs.count.n > 0) {
    const verb = differs.count.n === 1 ? 'sees' : 'see'
    const silent =
      differs.quotes.length === 0
        ? '; the words are not cleared for quoting.'
        : differs.quotes.length < differs.count.n
          ? '; the words that may be used:'
          : ':'
    blocks.push(
      paragraph(
        counted(differs.count, howMany(differs.count.n, 'note')),
        plain(` ${verb} it differently${silent}`),
      ),
    )
    blocks.push(...differs.quotes.map(quoteBlock))
  }
  if (alsoElsewhere.n > 0) {
    const verb = alsoElsewhere.n === 1 ? 'rests' : 'rest'
    blocks.push(
      paragraph(
        counted(alsoElsewhere, howMany(alsoElsewhere.n, 'note')),
        plain(` of this theme ${verb} in another theme as well.`),
      ),
    )
  }
  return blocks
}

const quoteBlock = (quote: Quote): Block => ({
  is: 'quote',
  words: words(quote.said.trim(), quote.language),
  attribution: attributionOf(quote),
})

function whoIsNotHere({ communities, recommendations }: Findings): Block[] {
  const title = heading(2, plain('Whom we heard, and who is still not here'))
  const unspoken = recommendations
    .filter(({ evidence }) => evidence.notes.n === 0)
    .map(({ number }) => String(number))
  const silence =
    unspoken.length === 0
      ? []
      : [paragraph(plain(`No note yet speaks for recommendation ${listed(unspoken)}.`))]
  const gaps = gapRuns(communities)
  if (communities.length === 0) {
    return [
      title,
      paragraph(plain('The group has not yet named the communities it hopes to hear from.')),
      ...silence,
    ]
  }
  return [
    title,
    ...(gaps.length > 0 ? [{ is: 'list', ordered: false, items: gaps } as const] : []),
    ...silence,
    {
      is: 'table',
      caption: 'Conversations with each community',
      head: ['Community', 'Hoped for', 'They told us', 'Our guess'],
      rows: communities.map((community) => [
        [words(community.name)],
        [plain(community.hopedFor === null ? NOT_YET_SAID : String(community.hopedFor))],
        [counted(community.told, String(community.told.n))],
        [counted(community.guessed, String(community.guessed.n))],
      ]),
    },
  ]
}

function whatHappensNext({ recommendations }: Findings): Block[] {
  const awaited = recommendations.filter(({ state, nextStep }) => state !== 'not agreed' || nextStep !== null)
  if (awaited.length === 0) return []
  const said = (text: string | undefined): Run[] =>
    text?.trim() ? [words(text.trim())] : [plain(NOT_YET_SAID)]
  return [
    heading(2, plain('What happens next')),
    {
      is: 'table',
      caption: 'What happens next with each recommendation',
      head: ['Recommendation', 'What', 'Who', 'By when'],
      rows: awaited.map(({ number, wording, nextStep }) => [
        [plain(`${number}. `), words(shortened(wording))],
        said(nextStep?.what),
        said(nextStep?.who),
        said(nextStep?.byWhen),
      ]),
    },
  ]
}

/** The first words of a wording, enough to know it again. */
function shortened(wording: string): string {
  const LENGTH = 90
  if (wording.length <= LENGTH) return wording
  return `${wording.slice(0, wording.lastIndexOf(' ', LENGTH) + 1 || LENGTH).trim()}…`
}

function about(findings: Findings): Block[] {
  const { inSeveralThemes, notYetInATheme, setAside } = findings
  const blocks: Block[] = [heading(2, plain('About these numbers'))]
  if (notYetInATheme.n > 0) {
    blocks.push(
      paragraph(
        counted(notYetInATheme, howMany(notYetInATheme.n, 'note')),
        plain(notYetInATheme.n === 1 ? ' is not yet in a theme.' : ' are not yet in a theme.'),
      ),
    )
  }
  if (inSeveralThemes.n > 0) {
    blocks.push(
      paragraph(
        counted(inSeveralThemes, howMany(inSeveralThemes.n, 'note')),
        plain(
          `${inSeveralThemes.n === 1 ? ' is' : ' are'} placed in two themes or more, and counted in each.`,
        ),
      ),
    )
  }
  return [
    ...blocks,
    ...aboutInWords(findings).map((sentence) => paragraph(plain(sentence))),
    ...setAside.recommendations.flatMap(({ wording, rounds }) => [
      ...paragraphsOf(wording),
      ...rounds.flatMap((round) => roundBlocks(round, 'Set aside')),
    ]),
  ]
}
