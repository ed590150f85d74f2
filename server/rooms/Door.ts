import { rowOf, rowsOf, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import { metaOf } from '../../shared/document/migrate.ts'
import type { ParticipantId } from '../../shared/model/ids.ts'
import type { Role } from '../../shared/model/roles.ts'
import type { GuestList } from '../storage/Storage.ts'

/** What is asked of a board before anybody comes in: which one it is, and who is on it. */
export type Door = {
  /** Undefined before the board was seeded; so is the epoch. */
  readonly schema: number | undefined
  readonly epoch: number | undefined
  /** Undefined for whoever is not on the board now. */
  person(this: void, id: ParticipantId): { readonly name: string; readonly role: Role } | undefined
}

export function doorOf(document: BoardDocument): Door {
  const meta = metaOf(document)
  return {
    schema: meta?.schema,
    epoch: meta?.epoch,
    person(id) {
      const row = rowOf(document, 'people', id)
      return row?.state.is === 'here' ? row : undefined
    },
  }
}

export function doorOfList({ schema, epoch, people }: GuestList): Door {
  const byId = new Map(people.map((person) => [person.id, person]))
  return { schema, epoch, person: (id) => byId.get(id) }
}

/** The same as {@link doorOf}, to be kept beside a snapshot; undefined before the board was seeded. */
export function guestListOf(document: BoardDocument): GuestList | undefined {
  const meta = metaOf(document)
  if (!meta) return undefined
  const people = [...rowsOf(document, 'people')].flatMap(([id, { name, role, state }]) =>
    state.is === 'here' ? [{ id, name, role }] : [],
  )
  return { schema: meta.schema, epoch: meta.epoch, people }
}
