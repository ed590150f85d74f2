import { useLingui } from '@lingui/react/macro'
import { useId } from 'react'
import type { Block, Run } from '../../../shared/model/findings/blocks.ts'
import { useTab } from '../../store/tab.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'
import styles from './FindingsStage.module.css'

/** One piece of the report, drawn as the files draw it. */
export function ReportBlock({ block }: { readonly block: Block }) {
  switch (block.is) {
    case 'kicker':
      return <p className={styles['kicker']}>{block.text}</p>
    case 'title':
      return (
        <h2 className={styles['reportTitle']} dir="auto">
          {block.text}
        </h2>
      )
    case 'notice':
      return <p className={styles['notice']}>{block.text}</p>
    case 'heading':
      // The page's own title is the first heading, so those of the report stand one level lower than in its files.
      return block.level === 2 ? (
        <h3 className={styles['section']}>
          <Runs runs={block.runs} />
        </h3>
      ) : (
        <h4 className={styles['part']}>
          <Runs runs={block.runs} />
        </h4>
      )
    case 'paragraph':
      return (
        <p dir="auto">
          <Runs runs={block.runs} />
        </p>
      )
    case 'list': {
      const items = block.items.map((runs, index) => (
        <li key={index}>
          <Runs runs={runs} />
        </li>
      ))
      return block.ordered ? (
        <ol className={styles['items']} style={{ listStyle: 'decimal' }}>
          {items}
        </ol>
      ) : (
        <ul className={styles['items']} style={{ listStyle: 'disc' }}>
          {items}
        </ul>
      )
    }
    case 'quote':
      return (
        <figure className={styles['quote']}>
          <blockquote dir="auto">
            “<Runs runs={[block.words]} />”
          </blockquote>
          <figcaption>{block.attribution}</figcaption>
        </figure>
      )
    case 'table':
      return <ReportTable block={block} />
  }
}

function ReportTable({ block }: { readonly block: Extract<Block, { is: 'table' }> }) {
  const captionId = useId()
  return (
    // On a narrow screen it scrolls sideways, also by the arrow keys, so it can have the focus.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles['tableScroll']} role="group" aria-labelledby={captionId} tabIndex={0}>
      <table>
        <caption id={captionId}>{block.caption}</caption>
        <thead>
          <tr>
            {block.head.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {block.rows.map(([first = [], ...cells], index) => (
            <tr key={index}>
              <th scope="row">
                <Runs runs={first} />
              </th>
              {cells.map((cell, column) => (
                <td key={column}>
                  <Runs runs={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Runs({ runs }: { readonly runs: readonly Run[] }) {
  return (
    <>
      {runs.map((run, index) => (
        <OneRun key={index} run={run} />
      ))}
    </>
  )
}

/** A stretch of a line; a figure leads to the notes that it was counted from. */
function OneRun({ run }: { readonly run: Run }) {
  const { t } = useLingui()
  const openDialog = useTab((tab) => tab.openDialog)
  const { notes, text } = run
  if (notes && notes.length > 0) {
    return (
      <LinkButton
        name={t`${text}: show the notes`}
        onPress={() => {
          openDialog({ is: 'trace', title: text, notes })
        }}
      >
        {text}
      </LinkButton>
    )
  }
  const content = run.words ? (
    <bdi className={styles['words']} lang={run.language}>
      {text}
    </bdi>
  ) : (
    text
  )
  return run.strong ? <strong>{content}</strong> : <>{content}</>
}
