import type { Theme } from '../../../shared/model/tables.ts'

/** What a theme's colour looks like: as an edge or a swatch, and dark enough for white words. */
export const themeColourValues: Readonly<Record<Theme['colour'], string>> = {
  teal: '#0b5c5b',
  gold: '#8a5f00',
  plum: '#5a3783',
  rust: '#a8321c',
  blue: '#1f5f9e',
  moss: '#4d6117',
}
