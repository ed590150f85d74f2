import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const usualPlaces = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/**
 * Finds a Chromium on this machine, or installs one: from Debian's packages where one may, else by
 * Playwright's own download.
 * @throws if neither works, saying what to do
 */
export function findChromium(): string {
  const found = usualPlaces.find((path) => path !== undefined && existsSync(path))
  if (found) return found
  const downloaded = chromium.executablePath()
  if (existsSync(downloaded)) return downloaded
  const tries: [string, string[]][] = [
    ['sh', ['-c', 'apt-get update -qq && apt-get install -y -qq chromium fonts-noto-core']],
    ['npx', ['playwright-core', 'install', 'chromium']],
  ]
  for (const [command, args] of tries) {
    try {
      execFileSync(command, args, { stdio: 'inherit' })
    } catch {
      continue // not allowed or not there: the next way
    }
    const installed = [...usualPlaces, downloaded].find((path) => path !== undefined && existsSync(path))
    if (installed) return installed
  }
  throw new Error('No Chromium was found. Install one, or set CHROMIUM_PATH to its program.')
}

/**
 * What the browser does by itself and nobody here needs. Of several such switches the last counts, so what Playwright
 * turns off stands here again, as far as it may be noticed.
 */
const turnedOff = [
  // Two renderers for the address bar of each window, which load hundreds of scripts while the page itself opens.
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  // As Playwright does.
  'AimEnabled',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
]

/** A fresh browser, headless. The caller closes it. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: findChromium(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
      `--disable-features=${turnedOff.join(',')}`,
    ],
  })
