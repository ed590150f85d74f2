import {
  AlignmentType,
  BorderStyle,
  LevelFormat,
  ShadingType,
  type INumberingOptions,
  type IStylesOptions,
} from 'docx'

/** The numbering of numbered lists; each list is an instance of it. */
export const NUMBERED = 'numbered'

export const wordNumbering: INumberingOptions = {
  config: [
    {
      reference: NUMBERED,
      levels: [
        {
          level: 0,
          format: LevelFormat.DECIMAL,
          text: '%1.',
          alignment: AlignmentType.START,
          style: { paragraph: { indent: { left: 567, hanging: 425 } } },
        },
      ],
    },
  ],
}

const INK = '1F2A33'
const QUIET = '475661'
const edge = { left: { style: BorderStyle.SINGLE, size: 36, space: 10, color: '8A5A00' } } as const
const paper = { type: ShadingType.CLEAR, color: 'auto', fill: 'FFF0C4' } as const
const heading = (size: number, before: number, after: number) => ({
  run: { size, bold: true, color: INK, font: 'Arial' },
  paragraph: { spacing: { before, after }, keepNext: true },
})

/** How the report looks in Word: one font that every office has, 11 point, wide lines. Sizes are half points. */
export const wordStyles: IStylesOptions = {
  default: {
    document: {
      run: {
        font: 'Arial',
        size: 22,
        color: INK,
        language: { value: 'en-GB', eastAsia: 'en-GB', bidirectional: 'ar-SA' },
      },
      paragraph: { spacing: { after: 140, line: 300 } },
    },
    title: heading(40, 60, 240),
    heading1: heading(30, 420, 140),
    heading2: heading(25, 280, 100),
    caption: {
      run: { bold: true, size: 20, color: INK },
      paragraph: { spacing: { before: 160, after: 80 }, keepNext: true },
    },
  },
  paragraphStyles: [
    { id: 'Kicker', name: 'Kicker', basedOn: 'Normal', next: 'Normal', run: { size: 20, color: QUIET } },
    {
      id: 'Notice',
      name: 'Notice',
      basedOn: 'Normal',
      next: 'Normal',
      run: { bold: true, color: 'A12A17' },
      paragraph: { shading: { type: ShadingType.CLEAR, color: 'auto', fill: 'FBE5E0' } },
    },
    {
      id: 'Quotation',
      name: 'Quotation',
      basedOn: 'Normal',
      next: 'Attribution',
      quickFormat: true,
      paragraph: {
        indent: { start: 280 },
        spacing: { before: 100, after: 0 },
        border: edge,
        shading: paper,
        keepLines: true,
      },
    },
    {
      id: 'Attribution',
      name: 'Attribution',
      basedOn: 'Normal',
      next: 'Normal',
      run: { size: 19, color: QUIET },
      paragraph: { indent: { start: 280 }, spacing: { after: 180 }, border: edge, shading: paper },
    },
    {
      id: 'Cell',
      name: 'Cell',
      basedOn: 'Normal',
      run: { size: 20 },
      paragraph: { spacing: { after: 0, line: 264 } },
    },
  ],
}
