import { Trans, useLingui } from '@lingui/react/macro'
import type { ThemeId } from '../../../../shared/model/ids.ts'
import { useBoard } from '../../../sync/hooks.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { ThemeDetails } from '../ThemeDetails.tsx'

/** A theme over the page, where there is no room for the panel beside it. */
export default function ThemeDialog({
  theme: id,
  onClose,
}: {
  readonly theme: ThemeId
  readonly onClose: () => void
}) {
  const { t } = useLingui()
  const theme = useBoard((view) => view.themes.get(id))
  return (
    <Dialog title={theme?.title.trim() || t`Theme without a name`} onClose={onClose}>
      {theme ? (
        <ThemeDetails themeId={id} />
      ) : (
        <p>
          <Trans>This theme is not on the board.</Trans>
        </p>
      )}
    </Dialog>
  )
}
