import type { Community, Conversation } from '../../../shared/model/tables.ts'

/*
 * The example board's communities and conversations. Places, groups and people are invented.
 */

export const communities = {
  disabled: { name: 'Disabled young adults', family: 'identity', hopedFor: 6 },
  faith: { name: 'Communities of faith', family: 'identity', hopedFor: 4 },
  tenants: { name: 'Tenants of the Millbrook estate', family: 'place', hopedFor: 5 },
  shifts: { name: 'People who work shifts', family: 'interest', hopedFor: 4 },
  arrivals: { name: 'New arrivals', family: 'identity', hopedFor: 5 },
  carers: { name: 'Unpaid carers', family: 'interest', hopedFor: 3 },
  young: { name: 'Young people', family: 'identity', hopedFor: 4 },
  boats: { name: 'People who live on the canal boats', family: 'place', hopedFor: 2 },
} as const satisfies Record<string, Omit<Community, 'mergedInto'>>
export type CommunityName = keyof typeof communities

type Spoken = Pick<Conversation, 'setting' | 'place' | 'when' | 'peopleHeard'> & {
  readonly told?: readonly CommunityName[]
  readonly guessed?: readonly CommunityName[]
}

const talk = (
  setting: string,
  place: string,
  when: string,
  peopleHeard: number | null,
  who: Pick<Spoken, 'told' | 'guessed'> = {},
): Spoken => ({ setting, place, when, peopleHeard, ...who })

export const conversations = {
  lunch: talk('Thursday lunch club', 'St Brannoc’s hall', 'early October', 11, { told: ['faith'] }),
  prayers: talk('Tea after Friday prayers', 'Hartley Road mosque', '9 October', 9, { told: ['faith'] }),
  langar: talk('Helping in the kitchen', 'The gurdwara on Weir Street', 'a Sunday in October', 8, {
    told: ['faith'],
    guessed: ['arrivals'],
  }),
  chapel: talk('Coffee after the Welsh service', 'Bethel chapel', 'mid October', 7, { told: ['faith'] }),
  drama: talk('Drama group, after the rehearsal', 'Central library', '14 October', 6, { told: ['disabled'] }),
  phone: talk('A phone call', '', '15 October', 1, { told: ['disabled'] }),
  college: talk('Work skills class', 'Tannery Lane college', '20 October', 7, {
    told: ['disabled', 'young'],
  }),
  dropIn: talk('Tenants’ drop-in', 'Millbrook community room', '6 October', 12, { told: ['tenants'] }),
  doorsteps: talk('On the doorstep', 'Millbrook Court', 'two evenings in October', null, {
    guessed: ['tenants'],
  }),
  laundry: talk('In the laundry room', 'Millbrook Court', 'a Saturday morning', 4, {
    told: ['tenants'],
    guessed: ['carers'],
  }),
  depot: talk('Canteen, before the first shift', 'Bus depot', '22 October, five in the morning', 10, {
    told: ['shifts'],
  }),
  changeover: talk('Change of shift', 'A care home in the north of the borough', 'late October', 5, {
    told: ['shifts'],
  }),
  warehouse: talk('At the gate', 'The parcel warehouse', 'after a night shift', null, {
    guessed: ['shifts', 'arrivals'],
  }),
  english: talk('English class', 'Weir Street centre', '13 October', 14, { told: ['arrivals'] }),
  saturday: talk('Parents waiting', 'Polish Saturday school', '17 October', 8, { told: ['arrivals'] }),
  pantry: talk('In the queue', 'Food pantry', 'most Tuesdays', null),
  carersCafe: talk('Carers’ café', 'Health centre', '19 October', 9, { told: ['carers'] }),
  atHome: talk('A visit at home', '', 'late October', 2, { told: ['carers'] }),
  gate: talk('School gate', 'Alder Road primary', 'a wet Wednesday', 3, { guessed: ['carers'] }),
  youthClub: talk('Youth club evening', 'The Shed', '16 October', 13, { told: ['young'] }),
  skate: talk('At the skate park', 'Riverside park', 'half term', 5, { told: ['young'] }),
  busStop: talk('Waiting for the 42', 'Market Place', 'all through October', null),
} as const satisfies Record<string, Spoken>
export type ConversationName = keyof typeof conversations
