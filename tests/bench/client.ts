import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { openBoardDocument, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import type { AuthorKey, BoardId } from '../../shared/model/ids.ts'
import { browserOf, socketWithCookie, type HttpBrowser } from '../support/httpBrowser.ts'

/** A stock y-websocket client in a room. */
export type Client = {
  readonly document: BoardDocument
  readonly provider: WebsocketProvider
  close(this: void): void
}

/** Connects a stock client and resolves once its socket is open. @throws if it does not open within 10 s */
export async function connectClient(
  socketUrl: string,
  room: string,
  socket: typeof globalThis.WebSocket,
  params: Record<string, string> = {},
): Promise<Client> {
  const document = openBoardDocument(new Y.Doc())
  const provider = new WebsocketProvider(socketUrl, room, document.doc, {
    disableBc: true,
    WebSocketPolyfill: socket,
    params,
  })
  // Nobody moves a cursor here: what is measured is the document.
  provider.awareness.setLocalState(null)
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new Error(`no connection to ${socketUrl}`))
    }, 10_000)
    provider.on('status', ({ status }) => {
      if (status !== 'connected') return
      clearTimeout(late)
      resolve()
    })
  })
  return {
    document,
    provider,
    close() {
      provider.destroy()
      provider.awareness.destroy()
      document.doc.destroy()
    },
  }
}

/** A board on a running product, and the browser whose person made it. */
export type MadeBoard = {
  readonly id: BoardId
  readonly author: AuthorKey
  readonly memberSecret: string
  readonly maker: HttpBrowser
}

/** Makes a board over HTTP. */
export async function makeBoard(url: string): Promise<MadeBoard> {
  const maker = browserOf(url)
  const made = await maker.post('/api/boards', { title: 'A board to measure', name: 'Fay' })
  if (made.status !== 201) throw new Error(`making a board gave ${made.status}: ${made.text}`)
  const { id, links, participant } = made.json as {
    id: BoardId
    links: { member: string }
    participant: { authorKey: AuthorKey }
  }
  return { id, author: participant.authorKey, memberSecret: links.member.split('#')[1] ?? '', maker }
}

/** Someone joins a board as a member, in a browser of their own. */
export async function joinAsMember(url: string, board: MadeBoard, name: string): Promise<HttpBrowser> {
  const browser = browserOf(url)
  const joined = await browser.post(`/api/boards/${board.id}/participants`, {
    secret: board.memberSecret,
    name,
  })
  if (joined.status !== 201) throw new Error(`joining gave ${joined.status}: ${joined.text}`)
  return browser
}

export const connectBrowser = (
  url: string,
  board: BoardId,
  browser: HttpBrowser,
  params: Record<string, string> = {},
): Promise<Client> =>
  connectClient(`${url.replace('http', 'ws')}/sync`, board, socketWithCookie(browser), params)
