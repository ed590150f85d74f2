import * as Y from 'yjs'
import { openBoardDocument, readBoard, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { metaOf, SCHEMA_VERSION } from '../../shared/document/migrate.ts'
import type { BoardId } from '../../shared/model/ids.ts'
import { outlineOf } from '../../shared/model/outline.ts'
import type { Actor } from '../../shared/model/rules.ts'
import type { ParticipantHere } from '../../shared/protocol/me.ts'
import { factsOf } from './actorIn.ts'
import type { Session } from './hooks.ts'
import type { BoardView } from './LiveBoard.ts'
import { createStatus } from './SessionStatus.ts'

/**
 * A board that can only be looked at: what one sees first of a large one, until all of it has come. It never changes,
 * writes nothing anywhere, and nobody sees who looks at it.
 */
export class GlanceSession implements Session {
  readonly status = createStatus([])
  readonly document: BoardDocument
  readonly view: BoardView

  /**
   * @param isOnlyPlaced leaves out the themes that nobody has given a place: where those lie depends on all the others
   * @throws when it cannot be read, or another build made it
   */
  constructor(
    readonly board: BoardId,
    readonly me: ParticipantHere,
    bytes: Uint8Array,
    isOnlyPlaced: boolean,
  ) {
    this.document = openBoardDocument(new Y.Doc())
    Y.applyUpdate(this.document.doc, bytes)
    const schema = metaOf(this.document)?.schema
    if (schema !== SCHEMA_VERSION)
      throw new Error(`a glance of schema ${SCHEMA_VERSION} was expected, and ${schema ?? 'none'} came`)
    const state = readBoard(this.document)
    const { name, role } = me
    const self = { name, role, organisation: '', state: { is: 'here' as const }, joinedAtMs: 0 }
    // A glance is the same for all and names nobody; whoever looks at it sees themselves.
    const outline = outlineOf(state)
    const openThemes =
      isOnlyPlaced && state.frames.size + state.positions.size > 0
        ? outline.openThemes.filter((theme) => state.frames.has(theme))
        : outline.openThemes
    this.view = { ...state, people: new Map([[me.id, self]]), outline: { ...outline, openThemes } }
  }

  get actor(): Actor {
    return { participant: this.me.id, author: this.me.authorKey, role: 'observer', present: false }
  }
  get facts() {
    return factsOf(this.document)
  }

  subscribe = () => () => undefined
  undo = doNothing
  redo = doNothing
  showPresence = doNothing
  lookAt = doNothing
  select = doNothing
  letGoOfWords = doNothing
  forget = () => Promise.resolve()
  tellRestored = doNothing
  refreshKept = doNothing
  destroy(): void {
    this.document.doc.destroy()
  }
}

function doNothing(): void {
  // There is nothing to do it to.
}
