import type { Person, Result } from '../../../shared/model/tables.ts'
import type { RecommendationName } from './themes.ts'

/* Who took part in the example, all invented, and how they voted. */

type Someone = Pick<Person, 'name' | 'organisation'> & { readonly role: 'member' | 'officer' }
const someone = (role: Someone['role'], name: string, organisation: string): Someone => ({
  role,
  name,
  organisation,
})

/** The roll of the example's one round. */
export const people: readonly Someone[] = [
  someone('member', 'Amina Farouqi', 'Hartley Road sisters’ circle'),
  someone('member', 'Joan Tuckwell', 'St Brannoc’s lunch club'),
  someone('member', 'Sukhi Bhandal', 'Weir Street kitchen'),
  someone('member', 'Rhodri Penfold', 'Bethel chapel'),
  someone('member', 'Kasia Wolniak', 'Polish Saturday school'),
  someone('member', 'Delroy Ashmead', 'Millbrook tenants'),
  someone('member', 'Mei Tso', 'Carers’ café'),
  someone('member', 'Tariq Nawabi', 'Wheels and Words drama group'),
  someone('member', 'Bethan Loxley', 'The Shed youth club'),
  someone('officer', 'Ruth Oyelade', 'Libraries'),
  someone('officer', 'Callum Strick', 'Transport'),
  someone('officer', 'Priyanka Deol', 'Public health'),
  someone('officer', 'Stephen Hallow', 'Committee services'),
]

/** Members and officers did not cast five ballots each, so there are no counts by role. */
const turnout = { voted: 12, rollSize: people.length, byRole: null }

export const results: Partial<Record<RecommendationName, Result>> = {
  tell: {
    ...turnout,
    ballots: 12,
    counts: { full: 7, support: 4, accept: 1, concern: 0, block: 0, unsure: 0 },
    counted: { how: 'papers', counts: { full: 4, support: 2, accept: 0, concern: 0, block: 0, unsure: 0 } },
    reasons: [
      {
        step: 'accept',
        text: 'Eight weeks is tight where planning law sets the pace. A date would be kinder than a promise.',
      },
      { step: 'full', text: 'It is the one thing that every group asked for.' },
    ],
  },
  pay: {
    ...turnout,
    ballots: 12,
    counts: { full: 4, support: 4, accept: 1, concern: 2, block: 0, unsure: 1 },
    counted: null,
    reasons: [
      { step: 'concern', text: 'The smallest groups have no bank account. They would be the ones left out.' },
      { step: 'concern', text: 'I worry that people will say what whoever pays would like to hear.' },
      { step: 'support', text: 'We lit and heated the hall ourselves for all four evenings.' },
    ],
  },
}
