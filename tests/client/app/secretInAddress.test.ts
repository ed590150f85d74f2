import { expect, it } from 'vitest'
import { secretInAddress } from '../../../client/app/secretInAddress.ts'

const board = '/b/AAAAAAAAAAAAAAAA'

it('takes what stands after the # of a board’s own address for the secret of a link', () => {
  expect(secretInAddress({ pathname: board, hash: '#c5p7mp7u-4Jdhm7S6tTqkw' })).toEqual({
    is: 'link',
    secret: 'c5p7mp7u-4Jdhm7S6tTqkw',
  })
})

it('knows a way back from a link, so that opening one never joins as someone new', () => {
  expect(secretInAddress({ pathname: board, hash: '#back=c5p7mp7u' })).toEqual({
    is: 'way-back',
    secret: 'c5p7mp7u',
  })
})

it('takes a place on a stage’s page for what it is, and asks nobody there to join again', () => {
  expect(secretInAddress({ pathname: `${board}/findings`, hash: '#theme-2' })).toBeUndefined()
})

it('finds nothing once the secret has been taken out of the address', () => {
  expect(secretInAddress({ pathname: board, hash: '' })).toBeUndefined()
})
