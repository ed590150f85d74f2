import type { Conversation } from '../../../shared/model/tables.ts'

/** A conversation in a few words: where, when and what it was, as far as anybody said. Empty when nobody did. */
export const conversationWords = (conversation: Pick<Conversation, 'place' | 'when' | 'setting'>): string =>
  [conversation.place, conversation.setting, conversation.when]
    .map((part) => part.trim())
    .filter(Boolean)
    .join(', ')
