import type { DotCounts, StepCounts } from '../ballots.ts'
import type { CommunityId, NoteId, RecommendationId, RoundId, ThemeId } from '../ids.ts'
import type { Role } from '../roles.ts'
import type { Community, NextStep, Note, Recommendation } from '../tables.ts'

/**
 * Whom a copy is written for. `everyone` and `committee` are published: they hold no words that were not
 * cleared for quoting, no impressions, no names of participants, no places of conversations and nothing of
 * hidden notes. `working` is for the group's facilitators and officers.
 */
export const audiences = ['everyone', 'committee', 'working'] as const
export type Audience = (typeof audiences)[number]

/** A number, and the visible notes that it was counted from: empty where the copy does not trace its counts. */
export type Count = { readonly n: number; readonly notes: readonly NoteId[] }

/**
 * People heard. A conversation's people are counted once, however many notes came from it; `people` covers
 * the `recordedFor` conversations at which somebody counted, of `conversations` in all.
 */
export type Evidence = {
  readonly notes: Count
  /** How many of the notes tell of a conversation that is recorded; one's own views, for one, do not. */
  readonly fromConversations: number
  readonly conversations: Count
  readonly people: Count
  readonly recordedFor: number
}

/** Words that were said and may be used: the group's to print. */
export type Quote = {
  /** The note's number on this board: stable, by age among all notes ever brought and not taken back. */
  readonly note: number
  readonly said: string
  /** BCP 47, empty when nobody said. */
  readonly language: string
  readonly kind: Note['kind']
  /** How many people were in the conversation; null when nobody counted, or for a view of one's own. */
  readonly peopleHeard: number | null
}

export type ThemeFinding = {
  readonly id: ThemeId
  /** 1 for the oldest open theme, and so on. */
  readonly number: number
  readonly title: string
  readonly summary: string
  readonly whereDiffer: string
  readonly evidence: Evidence
  /** Quotes of notes that support the theme, in the theme's order. */
  readonly quotes: readonly Quote[]
  /** How many notes were marked as seeing it differently, and the quotes among those. */
  readonly differs: { readonly count: Count; readonly quotes: readonly Quote[] }
  /** Notes of this theme that rest in another open theme as well. */
  readonly alsoElsewhere: Count
}

export type CommunityFinding = {
  readonly id: CommunityId
  readonly name: string
  readonly family: Community['family']
  readonly hopedFor: number | null
  /** Conversations in which people said so themselves. */
  readonly told: Count
  /** Conversations for which somebody guessed it, and nobody said so. */
  readonly guessed: Count
}

type Reason = { readonly step: string; readonly text: string }

/** What one closed round said about one recommendation. */
export type RoundFinding = {
  readonly id: RoundId
  readonly number: number
  readonly closedAtMs: number
  /** The wording as it was put, and whether it has been changed since. */
  readonly wording: string
  readonly isChangedSince: boolean
  /** Numbers of the round before, and of those that took it up again. */
  readonly follows: number | null
  readonly followedBy: readonly number[]
  readonly rollSize: number
  readonly voted: number
  /** Ballots that said anything about this recommendation. */
  readonly ballots: number
  readonly counts: StepCounts | DotCounts
  readonly byRole: {
    readonly member: StepCounts | DotCounts
    readonly officer: StepCounts | DotCounts
  } | null
  /** Hands or papers counted in the room, never mixed with the ballots. */
  readonly counted: { readonly how: 'hands' | 'papers'; readonly counts: StepCounts } | null
  readonly reasons: readonly Reason[]
}

export type RecommendationFinding = {
  readonly id: RecommendationId
  /** 1 for the oldest that is not set aside, and so on. */
  readonly number: number
  readonly wording: string
  readonly addressedTo: string
  /** As the group marked it; never worked out from a tally. */
  readonly state: Recommendation['state']
  /** The open themes it rests on. */
  readonly themes: readonly { readonly id: ThemeId; readonly number: number; readonly title: string }[]
  /** What was heard in those themes together. */
  readonly evidence: Evidence
  /** Oldest first. */
  readonly rounds: readonly RoundFinding[]
  readonly isInOpenRound: boolean
  /** Null means "not yet said"; so does an empty part. */
  readonly nextStep: NextStep | null
}

export type HeadCount = Readonly<Record<Role, number | null>>

/** People, not devices: as counted at the sessions, or, when none was recorded, as they joined the board. */
export type TakingPart = {
  readonly sessions: readonly {
    readonly date: string
    readonly place: string
    readonly headCount: HeadCount
  }[]
  /** Participants who joined, those who were removed or merged left out. */
  readonly joined: Readonly<Record<Role, number>>
}

/** A note in full: in working copies alone. */
export type NoteInFull = Quote & {
  readonly impression: string
  readonly quote: Note['quote']
  readonly brought: Note['brought']
  readonly source: string
  /** Who wrote it, where names are known and the board allows. */
  readonly author: string
  readonly addedAtMs: number
  readonly themes: readonly { readonly number: number; readonly title: string; readonly differs: boolean }[]
  /** Numbered by their first note; null when the note came from no conversation. */
  readonly conversation: {
    readonly number: number
    readonly setting: string
    readonly place: string
    readonly when: string
    readonly told: readonly string[]
    readonly guessed: readonly string[]
  } | null
}

/** What only a working copy holds. */
export type WorkingPart = {
  readonly notes: readonly NoteInFull[]
  readonly people: readonly { readonly name: string; readonly organisation: string; readonly role: Role }[]
}

/**
 * The report as data. Every page and file is a projection of it and of nothing else, so what is left out
 * here can leak nowhere.
 */
export type Findings = {
  readonly audience: Audience
  readonly title: string
  readonly purpose: string
  /** A calendar date, `2026-11-23`; null when the caller gave none. */
  readonly date: string | null
  readonly takingPart: TakingPart
  readonly evidence: Evidence
  readonly heard: Count
  readonly own: Count
  readonly themes: readonly ThemeFinding[]
  /** Visible notes in two open themes or more, and in none. */
  readonly inSeveralThemes: Count
  readonly notYetInATheme: Count
  /** Notes that were hidden from everyone, and count nowhere above. */
  readonly hiddenNotes: number
  /** Notes that were taken back: they count nowhere above, and their words are nowhere. */
  readonly takenBackNotes: number
  /** By name. Merged ones are counted where they were merged into. */
  readonly communities: readonly CommunityFinding[]
  readonly recommendations: readonly RecommendationFinding[]
  readonly setAside: {
    readonly themes: readonly string[]
    readonly recommendations: readonly {
      readonly wording: string
      readonly rounds: readonly RoundFinding[]
    }[]
  }
  readonly working: WorkingPart | null
}
