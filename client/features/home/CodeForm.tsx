import { useLocation } from 'wouter'
import { codeAnswer } from '../../../shared/protocol/api.ts'
import { useCall } from '../../sync/useCall.ts'
import { CodeField } from '../../ui/CodeField.tsx'

/** Turns a short code into its link and goes there. */
export function CodeForm() {
  const [, navigate] = useLocation()
  const { call, isBusy, problem } = useCall()
  const open = async (code: string) => {
    const answer = await call(codeAnswer, 'POST', '/api/join', { code })
    if (answer.ok) navigate(`/b/${answer.value.board}#${answer.value.secret}`)
  }
  return (
    <CodeField
      isBusy={isBusy}
      fault={problem?.title}
      onCode={(code) => {
        void open(code)
      }}
    />
  )
}
