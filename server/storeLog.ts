import type { Logger } from 'pino'
import type { StoreFailing } from './storage/StoreFailing.ts'

/** Writes into the log what is the matter with the store, and what whoever runs the server can do about it. */
export function logStoreFailing(log: Logger, failing: StoreFailing): void {
  const fields = { err: failing }
  switch (failing.why) {
    case 'full':
      log.error(
        fields,
        'The disk is full: nothing can be saved, so nothing is accepted. Make room on the disk of DATA_DIR; the server goes on by itself.',
      )
      return
    case 'read-only':
      log.error(
        fields,
        "DATA_DIR can be read and not written, so nothing is accepted. Let the server's user write the folder and the files in it; the server goes on by itself.",
      )
      return
    case 'locked':
      log.error(
        fields,
        'Another program has locked boards.db, so nothing can be saved. Close that program; the server goes on by itself.',
      )
      return
    case 'damaged':
      log.error(
        fields,
        'boards.db is damaged or missing. Its boards are not served, so that nothing is made worse; a copy of it is kept in DATA_DIR under damaged-. Restore a backup, or put the undamaged file back; the server goes on by itself.',
      )
      return
    case 'in use':
      log.error(
        fields,
        'Another Common Thread server is running on this DATA_DIR. Stop that one first, or give this one another folder.',
      )
      return
    case 'broken':
      log.error(
        fields,
        'boards.db cannot be read or written. Look after the disk of DATA_DIR; the server goes on by itself once that works again.',
      )
  }
}
