import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { openBoardDocument, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { SCHEMA_VERSION } from '../../shared/document/migrate.ts'
import type { BoardId, NoteId } from '../../shared/model/ids.ts'
import { messageKinds } from '../../shared/protocol/messages.ts'
import type { Dice } from '../server/rooms/guard/Dice.ts'
import { deed, type Deed } from './deeds.ts'
import type { Ledger } from './Ledger.ts'
import type { Person } from './people.ts'
import { wireOf } from './Wire.ts'

/** A note that was written and is not known to be saved. `n` is the message in which it left. */
type Unsaved = { readonly note: NoteId; readonly words: string; n: number | undefined }

type WriterParts = {
  readonly origin: string
  readonly board: BoardId
  readonly person: Person
  readonly ledger: Ledger
  readonly dice: Dice
  readonly onFault: (fault: string) => void
  /** Called whenever an update has come, before anything is done with it. */
  readonly onUpdate?: () => void
}

/** One person at one board over a real socket, who edits at random and notes down what they are promised. */
export class Writer {
  document = openBoardDocument(new Y.Doc())
  readonly #parts: WriterParts
  #provider: WebsocketProvider | undefined
  #socket: WebSocket | undefined
  #sent = new Map<number, Uint8Array>()
  #sentCount = 0
  #unsaved: Unsaved[] = []

  constructor(parts: WriterParts) {
    this.#parts = parts
  }

  /** Connects, and resolves when it is level with the server. @throws after 20 s */
  async connect(): Promise<void> {
    const { origin, board, person, ledger, onFault, onUpdate } = this.#parts
    const Wire = wireOf(
      person.browser,
      {
        sent: (n, update) => {
          this.#sent.set(n, update)
          this.#sentCount = n
          for (const one of this.#unsaved) one.n ??= n
        },
        seen: (update) => {
          onUpdate?.()
          ledger.seen(update)
        },
        saved: (n) => {
          this.#heardSaved(n)
        },
        denied: (reason) => {
          onFault(`an honest edit by a ${person.role} was refused: ${reason}`)
        },
      },
      (socket) => {
        this.#socket = socket
      },
    )
    this.#provider = new WebsocketProvider(`${origin.replace('http', 'ws')}/sync`, board, this.document.doc, {
      disableBc: true,
      WebSocketPolyfill: Wire,
      params: { as: person.id, v: String(SCHEMA_VERSION) },
    })
    this.#provider.awareness.setLocalState(null)
    for (const kind of ['saved', 'denied', 'notice'] as const)
      this.#provider.messageHandlers[messageKinds[kind]] = () => undefined
    const untilMs = Date.now() + 20_000
    while (!this.#provider.synced) {
      if (Date.now() > untilMs) throw new Error('the server did not answer a sync')
      await pause(2)
    }
  }

  /** Edits until it is over, a step every few milliseconds. */
  async work(isOver: () => boolean): Promise<void> {
    const { dice, person, ledger } = this.#parts
    while (!isOver()) {
      await this.do(deed(this.document, person, ledger, dice), isOver)
      await pause(dice.below(30))
    }
  }

  /** Does one thing: an edit, or a call once all edits before it are saved. */
  async do(next: Deed, isOver: () => boolean): Promise<void> {
    if (next.is === 'edit') {
      if (next.note) this.#unsaved.push({ ...next.note, n: undefined })
      await next.run()
      return
    }
    await this.saved(isOver)
    if (!isOver()) await next.run()
  }

  get who(): Person {
    return this.#parts.person
  }
  /** Messages with updates that have left on this connection. */
  get sentCount(): number {
    return this.#sentCount
  }
  /** Resolves when everything that was sent is saved, or it is over. */
  async saved(isOver: () => boolean = () => false): Promise<void> {
    while (this.#sent.size > 0 && !isOver()) await pause(2)
  }

  /** The server is gone: waits until everything that had come was looked at. @param forgets as a browser that crashed too */
  async lost(forgets: boolean): Promise<void> {
    const { readyState } = this.#socket ?? { readyState: WebSocket.CLOSED }
    if (this.#socket && readyState !== WebSocket.CLOSED) await once(this.#socket, 'close')
    this.leave()
    this.#sent.clear()
    for (const one of this.#unsaved) one.n = undefined
    if (!forgets) return
    this.#unsaved = []
    this.document.doc.destroy()
    this.document = openBoardDocument(new Y.Doc())
  }

  leave(): void {
    this.#provider?.destroy()
    this.#provider?.awareness.destroy()
    this.#provider = undefined
  }

  #heardSaved(n: number): void {
    const { ledger } = this.#parts
    for (const [sent, update] of this.#sent) {
      if (sent > n) continue
      ledger.saved(update)
      this.#sent.delete(sent)
    }
    for (const { note, words } of this.#unsaved.filter((one) => isUpTo(one.n, n)))
      ledger.notesSaved.set(note, words)
    this.#unsaved = this.#unsaved.filter((one) => !isUpTo(one.n, n))
  }
}

const isUpTo = (n: number | undefined, saved: number): boolean => n !== undefined && n <= saved

/** A board as someone who comes now is given it. The document is the caller's. */
export async function freshCopy(parts: WriterParts): Promise<BoardDocument> {
  const visitor = new Writer(parts)
  await visitor.connect()
  visitor.leave()
  return visitor.document
}
