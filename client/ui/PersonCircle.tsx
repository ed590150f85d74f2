import styles from './PersonCircle.module.css'

// White on each is at least 5:1.
const colours = ['#7a3e9d', '#0b5c5b', '#9a4a22', '#1f5f9e', '#4a5a66', '#8a2f4e', '#4d6119', '#5a3783']

/** A person as a circle with initials. Their name always stands elsewhere, so this is for the eye alone. */
export function PersonCircle({ id, name }: { readonly id: string; readonly name: string }) {
  return (
    <span aria-hidden className={styles['circle']} style={{ background: colourOf(id) }}>
      {initialsOf(name)}
    </span>
  )
}

/** How many more there are than circles. */
export function MoreCircle({ n }: { readonly n: number }) {
  return (
    <span aria-hidden className={styles['circle']} style={{ background: '#4a5a66' }}>
      +{n}
    </span>
  )
}

/** The first letters of the first and the last word, in capitals; one letter for a name of one word. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const ends = words.length > 1 ? [words[0]!, words[words.length - 1]!] : words
  return ends.map((word) => firstLetter(word).toLocaleUpperCase()).join('')
}

/** Where marks begin that join the letter before them: what stands in front of this is a letter by itself. */
const FIRST_MARK = 0x300

/** A letter as people see it: one with its accents is one. */
function firstLetter(word: string): string {
  // Most names need none of the rules, which a browser takes tens of milliseconds to get ready when a board opens.
  if (word.charCodeAt(0) < FIRST_MARK && !(word.charCodeAt(1) >= FIRST_MARK)) return word[0]!
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word)
  return first?.segment ?? ''
}

/** The colour that stands for a person everywhere; white words can be read on it. */
export function colourOf(id: string): string {
  let sum = 0
  for (const unit of id) sum = (sum * 31 + unit.charCodeAt(0)) % 9973
  return colours[sum % colours.length]!
}
