import { rowOf, type BoardDocument } from '../../shared/document/BoardDocument.ts'
import type { Actor } from '../../shared/model/rules.ts'
import type { Visitor } from './Connection.ts'

/** Who acts, with the role and state that the document gives them now. */
export function actorOf(document: BoardDocument, { participant, author }: Visitor): Actor {
  const person = rowOf(document, 'people', participant)
  return { participant, author, role: person?.role ?? 'observer', present: person?.state.is === 'here' }
}
