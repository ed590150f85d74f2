import { createHash } from 'node:crypto'
import type { FastifyHelmetOptions } from '@fastify/helmet'
import type { HttpConfig } from './HttpParts.ts'

/**
 * The style elements that react-aria inserts (usePress, usePreventScroll), word for word: they are allowed by
 * hash, so that no other inline style is. A test compares them with the library's own source.
 */
export const insertedStyles = [
  '@layer {\n  [data-react-aria-pressable] {\n    touch-action: pan-x pan-y pinch-zoom;\n  }\n}',
  '@layer {\n  * {\n    overscroll-behavior: contain;\n  }\n}',
] as const

/** What stands in the page's own style elements, word for word. */
const stylesIn = (page: string): string[] =>
  [...page.matchAll(/<style[^>]*>(.*?)<\/style>/gs)].map(([, text = '']) => text)

const hashSource = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** What a page of ours never asks a browser for, so that nothing in it can. */
export const permissionsPolicy = 'camera=(), microphone=(), geolocation=(), payment=(), usb=()'

/**
 * Headers of every answer. Over plain http nothing may demand https: in a hall that would be a blank page.
 * @param page the one page, whose own styles are allowed
 */
export function securityHeaders(config: HttpConfig, page: string): FastifyHelmetOptions {
  const isHttps = config.publicUrl?.startsWith('https:') ?? false
  return {
    global: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'"],
        'style-src': ["'self'", ...[...insertedStyles, ...stylesIn(page)].map(hashSource)],
        'img-src': ["'self'", 'data:', 'blob:'],
        'font-src': ["'self'"],
        'connect-src': ["'self'"],
        'worker-src': ["'self'"],
        'manifest-src': ["'self'"],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
      },
    },
    strictTransportSecurity: isHttps,
    // Browsers ignore these over plain http, and complain in the console.
    crossOriginOpenerPolicy: isHttps,
    originAgentCluster: isHttps,
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
  }
}
