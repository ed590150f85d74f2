import { moveNames } from './moves.ts'
import type { Attack, Step } from './play.ts'

const step = (move: Step['move'], size = 1, more: Partial<Step> = {}): Step => ({
  move,
  size,
  seed: 1,
  ...more,
})

/** Each move by itself, as large as it may be and a little smaller, so that what has a limit is met below it too. */
const alone = Object.fromEntries(
  moveNames.flatMap((move) => [1, 0.9].map((size) => [`${move}, ${size}`, { steps: [step(move, size)] }])),
)

/** Those that prepare the board: what has been let in already makes the next, or an honest edit, dear. */
const prepared: Readonly<Record<string, readonly Step[]>> = {
  'a text of pieces, each piece taken away': [
    step('client ids that type in turns', 0.9),
    step('all pieces of the text taken away'),
  ],
  'a text of pieces, typed at its start': [
    step('client ids that type in turns', 0.9),
    step('siblings at the start', 0.05, { fresh: true }),
    step('letters each before the last', 0.02, { fresh: true }),
  ],
  'a text of pieces, typed across all of it': [
    step('two ids that wait for each other letter by letter', 0.9),
    step('siblings between two letters far apart', 0.03, { fresh: true }),
  ],
  'gravestones by the hundred thousand, then deleted words': [
    ...[1, 2, 3, 4].map((seed) => step('gravestones of one', 0.99, { seed, fresh: true })),
    step('deleted words between two living'),
  ],
  'a long text, every second letter taken away': [
    step('a text as long as it may be'),
    step('every second letter taken away'),
  ],
  'a long text, every second pair taken away, then the rest': [
    step('a text as long as it may be'),
    step('every second pair taken away'),
    step('all pieces of the text taken away'),
  ],
  'a long text behind many gravestones, every second letter taken away': [
    step('a text as long as it may be'),
    step('gravestones of one', 0.99),
    step('gravestones of one', 0.99, { seed: 2 }),
    step('every second letter taken away'),
  ],
  'rows behind rows, taken away': [
    ...[1, 2, 3].map((seed) => step('many rows', 1, { seed })),
    step('all rows of a table taken away'),
  ],
  'one key rewritten again and again': [1, 2, 3, 4].map((seed) => step('rewrites of one key', 0.9, { seed })),
  'one key rewritten by new ids after a long chain': [
    step('rewrites of one key', 0.9),
    step('writes of one key, all by different ids', 0.9),
    step('writes of one key, all by different ids', 0.9, { seed: 2 }),
  ],
  'more and more client ids, then all sent back': [
    ...[1, 2, 3, 4].map((seed) => step('a client id for each letter', 1, { seed })),
    step('all that the room has, sent back'),
  ],
  'letters deleted one by one where many ids wrote': [
    step('client ids that type in turns', 0.9),
    step('letters at random places', 0.3, { fresh: true }),
    step('every letter taken away, each by itself'),
  ],
  'many gravestones, asked for by everyone': [
    ...[1, 2, 3, 4].map((seed) => step('gravestones of one', 0.99, { seed, fresh: true })),
    step('a question for everything'),
  ],
}

/** Frames of up to a megabyte that were made to hold up a room, by name. */
export const known: Readonly<Record<string, Attack>> = {
  ...alone,
  ...Object.fromEntries(Object.entries(prepared).map(([name, steps]) => [name, { steps }])),
}
