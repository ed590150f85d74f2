import { join } from 'node:path'

/** The database in a data folder; SQLite keeps `-wal` and `-shm` beside it. */
export const databaseIn = (dataDir: string): string => join(dataDir, 'boards.db')
/**
 * The folder in which a restore is prepared: whatever it holds when none is under way was left by one that broke off.
 * A folder of its own, so that nothing done there touches what lies beside the present database, such as the keys of
 * open rounds.
 */
export const preparingIn = (dataDir: string): string => join(dataDir, 'restoring')
/** Where a running server listens for whoever maintains it, on this machine alone. */
export const controlSocketIn = (dataDir: string): string => join(dataDir, 'control.sock')
/** What may lie beside a SQLite file and belongs to it. */
export const besides = (database: string): string[] =>
  ['-wal', '-shm', '-journal'].map((end) => database + end)
