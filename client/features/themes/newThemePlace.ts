type Point = { readonly x: number; readonly y: number }
let asked: Point | undefined

/** Remembers where the theme that is about to be named should lie: where one note was dropped on another. */
export function setPlaceOfNewTheme(point: Point | undefined): void {
  asked = point
}

/** That place, once; undefined when any free place will do. */
export function takePlaceOfNewTheme(): Point | undefined {
  const point = asked
  asked = undefined
  return point
}
