import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import fastifyCookie from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { hashOf } from '../boards/hashOf.ts'
import type { HttpConfig } from './HttpParts.ts'

const COOKIE = 'ct'
/** The longest that browsers keep a cookie. */
const MAX_AGE_SECONDS = 400 * 24 * 60 * 60
const COOKIE_PATTERN = /^[A-Za-z0-9_-]{43}$/

/** The browser's name in the store: the hash of its cookie, so that the store gives nobody a way in. */
export function browserOf(headers: IncomingHttpHeaders): string | undefined {
  const cookie = headers.cookie === undefined ? undefined : fastifyCookie.parse(headers.cookie)[COOKIE]
  return cookie !== undefined && COOKIE_PATTERN.test(cookie) ? hashOf(cookie) : undefined
}

/** The browser's name, giving it a cookie if it has none. */
export function ensureBrowser(request: FastifyRequest, reply: FastifyReply, config: HttpConfig): string {
  const known = browserOf(request.headers)
  if (known !== undefined) return known
  const cookie = randomBytes(32).toString('base64url')
  void reply.setCookie(COOKIE, cookie, {
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    // A hall's network has no certificate: there a Secure cookie would never come back.
    secure:
      config.publicUrl === undefined ? request.protocol === 'https' : config.publicUrl.startsWith('https:'),
    maxAge: MAX_AGE_SECONDS,
  })
  return hashOf(cookie)
}
