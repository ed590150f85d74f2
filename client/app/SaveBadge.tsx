import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { Check, CloudOff, LoaderCircle, TriangleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useStatus } from '../sync/hooks.ts'
import type { SaveState } from '../sync/saving.ts'
import { announce } from '../ui/announce.ts'
import styles from './SaveBadge.module.css'

/** The one place that says where one's changes are. */
export function SaveBadge() {
  const { i18n } = useLingui()
  const { message, short, tone, Icon } = lookOf(useSettledSave())
  const words = i18n._(message)
  useEffect(() => {
    // Each single saving would be chatter; that saving stopped or works again is worth a word.
    if (tone !== 'fine') announce(words)
  }, [tone, words])
  return (
    <span className={`${styles['badge']} ${tone === 'fine' ? '' : styles[tone]}`}>
      <Icon size={16} strokeWidth={2.5} aria-hidden />
      <span className={styles['long']}>{words}</span>
      <span className={styles['short']}>{short ? i18n._(short) : words}</span>
    </span>
  )
}

type Look = {
  message: MessageDescriptor
  /** For a phone, where the board's title needs the room. */
  short?: MessageDescriptor
  tone: 'fine' | 'waits' | 'fails'
  Icon: typeof Check
}

function lookOf(save: SaveState): Look {
  switch (save.is) {
    case 'loading':
      return { message: msg`Connecting…`, tone: 'fine', Icon: LoaderCircle }
    case 'saved':
      return { message: msg`All changes saved`, short: msg`Saved`, tone: 'fine', Icon: Check }
    case 'sending':
      return { message: msg`Sending…`, tone: 'fine', Icon: LoaderCircle }
    case 'offline':
      return save.waiting
        ? { message: msg`No connection: changes wait on this device`, tone: 'waits', Icon: CloudOff }
        : { message: msg`No connection`, tone: 'waits', Icon: CloudOff }
    case 'crowded':
      return {
        message: msg`All places on this board are taken. This page tries again by itself, and your changes wait on this device`,
        short: msg`No place free: trying again`,
        tone: 'waits',
        Icon: CloudOff,
      }
    case 'store-failing':
      return {
        message: msg`The server cannot save now`,
        short: msg`Cannot save`,
        tone: 'fails',
        Icon: TriangleAlert,
      }
    case 'ended':
      return { message: msg`Not connected any more`, tone: 'fails', Icon: CloudOff }
  }
}

const SENDING_SHOWS_AFTER_MS = 600
const OFFLINE_SHOWS_AFTER_MS = 2000

/** The save state without its flicker: a change that is saved in a moment never shows as being sent. */
function useSettledSave(): SaveState {
  const save = useStatus((status) => status.save)
  const [shown, setShown] = useState<SaveState>({ is: 'loading' })
  useEffect(() => {
    const waitMs =
      save.is === 'sending' ? SENDING_SHOWS_AFTER_MS : save.is === 'offline' ? OFFLINE_SHOWS_AFTER_MS : 0
    const timer = setTimeout(() => {
      setShown(save)
    }, waitMs)
    return () => {
      clearTimeout(timer)
    }
  }, [save])
  return shown
}
