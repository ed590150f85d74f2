import * as Y from 'yjs'
import { tableNames, TEXTS } from '../../../../shared/model/tableNames.ts'
import { encodeParts, type AnyStruct, type Parts } from './encodeParts.ts'
import type { Dice } from './Dice.ts'

/** An update with something wrong in it: broken bytes, or structs as only a crafted client makes them. */
export function mutate(dice: Dice, doc: Y.Doc, update: Uint8Array): Uint8Array {
  if (dice.chance(0.25)) return mutateBytes(dice, update)
  const { structs, ds } = Y.decodeUpdate(update)
  const parts: Parts = { blocks: new Map(), deletes: ds.clients }
  for (const struct of structs) {
    const { client } = struct.id
    const block = parts.blocks.get(client)
    if (block) block.push(struct)
    else parts.blocks.set(client, [struct])
  }
  for (let i = dice.below(3); i >= 0; i--) mutateParts(dice, doc, parts)
  try {
    return encodeParts(parts)
  } catch {
    return mutateBytes(dice, update) // a struct that cannot even be written
  }
}

function mutateBytes(dice: Dice, update: Uint8Array): Uint8Array {
  const bytes = [...update]
  for (let i = dice.below(4); i >= 0; i--) {
    const at = dice.below(bytes.length)
    dice.pick([
      () => {
        bytes[at] = dice.below(256)
      },
      () => {
        bytes[at] = ((bytes[at] ?? 0) ^ (1 << dice.below(8))) & 255
      },
      () => {
        bytes.splice(at, 1 + dice.below(4))
      },
      () => {
        bytes.splice(at, 0, dice.below(256))
      },
      () => {
        bytes.splice(at, 0, ...bytes.slice(at, at + dice.below(20)))
      },
      () => {
        bytes.length = at
      },
    ])()
  }
  return Uint8Array.from(bytes)
}

function mutateParts(dice: Dice, doc: Y.Doc, { blocks, deletes }: Parts): void {
  const clients = [...new Set([...blocks.keys(), ...doc.store.clients.keys(), 77, 4_000_000_000])]
  const someId = () => {
    const client = dice.pick(clients)
    const top = Math.max(Y.getState(doc.store, client), lastClock(blocks.get(client)))
    return new Y.ID(client, dice.chance(0.05) ? top + dice.below(9) : dice.below(top + 1))
  }
  const structs = [...blocks.values()].flat()
  const items = structs.filter((struct) => struct instanceof Y.Item)
  const item = items.length > 0 ? dice.pick(items) : undefined
  dice.pick([
    () => {
      if (item) item.origin = dice.chance(0.3) ? null : someId()
    },
    () => {
      if (item) item.rightOrigin = dice.chance(0.3) ? null : someId()
    },
    () => {
      if (item) placeAnywhere(dice, doc, item, someId)
    },
    () => {
      if (item) item.content = someContent(dice)
    },
    () => {
      const client = dice.pick(clients)
      if (item) {
        blocks.set(client, blocks.get(item.id.client) ?? [])
        if (client !== item.id.client) blocks.delete(item.id.client)
        if (dice.chance(0.7)) moveTo(blocks.get(client) ?? [], client, Y.getState(doc.store, client))
      }
    },
    () => {
      const client = dice.pick(clients)
      const range = { clock: dice.below(Y.getState(doc.store, client) + 5), len: 1 + dice.below(6) }
      const ranges = [...(deletes.get(client) ?? []), range]
      deletes.set(client, dice.chance(0.7) ? ranges.sort((a, b) => a.clock - b.clock) : ranges)
    },
    () => {
      const client = dice.pick(clients)
      const block = blocks.get(client) ?? []
      const clock = Math.max(Y.getState(doc.store, client), lastClock(block))
      const extra = new Y.Item(new Y.ID(client, clock), null, null, null, null, null, null, someContent(dice))
      placeAnywhere(dice, doc, extra, someId)
      blocks.set(client, [...block, dice.chance(0.15) ? new Y.GC(extra.id, 1 + dice.below(9)) : extra])
    },
    () => {
      if (item) blocks.get(item.id.client)?.splice(dice.below(3), 1, new Y.Skip(item.id, 1 + dice.below(3)))
    },
  ])()
}

/** Hangs an item on a root, on a text, on anything, or between any two structs. */
function placeAnywhere(dice: Dice, doc: Y.Doc, item: Y.Item, someId: () => Y.ID): void {
  const name = dice.chance(0.05) ? 'elsewhere' : dice.pick([...tableNames, TEXTS])
  const keys = [...(doc.share.get(name)?._map.keys() ?? []), 'a key']
  const root = name as unknown as Y.AbstractType<unknown>
  item.origin = item.rightOrigin = null
  dice.pick([
    () => {
      ;[item.parent, item.parentSub] = [root, dice.chance(0.05) ? null : dice.pick(keys)]
    },
    () => {
      // Right of the holder of a key, as an honest write of that key would be.
      const holder = doc.share.get(name)?._map.get(dice.pick(keys))
      if (holder) item.origin = holder.lastId
      else [item.parent, item.parentSub] = [root, dice.pick(keys)]
    },
    () => {
      ;[item.parent, item.parentSub] = [someId(), null]
    },
    () => {
      item.origin = someId()
      if (dice.chance(0.5)) item.rightOrigin = someId()
    },
  ])()
}

function someContent(dice: Dice) {
  return dice.pick([
    () => new Y.ContentAny([{ x: 1, y: 2, standsAlone: false }]),
    () => new Y.ContentAny([{ present: true }, { present: false }]),
    () => new Y.ContentAny([dice.pick([1n, undefined, NaN, 'words', null, [[]], { a: 1 }])]),
    () => new Y.ContentString(dice.pick(['words', '🚌🚌', 'x'])),
    () => new Y.ContentDeleted(1 + dice.below(5)),
    () => new Y.ContentType(dice.pick([new Y.Text(), new Y.Text(), new Y.Map(), new Y.XmlText()])),
    () => new Y.ContentFormat('bold', true),
    () => new Y.ContentEmbed({ a: 1 }),
    () => new Y.ContentJSON([1]),
    () => new Y.ContentBinary(Uint8Array.of(1)),
  ])()
}

const lastClock = (block: AnyStruct[] | undefined) => {
  const last = block?.at(-1)
  return last ? last.id.clock + last.length : 0
}

function moveTo(block: AnyStruct[], client: number, start: number): void {
  let clock = start
  for (const struct of block) {
    struct.id = new Y.ID(client, clock)
    clock += struct.length
  }
}
