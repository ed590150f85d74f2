import * as v from 'valibot'

/** The seven stages, in order. A stage is a place to be and locks nothing. */
export const stages = ['welcome', 'notes', 'themes', 'recommend', 'vote', 'findings', 'follow-up'] as const
export type Stage = (typeof stages)[number]
export const stageSchema = v.picklist(stages)
