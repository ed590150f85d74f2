import { setupI18n } from '@lingui/core'

/**
 * The words of the interface. English stands in the components themselves and is compiled into them by the
 * build (see vite.config.ts); other languages come as compiled catalogues.
 */
export const i18n = setupI18n({ locale: 'en-GB', messages: { 'en-GB': {} } })
