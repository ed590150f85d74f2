import { fileURLToPath } from 'node:url'
import { transformAsync, types, type PluginObj } from '@babel/core'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('.', import.meta.url))

/**
 * Runs Lingui's macros over the files that import them, and nothing else: the words stand in the components in
 * plain English, and the macro turns them into messages that can be translated. The English is compiled right
 * here, so that the browser carries no parser and no catalogue of what the code already says.
 *
 * Written here because the ready-made Babel bridge for this Vite needs a newer Node than our floor.
 */
function linguiMacros(): Plugin {
  return {
    name: 'common-thread:lingui-macros',
    enforce: 'pre',
    async transform(code, id) {
      const file = id.split('?')[0] ?? id
      if (!/\.tsx?$/.test(file) || !code.includes('@lingui/') || file.includes('node_modules')) return null
      const result = await transformAsync(code, {
        filename: file,
        babelrc: false,
        configFile: false,
        sourceMaps: true,
        parserOpts: { plugins: ['typescript', 'jsx'] },
        plugins: [['@lingui/babel-plugin-lingui-macro', { stripMessageField: false }], compileMessages],
      })
      return result?.code == null ? null : { code: result.code, map: result.map ?? null }
    },
  }
}

/**
 * On secure origins the app itself opens offline: a service worker keeps its files. Boards are kept apart from
 * it, in the browser's own database, so plain http loses only the opening of the app without a connection.
 */
const offlineApp = () =>
  VitePWA({
    registerType: 'autoUpdate',
    // Registered by our own code: an inline script would need a hole in the content security policy.
    injectRegister: false,
    manifest: {
      name: 'Common Thread',
      short_name: 'Common Thread',
      start_url: '/',
      display: 'standalone',
      background_color: '#f7f4ee',
      theme_color: '#f7f4ee',
      icons: [{ src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' }],
    },
    workbox: {
      globPatterns: ['**/*.{html,js,css,svg,woff2}'],
      navigateFallback: '/index.html',
      // A new build takes over at the next load of a page, rather than when the last tab of the old one is closed.
      skipWaiting: true,
      clientsClaim: true,
      navigateFallbackDenylist: [/^\/(api|sync|healthz|readyz|metrics)/],
    },
  })

/**
 * What one waits for, in few files: each request costs a slow phone a good part of a second, and brotli makes less of
 * many small files than of one. `main` is what every page needs, `board` what a board needs beyond it; each takes
 * along all that its own files import. Whatever else there is splits by itself.
 * `start` asks for them, and for the board itself, as the first thing that runs.
 */
const openingChunks = [
  { name: 'start', priority: 3, test: /client\/app\/start\.ts$/ },
  { name: 'main', priority: 2, test: /client\/(app\/main\.tsx|sync\/api\.ts|ui\/(Button|Page)\.tsx)$/ },
  { name: 'board', priority: 1, test: /client\/app\/BoardPage\.tsx$/ },
]

/**
 * Lets the browser paint the frame in index.html before anything else has come: style sheets, which painting waits for,
 * stand at the end. What every page needs is named in the page, so that it is asked for together with the first script.
 */
function shellFirst(): Plugin {
  return {
    name: 'common-thread:shell-first',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const main = Object.values(bundle).find((part) => part.type === 'chunk' && part.name === 'main')
        if (main?.type !== 'chunk') return html
        const sheets = [...(main.viteMetadata?.importedCss ?? [])]
        return {
          html: html.replace(/^ *<link rel="stylesheet"[^>]*>\n/gm, ''),
          tags: [
            {
              tag: 'link',
              attrs: { rel: 'modulepreload', crossorigin: true, href: `/${main.fileName}` },
              injectTo: 'head',
            },
            ...sheets.map((href) => ({
              tag: 'link',
              attrs: { rel: 'stylesheet', crossorigin: true, href: `/${href}` },
              injectTo: 'body' as const,
            })),
          ],
        }
      },
    },
  }
}

/** Puts the compiled form of a message where the macro left its source: an array, which Lingui shows as it is. */
function compileMessages(): PluginObj {
  const compiled = (message: string) => types.valueToNode(compileMessage(message))
  return {
    visitor: {
      ObjectProperty({ node, parent }) {
        const isDescriptor =
          types.isObjectExpression(parent) &&
          parent.properties.some((other) => types.isObjectProperty(other) && isNamed(other.key, 'id'))
        if (isDescriptor && isNamed(node.key, 'message') && types.isStringLiteral(node.value)) {
          node.value = compiled(node.value.value)
        }
      },
      JSXAttribute({ node, parent }) {
        if (!types.isJSXOpeningElement(parent) || !types.isJSXIdentifier(parent.name)) return
        if (!parent.name.name.startsWith('_Trans') || node.name.name !== 'message') return
        const { value } = node
        const text = types.isJSXExpressionContainer(value) ? value.expression : value
        if (types.isStringLiteral(text)) node.value = types.jsxExpressionContainer(compiled(text.value))
      },
    },
  }
}

const isNamed = (key: types.Node, name: string): boolean =>
  types.isIdentifier(key, { name }) || types.isStringLiteral(key, { value: name })

export default defineConfig(({ isSsrBuild }) => ({
  root: isSsrBuild ? root : `${root}client`,
  plugins: isSsrBuild ? [] : [linguiMacros(), react(), shellFirst(), offlineApp()],
  // The server's libraries are built into it: read as hundreds of files, they made up most of a start.
  ssr: { noExternal: isSsrBuild ? true : [], external: ['libsql'] },
  build: isSsrBuild
    ? {
        outDir: `${root}dist/server`,
        emptyOutDir: true,
        target: 'node20',
        rollupOptions: {
          input: {
            main: `${root}server/main.ts`,
            sqliteWorker: `${root}server/storage/sqlite/sqliteWorker.ts`,
            importWorker: `${root}server/imports/importWorker.ts`,
            exportWorker: `${root}server/exports/exportWorker.ts`,
          },
          // What Node reads at every start is short; names stay as they are, for whoever reads a log.
          output: {
            entryFileNames: '[name].js',
            minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
          },
        },
      }
    : {
        outDir: `${root}dist/client`,
        emptyOutDir: true,
        target: 'es2022',
        sourcemap: true,
        manifest: true,
        // A browser without preloading asks for the files a little later; the shim would be one more in the way.
        modulePreload: { polyfill: false },
        rolldownOptions: { output: { codeSplitting: { groups: openingChunks } } },
      },
  resolve: isSsrBuild ? {} : { alias: { 'lib0/logging': `${root}client/sync/yjsWarnings.ts` } },
  server: {
    proxy: {
      '/api': { target: 'http://127.0.0.1:8080', changeOrigin: false },
      '^/sync/[\\w-]{16}(\\?|$)': { target: 'ws://127.0.0.1:8080', ws: true },
    },
  },
  test: {
    root,
    environment: 'node',
    testTimeout: 20_000,
    hookTimeout: 120_000,
    // Nothing is waited for as long as this unless it is broken; a busy machine may need most of it.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          // Much of it waits for disks and sockets. The browsers come after it, with the machine to themselves.
          maxWorkers: '100%',
          include: ['tests/**/*.test.{ts,tsx}'],
          // The benchmarks' peers are installed below their folder, with tests of their own.
          exclude: ['tests/e2e/**', 'tests/chaos/**', 'tests/bench/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'product',
          sequence: { groupOrder: 1 },
          include: ['tests/e2e/**/*.test.ts', 'tests/chaos/**/*.test.ts'],
          globalSetup: ['tests/support/buildProduct.ts'],
          // Browsers are heavy, but half of a story waits for a person's pace: two at a time.
          maxWorkers: 2,
          testTimeout: 240_000,
          // As long as the browser's own waits.
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
}))
