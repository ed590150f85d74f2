import { describe, expect, it } from 'vitest'
import { isForGood } from '../../../client/sync/keepConnecting.ts'
import { endReasonOf } from '../../../client/sync/saving.ts'
import { closeCodes } from '../../../shared/protocol/messages.ts'

/* What a code comes to on the screen; that each reason has its sentence, the types of EndedBanner see to. */

const passing = ['shuttingDown', 'storeFailing', 'tooSlow', 'crowded'] as const

describe('a code with which the server closes', () => {
  it.each(Object.entries(closeCodes).filter(([name]) => !passing.some((one) => one === name)))(
    '%s is for good, and has a reason of its own',
    (name, code) => {
      expect(isForGood(code)).toBe(true)
      // A refused edit is no end: the page takes the server's state, keeps the words and comes back.
      if (name !== 'refused') expect(endReasonOf(code)).not.toBe('other')
    },
  )

  it.each(passing)('%s passes, and the page comes back by itself', (name) => {
    expect(isForGood(closeCodes[name])).toBe(false)
  })

  it.each([1002, 1003, 1007, 1009])('%i, of the protocol itself, has a reason of its own', (code) => {
    expect(isForGood(code)).toBe(true)
    expect(endReasonOf(code)).not.toBe('other')
  })
})
