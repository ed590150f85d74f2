import { WebSocket } from 'ws'

/** One browser as the server sees it: a cookie jar with an origin. */
export type HttpBrowser = {
  readonly origin: string
  cookie(): string
  send(method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown; text: string }>
  post(path: string, body?: unknown): Promise<{ status: number; json: unknown; text: string }>
  get(path: string): Promise<{ status: number; json: unknown; text: string }>
}

/** A browser of its own on a running server. A body is sent as JSON, or as a form when it is one. */
export function browserOf(origin: string): HttpBrowser {
  let cookie = ''
  const send: HttpBrowser['send'] = async (method, path, body) => {
    const isForm = body instanceof FormData
    const response = await fetch(origin + path, {
      method,
      headers: {
        origin,
        ...(cookie ? { cookie } : {}),
        ...(body !== undefined && !isForm ? { 'content-type': 'application/json' } : {}),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    })
    for (const set of response.headers.getSetCookie()) cookie = set.split(';')[0] ?? ''
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true && !text.includes('\n{')
    return {
      status: response.status,
      text,
      json: isJson && text !== '' ? (JSON.parse(text) as unknown) : undefined,
    }
  }
  return {
    origin,
    cookie: () => cookie,
    send,
    post: (path, body) => send('POST', path, body),
    get: (path) => send('GET', path),
  }
}

/** A WebSocket class for y-websocket that carries a browser's cookie and origin. */
export function socketWithCookie(browser: HttpBrowser): typeof globalThis.WebSocket {
  return class extends WebSocket {
    constructor(url: string) {
      super(url, { headers: { cookie: browser.cookie(), origin: browser.origin } })
    }
  } as unknown as typeof globalThis.WebSocket
}

/** Waits until something holds, a little at a time. @throws after `withinMs` */
export async function until(holds: () => boolean, withinMs = 10_000): Promise<void> {
  const deadlineMs = Date.now() + withinMs
  while (!holds()) {
    if (Date.now() > deadlineMs) throw new Error('it did not come to hold in time')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
