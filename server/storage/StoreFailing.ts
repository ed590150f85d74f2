/** What keeps a store from working, so that everyone can be told in words that fit. */
export type StoreTrouble =
  /** The disk is full. */
  | 'full'
  /** The folder, the file or the disk may only be read. */
  | 'read-only'
  /** Another program has locked the file. */
  | 'locked'
  /** What is stored is damaged or missing: a backup is needed. */
  | 'damaged'
  /** Another server runs on the same folder. */
  | 'in use'
  /** The disk answers with errors, or nothing more is known. */
  | 'broken'

/**
 * The store cannot do what was asked, so it has not happened; trying again later may work. The message is a
 * sentence for whoever runs the server: what is the matter, and what to do.
 */
export class StoreFailing extends Error {
  readonly why: StoreTrouble

  constructor(
    why: StoreTrouble = 'broken',
    message = 'The store cannot write at the moment.',
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = 'StoreFailing'
    this.why = why
  }
}

/** An error of a store as one that everyone understands. */
export const asStoreFailing = (error: unknown): StoreFailing =>
  error instanceof StoreFailing
    ? error
    : new StoreFailing('broken', 'The store cannot write at the moment.', { cause: error })
