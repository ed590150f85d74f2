type Line = { readonly line: number; readonly text: string }

/** A phone's chat export: "12/03/2024, 14:05 - Name: words", or "[12/03/2024, 14:05:33] Name: words". */
const STAMP =
  /^[\u200E\s]*\[?\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},? \d{1,2}[:.]\d{2}([:.]\d{2})?([ \u202F]?[ap]\.?m\.?)?\]?( [-–])? /i
const SENDER = /^[^:]{1,60}: /
/** What the app says in place of words that are not there. */
const NO_WORDS =
  /^(<?(media|image|video|audio|sticker|gif|document|contact card) omitted>?|<attached: .*>|this message was deleted\.?|you deleted this message\.?|null)$/i

/**
 * Reads a chat as one note a message. Senders are left out: whoever wrote to a group did not agree to be named
 * on a board. So are the app's own lines, and messages without words.
 * @param lines those that are not blank
 * @returns undefined when this is no chat
 */
export function readChat(lines: readonly Line[]): { rows: Line[]; warnings: string[] } | undefined {
  const stamped = lines.filter(({ text }) => STAMP.test(text)).length
  if (stamped < 2 || stamped < lines.length * 0.5) return undefined
  const rows: Line[] = []
  let leftOut = 0
  let open = false // whether a line without a stamp goes on with the message before it
  for (const { line, text } of lines) {
    const last = rows.at(-1)
    if (!STAMP.test(text)) {
      if (open && last) rows[rows.length - 1] = { ...last, text: `${last.text}\n${text.trim()}` }
      continue
    }
    const message = text.replace(STAMP, '')
    const words = SENDER.test(message)
      ? message
          .replace(SENDER, '')
          .replace(/\u200E/g, '')
          .trim()
      : ''
    open = words !== '' && !NO_WORDS.test(words)
    if (open) rows.push({ line, text: words })
    else leftOut++
  }
  return {
    rows,
    warnings: [
      'This looks like a chat. Dates and the names and numbers of senders are left out; look whether the messages themselves name anyone.',
      ...(leftOut > 0
        ? [
            `${leftOut} ${leftOut === 1 ? 'line' : 'lines'} of the chat without words, such as pictures and notices, ${leftOut === 1 ? 'is' : 'are'} left out.`,
          ]
        : []),
    ],
  }
}
