import type { Note } from '../../../shared/model/tables.ts'
import type { ConversationName } from './conversations.ts'
import type { ThemeName } from './themes.ts'

/* The example board's notes, oldest first, written for this product. */

export type ExampleNote = {
  readonly said: string
  readonly kind: Note['kind']
  readonly from: ConversationName | null
  readonly quote: Note['quote']
  readonly impression: string
  readonly language: string
  readonly themes: readonly ThemeName[]
  /** Sees its themes differently. */
  readonly differs: boolean
  /** Where it lies on the canvas, for the few that are out of the tray and in no theme. */
  readonly at: { readonly x: number; readonly y: number } | null
  readonly isCreators: boolean
}

type More = Partial<Omit<ExampleNote, 'said' | 'kind' | 'from' | 'quote'>>
const bare = { impression: '', language: 'en', themes: [], differs: false, at: null, isCreators: false }

const heard = (from: ConversationName, quote: Note['quote'], said: string, more: More = {}): ExampleNote => ({
  ...bare,
  kind: 'heard',
  from,
  quote,
  said,
  ...more,
})
const own = (said: string, more: More = {}): ExampleNote => ({
  ...bare,
  kind: 'own',
  from: null,
  quote: 'not asked',
  said,
  ...more,
})

export const notes: readonly ExampleNote[] = [
  heard(
    'lunch',
    'yes',
    'We were asked about the park four times. Nothing changed, and nobody came back to say why.',
    {
      themes: ['hearBack'],
      impression: 'Said without anger. They seemed to have stopped expecting anything.',
    },
  ),
  heard(
    'lunch',
    'not asked',
    'The bus from the top estate stops at six, so the evening classes might as well be on the moon.',
    {
      themes: ['travel', 'hours'],
    },
  ),
  heard('drama', 'yes', 'Two buses and a mile’s walk to the clinic. In my chair that is a whole day.', {
    themes: ['travel'],
  }),
  heard(
    'drama',
    'no',
    'My taxi firm won’t take a powered chair after eight, so I leave every meeting before the vote.',
    {
      themes: ['travel'],
      impression: 'Three others nodded. Worth asking the licensing team what the rule is.',
    },
  ),
  heard('drama', 'yes', 'Ask us when it is a plan, not when it is a ribbon to cut.', {
    themes: ['hearBack'],
  }),
  heard(
    'phone',
    'not asked',
    'I can join from my bedroom now. Before that I had not been to a single meeting in three years.',
    {
      themes: ['travel'],
      differs: true,
    },
  ),
  heard(
    'dropIn',
    'yes',
    'The lift was out for eleven weeks. You learn quite quickly which meetings you can do without.',
    { themes: ['travel'] },
  ),
  heard(
    'dropIn',
    'yes',
    'I filled in the repairs form three times, and each time it asked me for the same photograph.',
    { themes: ['words'] },
  ),
  heard(
    'dropIn',
    'no',
    'The new housing officer rang me back the same day and told me straight that it would be a no.',
    {
      themes: ['hearBack'],
      differs: true,
      impression: 'She was pleased with a no. It was the call that counted.',
    },
  ),
  heard('doorsteps', 'not asked', 'Nobody told us what happened with the survey about the play area.', {
    themes: ['hearBack'],
  }),
  heard(
    'laundry',
    'yes',
    'Everyone on our landing knows the lady who runs the raffle. If she says come, we come.',
    {
      themes: ['trust'],
    },
  ),
  heard(
    'laundry',
    'not asked',
    'The letter about the rent said “arrears” and “recovery”. I thought they were sending an ambulance.',
    {
      themes: ['words'],
      impression: 'We all laughed, she first. It was a real fright at the time, though.',
    },
  ),
  heard('depot', 'yes', 'Your evening meeting is the middle of my night.', { themes: ['hours'] }),
  heard(
    'depot',
    'not asked',
    'We carry the whole borough about, and nobody has ever asked a driver where people cannot get to.',
    {
      at: { x: 888, y: 540 },
    },
  ),
  heard(
    'changeover',
    'yes',
    'I would come at seven in the morning. No one ever asks for seven in the morning.',
    { themes: ['hours'] },
  ),
  heard(
    'warehouse',
    'not asked',
    'If I leave early for a meeting I lose the shift, and then I lose the next one too.',
    { themes: ['hours'] },
  ),
  heard('english', 'yes', 'لا أفهم الرسالة، فيقرؤها لي ابني بعد المدرسة.', {
    language: 'ar',
    themes: ['words'],
    impression:
      'In English: “I don’t understand the letter, so my son reads it to me after school.” He is nine.',
  }),
  heard('english', 'no', 'At the desk they speak louder. It is not louder that I need.', {
    themes: ['words'],
  }),
  heard('english', 'not asked', 'The library is the first place here where nobody asked me for a paper.', {
    at: { x: 1112, y: 540 },
  }),
  heard('saturday', 'yes', 'Nikt nam nie powiedział, że można przyjść z dzieckiem.', {
    language: 'pl',
    impression: 'In English: “Nobody told us that you can come with a child.”',
  }),
  heard(
    'saturday',
    'not asked',
    'We have a group chat of two hundred parents. We would pass things on if someone gave us something short.',
    {
      themes: ['trust'],
    },
  ),
  heard('prayers', 'yes', 'ہماری مسجد میں سب آتے ہیں، مگر کونسل سے کوئی نہیں آتا۔', {
    language: 'ur',
    themes: ['trust'],
    impression: 'In English: “Everyone comes to our mosque, but nobody comes from the council.”',
  }),
  heard('prayers', 'not asked', 'We only came today because our imam asked us to.', { themes: ['trust'] }),
  heard('langar', 'not asked', 'Sit and eat with us first. Then bring out your questions.', {
    at: { x: 888, y: 710 },
  }),
  heard('chapel', 'yes', 'Mae’n haws siarad am bethau anodd yn Gymraeg.', {
    language: 'cy',
    impression: 'In English: “It is easier to talk about hard things in Welsh.”',
  }),
  heard(
    'college',
    'yes',
    'Put it in pictures and I will tell you what I think. Put it in a form and I will tell you nothing.',
    { themes: ['words'] },
  ),
  heard(
    'college',
    'yes',
    'Someone came about the crossing and now there is a crossing. I tell everyone about that.',
    {
      themes: ['hearBack'],
      differs: true,
    },
  ),
  heard('youthClub', 'yes', 'They asked us what we wanted, and then they told us what we meant.', {
    themes: ['hearBack'],
    impression: 'The loudest laugh of the evening, and then a long quiet.',
  }),
  heard(
    'youthClub',
    'not asked',
    'There is only one dropped kerb on our side of the road, so my mate goes home the long way in the dark.',
    {
      themes: ['travel'],
    },
  ),
  heard('youthClub', 'no', 'I look after my brother till nine. Nobody in school knows that.', {
    impression: 'Told to one of us afterwards, alone. Not to be quoted, whatever happens.',
  }),
  heard(
    'skate',
    'not asked',
    'There’s dog mess all along the ramp. We clean it up ourselves before we skate.',
    { themes: ['litter'] },
  ),
  heard('gate', 'not asked', 'The bins by the school are never emptied on a Friday.', { themes: ['litter'] }),
  heard(
    'carersCafe',
    'yes',
    'If there was someone to sit with Mum for two hours, I would come to anything.',
    {
      impression: 'Several said the same: it is cover that they need, more than a better hour.',
    },
  ),
  heard(
    'carersCafe',
    'not asked',
    'I have told our story to nine different people this year. I could do it in my sleep.',
  ),
  heard('atHome', 'no', 'We don’t say that we are carers. He is my husband.', {
    impression: 'So a notice that says “for carers” will not find them.',
  }),
  heard('pantry', 'not asked', 'Nobody at the pantry writes anything down, so people talk to us.'),
  heard('busStop', 'not asked', 'Half the stops have no seat, and my knees won’t wait twenty minutes.', {
    themes: ['travel'],
  }),
  own('People trust the woman who runs the food pantry more than any leaflet that we print.', {
    themes: ['trust'],
    isCreators: true,
  }),
  own('Officers are tired of asking as well. Nobody gives us the time to go back and tell people.', {
    impression: 'Said by one of the council officers in the group.',
  }),
  own('We have met hardly anyone who lives on the boats. We should ask the lock keeper to introduce us.', {
    isCreators: true,
  }),
  own('Hot food and a children’s table brought more people than the poster did.', { isCreators: true }),
]
