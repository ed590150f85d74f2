/**
 * Says a sentence to those who hear the page, politely: a screen reader finishes what it is saying first.
 * One region serves the whole page, since a region that appears together with its words is often not read.
 */
export function announce(sentence: string): void {
  const region = document.getElementById(REGION_ID)
  if (region) write(region, sentence)
  else {
    const made = makeRegion()
    setTimeout(() => {
      write(made, sentence)
    }, FIRST_WORDS_WAIT_MS)
  }
}

const REGION_ID = 'announcements'
/** Long enough for a screen reader to have noticed the region. */
const FIRST_WORDS_WAIT_MS = 150

function write(region: HTMLElement, sentence: string): void {
  // The same sentence twice is read twice only if the text changes in between.
  region.textContent = region.textContent === sentence ? `${sentence}\u00a0` : sentence
}

function makeRegion(): HTMLElement {
  const region = document.createElement('div')
  region.id = REGION_ID
  region.className = 'visually-hidden'
  region.setAttribute('role', 'status')
  region.setAttribute('aria-live', 'polite')
  // An open dialogue hides all else from those who hear the page, but not what is marked so.
  region.setAttribute('data-live-announcer', 'true')
  document.body.append(region)
  return region
}
