import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  Header,
  HeadingLevel,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
  type IParagraphOptions,
} from 'docx'
import type { Block, Run } from '../../shared/model/findings/blocks.ts'
import { directionOf } from '../../shared/model/findings/direction.ts'
import type { Findings } from '../../shared/model/findings/Findings.ts'
import { reportOf, reportTitle } from '../../shared/model/findings/report.ts'
import { WORKING_COPY } from '../../shared/model/findings/sentences.ts'
import { cleanText } from './cleanText.ts'
import { NUMBERED, wordNumbering, wordStyles } from './docxStyles.ts'

/**
 * The report as a Word file: heading styles, lists and table headers as Word's own navigation and a screen
 * reader need them, and distances that are set by styles, never by empty paragraphs.
 */
export function docxOf(findings: Findings): Promise<Buffer> {
  const title = cleanText(reportTitle(findings))
  const isWorking = findings.audience === 'working'
  return Packer.toBuffer(
    new Document({
      title,
      creator: 'Common Thread',
      lastModifiedBy: 'Common Thread',
      description: isWorking ? WORKING_COPY : 'Findings of the Community Connection Group',
      styles: wordStyles,
      numbering: wordNumbering,
      sections: [
        {
          properties: {
            page: {
              size: { width: 11906, height: 16838 },
              margin: { top: 1440, bottom: 1440, left: 1440, right: 1440 },
            },
          },
          ...(isWorking
            ? {
                headers: {
                  default: new Header({ children: [new Paragraph({ text: WORKING_COPY, style: 'Notice' })] }),
                },
              }
            : {}),
          footers: { default: new Footer({ children: [pageNumbers()] }) },
          children: reportOf(findings).flatMap((block, i) => draw(block, i)),
        },
      ],
    }),
  )
}

const pageNumbers = () =>
  new Paragraph({
    style: 'Kicker',
    alignment: AlignmentType.END,
    children: [new TextRun({ children: ['Page ', PageNumber.CURRENT, ' of ', PageNumber.TOTAL_PAGES] })],
  })

/** @param index of the block in the report; every numbered list counts from 1 by a numbering of its own */
function draw(block: Block, index: number): (Paragraph | Table)[] {
  switch (block.is) {
    case 'kicker':
      return [paragraph([{ text: block.text }], { style: 'Kicker' })]
    case 'title':
      return [paragraph([{ text: block.text, words: true }], { heading: HeadingLevel.TITLE })]
    case 'notice':
      return [paragraph([{ text: block.text }], { style: 'Notice' })]
    case 'heading':
      // The title has a style of its own, so the report's second level is Word's first.
      return [
        paragraph(block.runs, {
          heading: block.level === 2 ? HeadingLevel.HEADING_1 : HeadingLevel.HEADING_2,
        }),
      ]
    case 'paragraph':
      return [paragraph(block.runs)]
    case 'list':
      return block.items.map((runs) =>
        paragraph(
          runs,
          block.ordered
            ? { numbering: { reference: NUMBERED, level: 0, instance: index } }
            : { bullet: { level: 0 } },
        ),
      )
    case 'quote':
      return [
        paragraph([{ ...block.words, text: `“${block.words.text}”` }], {
          style: 'Quotation',
          keepNext: true,
        }),
        paragraph([{ text: block.attribution }], { style: 'Attribution' }),
      ]
    case 'table':
      return [paragraph([{ text: block.caption }], { style: 'Caption', keepNext: true }), drawTable(block)]
  }
}

function drawTable({ head, rows }: Extract<Block, { is: 'table' }>): Table {
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    tableLook: { firstRow: true, firstColumn: true, noHBand: true, noVBand: true },
    columnWidths: widthsFor(head, rows),
    borders: tableBorders,
    rows: [
      new TableRow({
        tableHeader: true,
        cantSplit: true,
        children: head.map(
          (text) =>
            new TableCell({ margins, children: [paragraph([{ text, strong: true }], { style: 'Cell' })] }),
        ),
      }),
      ...rows.map(
        (cells) =>
          new TableRow({
            children: cells.map(
              (runs) => new TableCell({ margins, children: [paragraph(runs, { style: 'Cell' })] }),
            ),
          }),
      ),
    ],
  })
}

/** The width of the text on an A4 page with Word's usual margins, in twentieths of a point. */
const TEXT_WIDTH = 9026

/** Columns as wide as their longest cell asks, within bounds: a number needs less room than a sentence. */
function widthsFor(head: readonly string[], rows: readonly (readonly (readonly Run[])[])[]): number[] {
  const wishes = head.map((text, column) => {
    const lengths = rows
      .slice(0, 200)
      .map((cells) => (cells[column] ?? []).reduce((sum, run) => sum + run.text.length, 0))
    return Math.min(Math.max(text.length, ...lengths, 6), 40)
  })
  const all = wishes.reduce((sum, wish) => sum + wish, 0)
  return wishes.map((wish) => Math.floor((wish / all) * TEXT_WIDTH))
}

const margins = { top: 60, bottom: 60, left: 100, right: 100 }
const none = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const
const line = { style: BorderStyle.SINGLE, size: 4, color: 'BFB8AA' } as const
const tableBorders = {
  top: line,
  bottom: line,
  insideHorizontal: line,
  left: none,
  right: none,
  insideVertical: none,
}

function paragraph(
  runs: readonly Run[],
  options: Omit<IParagraphOptions, 'children' | 'text'> = {},
): Paragraph {
  const isTheirs = runs.length > 0 && runs.every((run) => run.words)
  const isRightToLeft = isTheirs && directionOf(runs.map((run) => run.text).join('')) === 'rtl'
  return new Paragraph({
    ...options,
    ...(isRightToLeft ? { bidirectional: true } : {}),
    children: runs.flatMap(textRuns),
  })
}

/** A run for each line: Word takes no newline inside a text. */
function textRuns(run: Run): TextRun[] {
  const isRightToLeft = run.words === true && directionOf(run.text) === 'rtl'
  // Plain 'en' would take the place of the document's own en-GB.
  const language = run.language === 'en' ? undefined : run.language
  return cleanText(run.text)
    .split('\n')
    .map(
      (text, i) =>
        new TextRun({
          text,
          ...(i > 0 ? { break: 1 } : {}),
          ...(run.strong ? { bold: true, boldComplexScript: true } : {}),
          ...(isRightToLeft ? { rightToLeft: true } : {}),
          ...(language
            ? { language: isRightToLeft ? { bidirectional: language } : { value: language } }
            : {}),
        }),
    )
}
