import '@fontsource/atkinson-hyperlegible-next/latin-400.css'
import '@fontsource/atkinson-hyperlegible-next/latin-700.css'
import '../ui/base.css'
import { I18nProvider } from '@lingui/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { i18n } from '../i18n/i18n.ts'
import { App, loadFirstPage } from './App.tsx'
import { ErrorBoundary } from './ErrorBoundary.tsx'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
const draw = () => {
  // Asked for only where words are laid out, they come when a board stands there already, and its words jump. Should
  // they not come, words are in another font.
  for (const weight of [400, 700])
    document.fonts.load(`${weight} 1em "Atkinson Hyperlegible Next"`).catch(() => undefined)
  createRoot(root).render(
    <StrictMode>
      <I18nProvider i18n={i18n}>
        <ErrorBoundary>
          <App />
        </ErrorBoundary>
      </I18nProvider>
    </StrictMode>,
  )
}
// Until then the frame of index.html stands, which is what would be drawn.
void loadFirstPage(location.pathname).then(draw)

/** It fetches all of this build: on a slow line what one waits for comes first. */
const KEEP_AFTER_MS = 3000

// Plain http in a hall has no service workers; then the app needs the connection to open, and nothing else changes.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  setTimeout(() => {
    navigator.serviceWorker.register('/sw.js').catch((error: unknown) => {
      console.warn('the app will not open offline:', error)
    })
  }, KEEP_AFTER_MS)
}
