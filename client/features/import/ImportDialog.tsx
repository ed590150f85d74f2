import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useRef, useState } from 'react'
import type { ImportPreview } from '../../../shared/protocol/api.ts'
import { useSession } from '../../sync/hooks.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ChooseSource } from './ChooseSource.tsx'
import {
  previewImport,
  runImport,
  undoImport,
  type ImportOptions,
  type ImportProgress,
  type ImportSource,
} from './importCalls.ts'
import { PreviewStep } from './PreviewStep.tsx'

type Step =
  | { readonly is: 'choosing'; readonly problem?: string }
  | { readonly is: 'reading' }
  | {
      readonly is: 'looking'
      readonly source: ImportSource
      readonly options: ImportOptions
      readonly preview: ImportPreview
      readonly problem?: string
      readonly isBusy: boolean
    }
  | { readonly is: 'adding'; readonly added: number; readonly of: number }
  | {
      readonly is: 'ended'
      readonly end: ImportProgress
      readonly undone?: number
      readonly problem?: string
    }

/** Many notes at once: choose, look, say yes, and undo the whole of it if it was wrong. */
export default function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useLingui()
  const session = useSession()
  const who = { board: session.board, as: session.me.id }
  const [step, setStep] = useState<Step>({ is: 'choosing' })
  const adding = useRef<AbortController>(undefined)

  const look = async (source: ImportSource, options: ImportOptions) => {
    setStep((before) => (before.is === 'looking' ? { ...before, options, isBusy: true } : { is: 'reading' }))
    const answer = await previewImport(who, source, options)
    setStep((before) => {
      if (answer.ok) return { is: 'looking', source, options, preview: answer.value, isBusy: false }
      const problem = answer.problem.detail ?? answer.problem.title
      // A choice that cannot be read leaves the last preview in place; a file that cannot, goes back to choosing.
      return before.is === 'looking' ? { ...before, isBusy: false, problem } : { is: 'choosing', problem }
    })
  }
  const add = async (source: ImportSource, options: ImportOptions, of: number) => {
    adding.current = new AbortController()
    setStep({ is: 'adding', added: 0, of })
    const answer = await runImport(who, source, options, adding.current.signal, (progress) => {
      if (progress.is === 'progress') setStep({ is: 'adding', added: progress.added, of: progress.of })
    })
    setStep(
      answer.ok
        ? { is: 'ended', end: answer.value }
        : { is: 'choosing', problem: answer.problem.detail ?? answer.problem.title },
    )
  }
  const undo = async (end: ImportProgress) => {
    const answer = await undoImport(who, end.import)
    setStep(
      answer.ok
        ? { is: 'ended', end, undone: answer.value.removed }
        : { is: 'ended', end, problem: answer.problem.title },
    )
  }

  switch (step.is) {
    case 'choosing':
      return (
        <Dialog title={t`Bring many notes`} onClose={onClose} isDismissable={false}>
          {step.problem && (
            <Banner tone="problem" isLive>
              {step.problem}
            </Banner>
          )}
          <ChooseSource onChoose={(source) => void look(source, {})} />
        </Dialog>
      )
    case 'reading':
      return (
        <Dialog title={t`Bring many notes`} onClose={onClose} isDismissable={false}>
          <p role="status">
            <Trans>Reading…</Trans>
          </p>
        </Dialog>
      )
    case 'looking': {
      const { source, options, preview } = step
      return (
        <Dialog
          title={t`Look before you add`}
          size="wide"
          onClose={onClose}
          isDismissable={false}
          foot={
            <>
              <Button
                look="quiet"
                onPress={() => {
                  setStep({ is: 'choosing' })
                }}
              >
                <Trans>Choose something else</Trans>
              </Button>
              <Button
                isDisabled={preview.readable === 0 || step.isBusy}
                onPress={() => void add(source, options, preview.readable)}
              >
                <Plural value={preview.readable} one="Add # note" other="Add # notes" />
              </Button>
            </>
          }
        >
          {step.problem && (
            <Banner tone="problem" isLive>
              {step.problem}
            </Banner>
          )}
          <PreviewStep preview={preview} options={options} onChange={(next) => void look(source, next)} />
        </Dialog>
      )
    }
    case 'adding':
      return (
        <Dialog
          title={t`Adding notes`}
          onClose={() => adding.current?.abort()}
          isDismissable={false}
          foot={
            <Button look="quiet" onPress={() => adding.current?.abort()}>
              <Trans>Cancel</Trans>
            </Button>
          }
        >
          <progress
            max={step.of}
            value={step.added}
            style={{ width: '100%', height: 16, accentColor: 'var(--brand)' }}
            aria-label={t`Notes added`}
          />
          <p role="status">
            <Trans>
              {step.added} of {step.of} notes added
            </Trans>
          </p>
        </Dialog>
      )
    case 'ended':
      return (
        <Dialog
          title={t`Notes added`}
          onClose={onClose}
          foot={
            <>
              {step.undone === undefined && step.end.added > 0 && (
                <Button look="danger" onPress={() => void undo(step.end)}>
                  <Trans>Undo this import</Trans>
                </Button>
              )}
              <Button onPress={onClose}>
                <Trans>Done</Trans>
              </Button>
            </>
          }
        >
          {step.problem && (
            <Banner tone="problem" isLive>
              {step.problem}
            </Banner>
          )}
          <EndedWords end={step.end} undone={step.undone} />
        </Dialog>
      )
  }
}

function EndedWords({ end, undone }: { readonly end: ImportProgress; readonly undone: number | undefined }) {
  if (undone !== undefined)
    return (
      <p role="status">
        <Plural
          value={undone}
          one="# note was taken back. The board is as it was."
          other="# notes were taken back. The board is as it was."
        />
      </p>
    )
  return (
    <>
      {end.is === 'failed' && (
        <Banner tone="problem" isLive>
          {end.title}
        </Banner>
      )}
      {(end.is === 'cancelled' || end.is === 'progress') && (
        <Banner tone="gentle" isLive>
          <Trans>The import was stopped part of the way.</Trans>
        </Banner>
      )}
      <p role="status">
        <Plural
          value={end.added}
          one="# note is on the board, under “Not yet in a theme”."
          other="# notes are on the board, under “Not yet in a theme”."
        />
      </p>
      {end.is === 'done' && end.skipped > 0 && (
        <p>
          <Plural
            value={end.skipped}
            one="# row could not be read and was left out."
            other="# rows could not be read and were left out."
          />
        </p>
      )}
      <p>
        <Trans>If this was the wrong file, undo takes back every note of this import and nothing else.</Trans>
      </p>
    </>
  )
}
