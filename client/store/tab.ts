import { create } from 'zustand'
import type { NoteId, ParticipantId, RecommendationId, RoundId, ThemeId } from '../../shared/model/ids.ts'

/** What is open over the board in this tab. Features ask for a dialogue here; the app draws it. */
export type OpenDialog =
  | { readonly is: 'add-note' }
  | { readonly is: 'note'; readonly note: NoteId }
  | { readonly is: 'edit-note'; readonly note: NoteId }
  | { readonly is: 'black-out'; readonly note: NoteId }
  | { readonly is: 'move-notes'; readonly notes: readonly NoteId[]; readonly from: ThemeId | null }
  | { readonly is: 'new-theme'; readonly notes: readonly NoteId[]; readonly from: ThemeId | null }
  | { readonly is: 'theme'; readonly theme: ThemeId }
  | { readonly is: 'import' }
  | { readonly is: 'invite' }
  | { readonly is: 'people' }
  | { readonly is: 'person'; readonly person: ParticipantId }
  | { readonly is: 'my-place' }
  | { readonly is: 'board-settings' }
  | { readonly is: 'kept-words' }
  | {
      readonly is: 'open-round'
      readonly recommendations: readonly RecommendationId[]
      readonly follows?: RoundId
    }
  | { readonly is: 'close-round'; readonly round: RoundId }
  | { readonly is: 'trace'; readonly title: string; readonly notes: readonly NoteId[] }
  | { readonly is: 'help' }

type DialogSlice = {
  readonly dialog: OpenDialog | undefined
  readonly openDialog: (dialog: OpenDialog) => void
  readonly closeDialog: () => void
}

type SelectionSlice = {
  readonly selectedNotes: ReadonlySet<NoteId>
  /** While on, a tap or click on a note selects it instead of opening it. */
  readonly isSelecting: boolean
  /** The theme that the side panel shows. */
  readonly selectedTheme: ThemeId | undefined
  readonly toggleNote: (note: NoteId) => void
  readonly selectNotes: (notes: Iterable<NoteId>) => void
  readonly clearSelection: () => void
  readonly setSelecting: (on: boolean) => void
  readonly selectTheme: (theme: ThemeId | undefined) => void
}

/** Which notes are asked for: words searched as one types, and kinds. Empty asks for all. */
export type NoteFilter = {
  readonly words: string
  readonly kind: 'all' | 'heard' | 'own' | 'mine'
  readonly community: string
}
type FilterSlice = {
  readonly filter: NoteFilter
  readonly setFilter: (change: Partial<NoteFilter>) => void
}

type ViewSlice = {
  /** Themes as a canvas or as a list; undefined until chosen, then by screen: a phone opens the list. */
  readonly themesView: 'board' | 'list' | undefined
  readonly setThemesView: (view: 'board' | 'list') => void
  /** How often others' moves are announced to a screen reader. */
  readonly announce: 'every five seconds' | 'never'
  readonly setAnnounce: (choice: 'every five seconds' | 'never') => void
}

type MessageSlice = {
  /** Short messages that stay until dismissed or replaced, newest last. */
  readonly messages: readonly {
    readonly id: number
    readonly tone: 'good' | 'problem'
    readonly text: string
  }[]
  readonly say: (text: string, tone?: 'good' | 'problem') => void
  readonly dismiss: (id: number) => void
}

export type TabState = DialogSlice & SelectionSlice & FilterSlice & ViewSlice & MessageSlice

const ANNOUNCE_KEY = 'common-thread/announce'
const NO_FILTER: NoteFilter = { words: '', kind: 'all', community: '' }
let lastMessage = 0

/** This tab's own state: nothing here is shared with anyone or kept with the board. */
export const useTab = create<TabState>()((set) => ({
  dialog: undefined,
  openDialog: (dialog) => {
    set({ dialog })
  },
  closeDialog: () => {
    set({ dialog: undefined })
  },

  selectedNotes: new Set(),
  isSelecting: false,
  selectedTheme: undefined,
  toggleNote: (note) => {
    set(({ selectedNotes: before }) => {
      const selectedNotes = new Set(before) // a new set: React notices identity, not contents
      if (!selectedNotes.delete(note)) selectedNotes.add(note)
      return { selectedNotes }
    })
  },
  selectNotes: (notes) => {
    set({ selectedNotes: new Set(notes) })
  },
  clearSelection: () => {
    set({ selectedNotes: new Set(), isSelecting: false })
  },
  setSelecting: (isSelecting) => {
    set(isSelecting ? { isSelecting } : { isSelecting, selectedNotes: new Set() })
  },
  selectTheme: (selectedTheme) => {
    set({ selectedTheme })
  },

  filter: NO_FILTER,
  setFilter: (change) => {
    set(({ filter }) => ({ filter: { ...filter, ...change } }))
  },

  themesView: undefined,
  setThemesView: (themesView) => {
    set({ themesView })
  },
  announce: localStorage.getItem(ANNOUNCE_KEY) === 'never' ? 'never' : 'every five seconds',
  setAnnounce: (announce) => {
    localStorage.setItem(ANNOUNCE_KEY, announce)
    set({ announce })
  },

  messages: [],
  say: (text, tone = 'good') => {
    set(({ messages }) => ({ messages: [...messages.slice(-2), { id: ++lastMessage, tone, text }] }))
  },
  dismiss: (id) => {
    set(({ messages }) => ({ messages: messages.filter((message) => message.id !== id) }))
  },
}))
