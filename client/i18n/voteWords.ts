import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { BallotStep } from '../../shared/model/ballots.ts'
import type { Recommendation } from '../../shared/model/tables.ts'

/** What each step of a ballot is called. */
export const stepWords: Readonly<Record<BallotStep, MessageDescriptor>> = {
  full: msg`I fully support this`,
  support: msg`I support it`,
  accept: msg`I can live with it`,
  concern: msg`I have concerns`,
  block: msg`I can’t support it`,
  unsure: msg`I don’t know, or it isn’t for me to say`,
}

/** How the group marks a recommendation. */
export const recommendationStateWords: Readonly<Record<Recommendation['state'], MessageDescriptor>> = {
  draft: msg`Draft`,
  agreed: msg`Agreed`,
  'agreed with concerns': msg`Agreed with concerns`,
  'not agreed': msg`Not agreed`,
  'set aside': msg`Set aside`,
}
