import type { BoardId } from '../../shared/model/ids.ts'
import type { Bus, BusMessage } from './Bus.ts'

type Listener = (message: BusMessage) => void
type Subscription = { readonly owner: object; readonly board: BoardId; readonly listener: Listener }

/** What several buses of one process have in common; each sender hears the others and not itself. */
export type ProcessExchange = { readonly subscriptions: Set<Subscription> }
export const processExchange = (): ProcessExchange => ({ subscriptions: new Set() })

/**
 * The bus of a server that runs as one process. Alone it carries nothing, since nobody else holds the board;
 * several on one exchange stand for several machines.
 */
export function processBus(exchange: ProcessExchange = processExchange()): Bus {
  const owner = {}
  return {
    publish(board, message) {
      for (const other of exchange.subscriptions) {
        if (other.owner !== owner && other.board === board) other.listener(message)
      }
    },
    subscribe(board, listener) {
      const subscription = { owner, board, listener }
      exchange.subscriptions.add(subscription)
      return () => {
        exchange.subscriptions.delete(subscription)
      }
    },
    close() {
      for (const one of exchange.subscriptions) if (one.owner === owner) exchange.subscriptions.delete(one)
      return Promise.resolve()
    },
  }
}
