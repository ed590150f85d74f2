/** What was asked for cannot be done, and nothing was changed. The message is a sentence for whoever asked. */
export class Unfit extends Error {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options)
    this.name = 'Unfit'
  }
}
