import { expect, it } from 'vitest'
import { initialsOf } from '../../../client/ui/PersonCircle.tsx'

it.each([
  ['Amina Rahman', 'AR'],
  ['Jo', 'J'],
  ['  Éilís   Ní Dhuibhne ', 'ÉD'],
  ['E\u0301ilis', 'E\u0301'],
  ['نور الدین', 'نا'],
  ['👩‍👩‍👧 Family', '👩‍👩‍👧F'],
  ['', ''],
])('gives %j the initials %j', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})
