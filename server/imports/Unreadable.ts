/** Bytes that cannot be read as a table or as notes. Its message is a sentence for the person who sent them. */
export class Unreadable extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'Unreadable'
  }
}

/** More rows than this are not even looked at: ten boards' worth. */
export const MOST_ROWS = 200_000
/** Columns beyond these are left out, which is said. */
export const MOST_COLUMNS = 200

export const tooManyRows = (): Unreadable =>
  new Unreadable(
    `This has more than ${MOST_ROWS.toLocaleString('en-GB')} rows, which is more than can be read at once. Share them out over several files.`,
  )
