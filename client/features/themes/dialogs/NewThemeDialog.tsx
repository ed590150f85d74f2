import { Trans, useLingui } from '@lingui/react/macro'
import { plural } from '@lingui/core/macro'
import { useState, type FormEvent } from 'react'
import { addTheme } from '../../../../shared/document/placing.ts'
import { newId } from '../../../../shared/document/newId.ts'
import type { NoteId, ThemeId } from '../../../../shared/model/ids.ts'
import { limits } from '../../../../shared/model/limits.ts'
import { isVisible } from '../../../../shared/model/outline.ts'
import { themeColours } from '../../../../shared/model/tableNames.ts'
import { useTab } from '../../../store/tab.ts'
import { useSession } from '../../../sync/hooks.ts'
import { announce } from '../../../ui/announce.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { TextField } from '../../../ui/Field.tsx'
import { FRAME_WIDTH } from '../canvas/geometry.ts'
import { placeForTheme } from '../canvas/placeForTheme.ts'
import { takePlaceOfNewTheme } from '../newThemePlace.ts'

/** Begins a theme, with the notes that it is to hold if there are any. */
export default function NewThemeDialog({
  notes: asked,
  from,
  onClose,
}: {
  readonly notes: readonly NoteId[]
  readonly from: ThemeId | null
  readonly onClose: () => void
}) {
  const { t } = useLingui()
  const session = useSession()
  const clearSelection = useTab((tab) => tab.clearSelection)
  const [title, setTitle] = useState('')
  const [hasTried, setTried] = useState(false)
  const notes = asked.filter((note) => isVisible(session.view, note))
  const count = notes.length

  /** The place that was asked for belongs to this dialogue alone: whoever opens it next asks again. */
  const close = () => {
    takePlaceOfNewTheme()
    onClose()
  }
  const make = () => {
    const words = title.trim()
    if (words === '') return setTried(true)
    const theme = newId<ThemeId>()
    const colour = themeColours[session.view.themes.size % themeColours.length]!
    const { x, y } = takePlaceOfNewTheme() ?? placeForTheme(session.view)
    const frame = { x: Math.round(x), y: Math.round(y), width: FRAME_WIDTH }
    const isInThemes = notes.some((note) => session.view.outline.themesOf.has(note))
    addTheme(session.document, theme, { title: words, colour, addedAtMs: Date.now() }, frame, {
      ids: notes,
      from: isInThemes ? (from ?? 'all') : null,
    })
    if (asked.length > 1) clearSelection()
    announce(
      count === 0
        ? t`The theme “${words}” is there.`
        : t`The theme “${words}” is there, with ${plural(count, { one: '# note', other: '# notes' })}.`,
    )
    onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make()
  }
  return (
    <Dialog
      title={
        count > 0
          ? t`${plural(count, { one: 'A new theme with this note', other: 'A new theme with these # notes' })}`
          : t`A new theme`
      }
      onClose={close}
      foot={
        <>
          <Button look="quiet" onPress={close}>
            <Trans>Cancel</Trans>
          </Button>
          <Button onPress={make}>
            <Trans>Begin this theme</Trans>
          </Button>
        </>
      }
    >
      <form onSubmit={submit}>
        <TextField
          label={t`What is this theme about?`}
          hint={t`A few words that everyone understands. You can change them at any time.`}
          value={title}
          onChange={setTitle}
          maxLength={limits.titleCharacters}
          fault={hasTried && title.trim() === '' ? t`Give the theme a name first.` : undefined}
          // eslint-disable-next-line jsx-a11y/no-autofocus -- the dialogue opens for this one field
          autoFocus
        />
      </form>
    </Dialog>
  )
}
