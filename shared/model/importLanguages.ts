/** Languages that a file may name in words rather than by tag: those spoken most in the United Kingdom, and their kin. */
const TAGS =
  'ar bg bn ckb cs cy da de el en es et fa fi fr ga gd gu he hi hr hu hy id it ja ka kn ko ku lt lv ml mr ms ne nl no pa pl ps pt ro ru si sk sl so sq sr sv sw ta te th ti tl tr uk ur vi yo yue zh'.split(
    ' ',
  )
const OTHER_NAMES: Readonly<Record<string, string>> = {
  farsi: 'fa',
  panjabi: 'pa',
  mandarin: 'zh',
  tagalog: 'tl',
  gaelic: 'gd',
}

let tagByName: ReadonlyMap<string, string> | undefined

/**
 * The BCP 47 tag that a cell names, by itself ("pl", "zh-Hant") or as a language's English or own name
 * ("Polish", "polski"); null when it names none.
 */
export function languageTag(cell: string): string | null {
  const text = cell.trim().replace(/_/g, '-')
  if (/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(text) && text.length <= 35) {
    try {
      return Intl.getCanonicalLocales(text)[0] ?? null
    } catch {
      return null // Intl refuses a tag by throwing: it reads like one and is none
    }
  }
  tagByName ??= namesOfLanguages()
  return tagByName.get(text.toLowerCase()) ?? null
}

function namesOfLanguages(): Map<string, string> {
  const names = new Map(Object.entries(OTHER_NAMES))
  const english = new Intl.DisplayNames('en', { type: 'language' })
  for (const tag of TAGS) {
    const own = new Intl.DisplayNames(tag, { type: 'language' }).of(tag)
    for (const name of [english.of(tag), own]) if (name) names.set(name.toLowerCase(), tag)
  }
  return names
}
