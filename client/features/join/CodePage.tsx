import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { codeAnswer } from '../../../shared/protocol/api.ts'
import { useCall } from '../../sync/useCall.ts'
import { CodeField } from '../../ui/CodeField.tsx'
import { Page, Sheet } from '../../ui/Page.tsx'

/** The page whose address stands beside the code on the wall. */
export default function CodePage() {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const { call, isBusy, problem } = useCall()
  useEffect(() => {
    document.title = t`Join with a code · Common Thread`
  }, [t])
  const open = async (code: string) => {
    const answer = await call(codeAnswer, 'POST', '/api/join', { code })
    if (answer.ok) navigate(`/b/${answer.value.board}#${answer.value.secret}`)
  }
  return (
    <Page isNarrow>
      <Sheet>
        <h1>
          <Trans>Join with a code</Trans>
        </h1>
        <CodeField
          isBusy={isBusy}
          fault={problem?.title}
          isMain
          onCode={(code) => {
            void open(code)
          }}
        />
      </Sheet>
    </Page>
  )
}
