import type { BrowserContext, WebSocketRoute } from 'playwright-core'
import type { Person } from './person.ts'

/** Takes a person's signal away and gives it back. */
export type Signal = {
  /** Resolves when the page says so. */
  lose(this: void): Promise<void>
  find(this: void): Promise<void>
}

/** By itself a browser takes half a minute to notice that its signal is gone: here its sockets are cut. */
export async function signalOf({ context, page }: Pick<Person, 'context' | 'page'>): Promise<Signal> {
  const open = new Set<WebSocketRoute>()
  let isLost = false
  await routeSockets(context, open, () => isLost)
  return {
    async lose() {
      isLost = true
      await context.setOffline(true)
      for (const socket of open) await socket.close({ code: 4500 })
      open.clear()
      await page
        .getByText(/^No connection/)
        .filter({ visible: true })
        .first()
        .waitFor()
    },
    async find() {
      isLost = false
      await context.setOffline(false)
    },
  }
}

const routeSockets = (context: BrowserContext, open: Set<WebSocketRoute>, isLost: () => boolean) =>
  context.routeWebSocket(/\/sync\//, async (socket) => {
    if (isLost()) return socket.close({ code: 4500 })
    const server = socket.connectToServer()
    open.add(socket)
    server.onClose((code, reason) => {
      open.delete(socket)
      void socket.close({
        ...(code === undefined ? {} : { code }),
        ...(reason === undefined ? {} : { reason }),
      })
    })
  })
