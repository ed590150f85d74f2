import type { Frame, Recommendation, Theme } from '../../../shared/model/tables.ts'

/* The example board's themes, laid out in three columns, and what the group asks for. */

type ExampleTheme = Omit<Theme, 'addedAtMs'> & {
  readonly frame: Frame
  readonly summary: string
  readonly differ: string
}

export const themes = {
  travel: {
    title: 'Getting there decides who can take part',
    colour: 'teal',
    state: 'open',
    frame: { x: 0, y: 0, width: 404 },
    summary:
      'Whether people can take part is settled before the meeting starts: by the last bus, a broken lift, or the price of a taxi. Those who come furthest are asked least.',
    differ:
      'For some, joining from home solves it. Others say a screen is no way to meet, or have no data to spend on it.',
  },
  hearBack: {
    title: '“We told you already”: hearing back',
    colour: 'gold',
    state: 'open',
    frame: { x: 444, y: 0, width: 404 },
    summary:
      'People have given their views many times and seldom learn what came of it. They do not expect to get their way. They do expect an answer.',
    differ: 'Two groups had a call back within days and felt well treated. Most never heard anything.',
  },
  trust: {
    title: 'Trusted people, not channels',
    colour: 'plum',
    state: 'open',
    frame: { x: 888, y: 0, width: 404 },
    summary:
      'People speak when someone they know asks them: the woman at the pantry, a coach, the imam. A leaflet does not do the same work. Being that person takes time that nobody pays for.',
    differ: '',
  },
  words: {
    title: 'Forms, letters and plain words',
    colour: 'blue',
    state: 'open',
    frame: { x: 0, y: 790, width: 404 },
    summary:
      'Letters and forms are hard for nearly everyone, not only for those who are new to English. Children end up reading their parents’ letters to them.',
    differ: '',
  },
  hours: {
    title: 'The hours we choose',
    colour: 'moss',
    state: 'open',
    frame: { x: 444, y: 650, width: 404 },
    summary:
      'There is no one good hour. Whatever time is chosen leaves somebody out, so one meeting is never enough.',
    differ: '',
  },
  litter: {
    title: 'Litter and dog mess',
    colour: 'rust',
    state: 'set aside',
    frame: { x: 888, y: 920, width: 404 },
    summary: 'It matters to people, and it belongs to the street cleaning review. Passed on to them.',
    differ: '',
  },
} as const satisfies Record<string, ExampleTheme>
export type ThemeName = keyof typeof themes

type Asked = Omit<Recommendation, 'addedAtMs'> & {
  readonly wording: string
  readonly restsOn: readonly ThemeName[]
}

export const recommendations = {
  tell: {
    wording:
      'Tell everyone who spoke to us what happened next, within eight weeks, in the way they asked to be told.',
    addressedTo: 'The council’s consultation team',
    state: 'agreed',
    restsOn: ['hearBack'],
  },
  pay: {
    wording: 'Pay community groups for the time they give to listening, and ask through them first.',
    addressedTo: 'The cabinet member for communities',
    state: 'agreed with concerns',
    restsOn: ['trust', 'hearBack'],
  },
  twice: {
    wording:
      'Hold each public meeting twice, once in the evening and once before noon, with a way to join from home. Where no bus runs, pay for the taxi.',
    addressedTo: 'Committee services',
    state: 'draft',
    restsOn: ['travel', 'hours'],
  },
  letters: {
    wording:
      'Try out each standard letter with six people who have to read it, and print on it a number that a person answers.',
    addressedTo: 'Customer services and the housing office',
    state: 'draft',
    restsOn: ['words'],
  },
} as const satisfies Record<string, Asked>
export type RecommendationName = keyof typeof recommendations
