import type { NoticeMessage } from '../../shared/protocol/messages.ts'
import { asStoreFailing } from '../storage/StoreFailing.ts'

/** What everyone is told when the store fails: that it does, and why, where that is known. */
export function storeFailingNotice(error: unknown): NoticeMessage {
  const { why } = asStoreFailing(error)
  return why === 'broken' ? { is: 'store-failing' } : { is: 'store-failing', why }
}
