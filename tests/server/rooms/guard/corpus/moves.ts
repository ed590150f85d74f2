import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { limits } from '../../../../../shared/model/limits.ts'
import { messageKinds } from '../../../../../shared/protocol/messages.ts'
import { awarenessFrame } from '../../../../../server/rooms/framing.ts'
import { syncFrame } from '../../filledRoom.ts'
import type { Dice } from '../Dice.ts'
import { encodeParts, type AnyStruct } from '../encodeParts.ts'
import { noteSaying } from '../../../../bench/sampleBoard.ts'
import { theirText, type Scene } from './scene.ts'

/*
 * What someone might send to hold up a room, each made for a size: 1 asks for about a megabyte, or for the most that
 * the limits let pass. A move looks at the document as the room has it by then, so that moves build on one another.
 */

/** What a move may look at: the room's document, and a client id of the attacker's, seldom another one. */
export type Stage = {
  readonly scene: Scene
  readonly doc: Y.Doc
  readonly dice: Dice
  readonly client: number
}
/** @param size from 0 to 1 @returns one frame */
export type Move = (stage: Stage, size: number) => Uint8Array

const some = (most: number, size: number) => Math.max(1, Math.floor(most * size))
const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i))

type Around = { origin?: Y.ID | null; right?: Y.ID | null; parent?: string | Y.ID; key?: string }

/** Structs one after another under one client id, from where the document is. */
class Block {
  readonly structs: AnyStruct[] = []
  readonly deletes: { clock: number; len: number }[] = []
  readonly client: number
  clock: number

  constructor({ doc }: Stage, client: number) {
    this.client = client
    this.clock = Y.getState(doc.store, client)
  }

  add(content: Y.Item['content'], { origin = null, right = null, parent, key }: Around = {}): Y.ID {
    const id = new Y.ID(this.client, this.clock)
    const place = (parent ?? null) as Y.ID | null
    this.structs.push(new Y.Item(id, null, origin, null, right, place, key ?? null, content))
    this.clock += content.getLength()
    return id
  }

  frame(): Uint8Array {
    return frameOf([this])
  }
}

function frameOf(
  blocks: readonly Block[],
  deletes = new Map<number, { clock: number; len: number }[]>(),
): Uint8Array {
  for (const { client, deletes: own } of blocks) if (own.length > 0) deletes.set(client, own)
  const filled = blocks.filter(({ structs }) => structs.length > 0)
  return syncFrame(
    'update',
    encodeParts({ blocks: new Map(filled.map(({ client, structs }) => [client, structs])), deletes }),
  )
}

const letter = (i = 0) => new Y.ContentString(String.fromCharCode(97 + (i % 26)))
const row = (value: unknown) => new Y.ContentAny([value])
const position = (x: number) => row({ x, y: 0, standsAlone: false })

/** The text that everything is thrown at. */
const textItem = ({ doc }: Stage): Y.Item => doc.getMap('texts')._map.get(theirText)!
const itemsOfText = (stage: Stage): Y.Item[] => {
  const items: Y.Item[] = []
  const { type } = textItem(stage).content as Y.ContentType
  for (let item = type._start; item; item = item.right) items.push(item)
  return items
}
const aliveOfText = (stage: Stage) => itemsOfText(stage).filter(({ deleted }) => !deleted)
const lastOf = (item: Y.Item) => new Y.ID(item.id.client, item.id.clock + item.length - 1)
const newKey = (dice: Dice) =>
  times(16, () => dice.pick([...'abcdefghijklmnopqrstuvwxyz0123456789_'])).join('')
/** A client id that nobody has. */
const newClient = ({ dice }: Stage) => 1 + dice.below(0xffff_fffe)

/** Deletes stretches of the text of a length each, leaving so many characters between. */
function deleteStretches(stage: Stage, size: number, len: number, between: number): Uint8Array {
  const ranges = new Map<number, { clock: number; len: number }[]>()
  let left = some(60_000, size)
  for (const item of aliveOfText(stage)) {
    const { client, clock } = item.id
    for (let at = 0; at + len <= item.length && left > 0; at += len + between, left--) {
      const list = ranges.get(client) ?? []
      ranges.set(client, list)
      list.push({ clock: clock + at, len })
    }
  }
  for (const list of ranges.values()) list.sort((a, b) => a.clock - b.clock)
  return frameOf([], ranges)
}

export const moves = {
  'letters typed one by one': (stage, size) => {
    const block = new Block(stage, stage.client)
    let origin: Y.ID | null = null
    for (let i = 0; i < some(19_000, size); i++)
      origin = block.add(letter(i), origin ? { origin } : { parent: textItem(stage).id })
    return block.frame()
  },
  'letters each before the last': (stage, size) => {
    const block = new Block(stage, stage.client)
    let right: Y.ID | null = null
    for (let i = 0; i < some(19_000, size); i++)
      right = block.add(letter(i), right ? { right } : { parent: textItem(stage).id })
    return block.frame()
  },
  'siblings at the start': (stage, size) => {
    const block = new Block(stage, stage.client)
    for (let i = 0; i < some(19_000, size); i++) block.add(letter(i), { parent: textItem(stage).id })
    return block.frame()
  },
  'siblings at one letter': (stage, size) => {
    const origin = lastOf(stage.dice.pick(itemsOfText(stage)))
    const block = new Block(stage, stage.client)
    for (let i = 0; i < some(19_000, size); i++) block.add(letter(i), { origin })
    return block.frame()
  },
  'siblings between two letters far apart': (stage, size) => {
    const items = itemsOfText(stage)
    const block = new Block(stage, stage.client)
    const [origin, right] = [items[0]!.id, lastOf(items.at(-1)!)]
    for (let i = 0; i < some(19_000, size); i++) block.add(letter(i), { origin, right })
    return block.frame()
  },
  'letters at random places': (stage, size) => {
    const items = itemsOfText(stage)
    const block = new Block(stage, stage.client)
    for (let i = 0; i < some(15_000, size); i++) {
      const item = stage.dice.pick(items)
      block.add(letter(i), {
        origin: new Y.ID(item.id.client, item.id.clock + stage.dice.below(item.length)),
      })
    }
    return block.frame()
  },
  'a client id for each letter': (stage, size) => {
    const parent = textItem(stage).id
    return frameOf(
      times(some(1000, size), () => {
        const block = new Block(stage, newClient(stage))
        block.add(letter(), { parent })
        return block
      }),
    )
  },
  'client ids that type in turns': (stage, size) => {
    const blocks = times(some(1000, size), () => new Block(stage, newClient(stage)))
    let origin: Y.ID | null = null
    for (let i = 0; i < some(19_000, size); i++)
      origin = blocks[i % blocks.length]!.add(letter(i), origin ? { origin } : { parent: textItem(stage).id })
    return frameOf(blocks)
  },
  'a client id more than is allowed, each for one row': (stage, size) =>
    frameOf(
      times(some(30_000, size), () => {
        const block = new Block(stage, newClient(stage))
        block.add(position(1), { parent: 'positions', key: newKey(stage.dice) })
        return block
      }),
    ),
  'rewrites of one key': (stage, size) => {
    const block = new Block(stage, stage.client)
    const last = stage.doc.getMap('positions')._map.get(stage.scene.notes[0]!)
    let origin = last ? lastOf(last) : null
    for (let i = 0; i < some(20_000, size); i++)
      origin = block.add(
        position(i),
        origin ? { origin } : { parent: 'positions', key: stage.scene.notes[0]! },
      )
    return block.frame()
  },
  'writes of one key, none after another': (stage, size) => {
    const block = new Block(stage, stage.client)
    for (let i = 0; i < some(15_000, size); i++)
      block.add(position(i), { parent: 'positions', key: stage.scene.notes[0]! })
    return block.frame()
  },
  'writes of one key, all by different ids': (stage, size) =>
    frameOf(
      times(some(1000, size), (i) => {
        const block = new Block(stage, newClient(stage))
        block.add(position(i), { parent: 'positions', key: stage.scene.notes[0]! })
        return block
      }),
    ),
  'many rows': (stage, size) => {
    const block = new Block(stage, stage.client)
    for (let i = 0; i < some(17_000, size); i++)
      block.add(position(i), { parent: 'positions', key: newKey(stage.dice) })
    return block.frame()
  },
  'many rows, gone in the same update': (stage, size) => {
    const block = new Block(stage, stage.client)
    const from = block.clock
    for (let i = 0; i < some(17_000, size); i++)
      block.add(position(i), { parent: 'positions', key: newKey(stage.dice) })
    block.deletes.push({ clock: from, len: block.clock - from })
    return block.frame()
  },
  'all rows of a table taken away': (stage, size) => {
    const ranges = new Map<number, { clock: number; len: number }[]>()
    for (const item of [...stage.doc.getMap('positions')._map.values()].slice(0, some(100_000, size))) {
      const list = ranges.get(item.id.client) ?? []
      ranges.set(item.id.client, list)
      list.push({ clock: item.id.clock + item.length - 1, len: 1 })
    }
    for (const list of ranges.values()) list.sort((a, b) => a.clock - b.clock)
    return frameOf([], ranges)
  },
  'themes with their texts': (stage, size) => {
    const block = new Block(stage, stage.client)
    for (let i = 0; i < some(1900, size); i++) {
      const key = newKey(stage.dice)
      block.add(row({ title: 'x'.repeat(200), colour: 'teal', state: 'open', addedAtMs: 1 }), {
        parent: 'themes',
        key,
      })
      for (const field of ['summary', 'differ'])
        block.add(new Y.ContentType(new Y.Text()), { parent: 'texts', key: `themes/${key}/${field}` })
    }
    return block.frame()
  },
  'texts without an owner': (stage, size) => {
    const block = new Block(stage, stage.client)
    for (let i = 0; i < some(18_000, size); i++)
      block.add(new Y.ContentType(new Y.Text()), {
        parent: 'texts',
        key: `themes/${newKey(stage.dice)}/summary`,
      })
    return block.frame()
  },
  'notes as long as they may be': (stage, size) => {
    const block = new Block(stage, stage.client)
    const long = '"'.repeat(limits.noteCharacters)
    for (let i = 0; i < some(48, size); i++) {
      const note = noteSaying(long, stage.scene.attacker.author, 1)
      block.add(row({ ...note, impression: long }), { parent: 'notes', key: newKey(stage.dice) })
    }
    return block.frame()
  },
  'a string of a megabyte': (stage, size) => {
    const block = new Block(stage, stage.client)
    block.add(new Y.ContentString('x'.repeat(some(990_000, size))), { parent: textItem(stage).id })
    return block.frame()
  },
  'a text as long as it may be': (stage, size) => {
    const block = new Block(stage, stage.client)
    const { type } = textItem(stage).content as Y.ContentType
    const room = Math.max(1, limits.textCharacters - type._length)
    block.add(new Y.ContentString('x'.repeat(some(room, size))), { parent: textItem(stage).id })
    return block.frame()
  },
  'a string of characters in two halves': (stage, size) => {
    const block = new Block(stage, stage.client)
    block.add(new Y.ContentString('🚌'.repeat(some(9_000, size))), { parent: textItem(stage).id })
    return block.frame()
  },
  'a key of a megabyte': (stage, size) => {
    const block = new Block(stage, stage.client)
    block.add(position(1), { parent: 'positions', key: 'x'.repeat(some(990_000, size)) })
    return block.frame()
  },
  'a value nested without end': (stage, size) => {
    // A list of one in a list of one, as bytes: to write it as a value would take as deep a stack as reading it.
    const block = new Block(stage, stage.client)
    block.add(position(1), { parent: 'positions', key: newKey(stage.dice) })
    const update = encodeParts({ blocks: new Map([[stage.client, block.structs]]), deletes: new Map() })
    const depth = some(490_000, size)
    const nested = new Uint8Array(2 * depth)
    for (let i = 0; i < nested.length; i += 2) nested.set([117, 1], i)
    const at = update.indexOf(118) // where the row begins as an object
    return syncFrame('update', Buffer.concat([update.subarray(0, at), nested]))
  },
  'values full of nothing': (stage, size) => {
    const block = new Block(stage, stage.client)
    const nothings = times(60_000, () => null)
    for (let i = 0; i < some(15, size); i++)
      block.add(row(nothings), { parent: 'positions', key: newKey(stage.dice) })
    return block.frame()
  },
  'values full of keys': (stage, size) => {
    const block = new Block(stage, stage.client)
    for (let i = 0; i < some(8, size); i++) {
      const value = Object.fromEntries(times(13_000, (n) => [`${i}${n}`, null]))
      block.add(row(value), { parent: 'positions', key: newKey(stage.dice) })
    }
    return block.frame()
  },
  'many values in one struct': (stage, size) => {
    const block = new Block(stage, stage.client)
    const values = times(some(300_000, size), (i) => i % 50)
    block.add(new Y.ContentAny(values), { parent: 'positions', key: stage.scene.notes[0]! })
    block.deletes.push({ clock: block.clock - values.length, len: values.length })
    return block.frame()
  },
  'gravestones of one': (stage, size) => {
    const block = new Block(stage, stage.client)
    for (let i = 0; i < some(100_000, size); i++)
      block.structs.push(new Y.GC(new Y.ID(stage.client, block.clock++), 1))
    return block.frame()
  },
  'a gravestone of millions': (stage, size) => {
    const block = new Block(stage, stage.client)
    block.structs.push(new Y.GC(new Y.ID(stage.client, block.clock), some(5_000_001, size)))
    return block.frame()
  },
  'deleted words between two living': (stage, size) => {
    const block = new Block(stage, stage.client)
    let origin: Y.ID | null = null
    for (let i = 0; i < some(30_000, size); i++) {
      const content = i % 2 ? new Y.ContentDeleted(1 + stage.dice.below(3)) : letter(i)
      const first: Y.ID = block.add(content, origin ? { origin } : { parent: textItem(stage).id })
      origin = new Y.ID(first.client, block.clock - 1)
    }
    return block.frame()
  },
  'a skip over clocks': (stage, size) => {
    const block = new Block(stage, stage.client)
    for (let i = 0; i < some(100_000, size); i++)
      block.structs.push(new Y.Skip(new Y.ID(stage.client, block.clock++), 1))
    return block.frame()
  },
  'ranges of what is gone or never was': (stage, size) => {
    const ranges = times(some(180_000, size), (i) => ({ clock: 2 * i, len: 1 }))
    return frameOf([], new Map([[stage.dice.pick([...stage.doc.store.clients.keys()]), ranges]]))
  },
  'every second letter taken away': (stage, size) => deleteStretches(stage, size, 1, 1),
  'every second pair taken away': (stage, size) => deleteStretches(stage, size, 2, 1),
  'every letter taken away, each by itself': (stage, size) => deleteStretches(stage, size, 1, 0),
  'half a character taken away': (stage, size) => deleteStretches(stage, size, 1, 2),
  'all pieces of the text taken away': (stage, size) => {
    const ranges = new Map<number, { clock: number; len: number }[]>()
    for (const { id, length } of aliveOfText(stage).slice(0, some(60_000, size))) {
      const list = ranges.get(id.client) ?? []
      ranges.set(id.client, list)
      list.push({ clock: id.clock, len: length })
    }
    for (const list of ranges.values()) list.sort((a, b) => a.clock - b.clock)
    return frameOf([], ranges)
  },
  'letters that refer to later ones': (stage, size) => {
    // Each block waits for the next: the order has to be found from the far end.
    const blocks = times(some(1000, size), () => new Block(stage, newClient(stage)))
    blocks.sort((a, b) => b.client - a.client)
    blocks.forEach((block, i) => {
      const next = blocks[i + 1]
      block.add(letter(i), next ? { right: new Y.ID(next.client, 0) } : { parent: textItem(stage).id })
    })
    return frameOf(blocks)
  },
  'two ids that wait for each other letter by letter': (stage, size) => {
    const [a, b] = [new Block(stage, newClient(stage)), new Block(stage, newClient(stage))]
    let origin = a.add(letter(), { parent: textItem(stage).id })
    for (let i = 0; i < some(19_000, size); i++) origin = (i % 2 ? a : b).add(letter(i), { origin })
    return frameOf([a, b])
  },
  'all that the room has, sent back': ({ doc }) => syncFrame('step2', Y.encodeStateAsUpdate(doc)),
  'a question with a long state vector': ({ dice }, size) => {
    const encoder = encoding.createEncoder()
    const clients = some(110_000, size)
    encoding.writeVarUint(encoder, clients)
    for (let i = 0; i < clients; i++) {
      encoding.writeVarUint(encoder, 1 + dice.below(0xffff_fffe))
      encoding.writeVarUint(encoder, dice.below(1e6))
    }
    return syncFrame('step1', encoding.toUint8Array(encoder))
  },
  'a question for everything': () => syncFrame('step1', Uint8Array.of(0)),
  'many states of awareness': ({ scene, dice }, size) =>
    awarenessFrame(
      times(some(5000, size), () => {
        const json = JSON.stringify({ participant: scene.attacker.participant, stage: 'x'.repeat(120) })
        return { clientId: dice.below(0xffff_ffff), clock: dice.below(99), json }
      }),
    ),
  'awareness nested without end': ({ client }, size) => {
    const depth = some(490_000, size)
    return awarenessFrame([{ clientId: client, clock: 1, json: '['.repeat(depth) + ']'.repeat(depth) }])
  },
  'noise under a sync number': ({ dice }, size) =>
    Uint8Array.from([messageKinds.sync, 2, ...times(some(100_000, size), () => dice.below(256))]),
} as const satisfies Record<string, Move>

export type MoveName = keyof typeof moves
export const moveNames = Object.keys(moves) as MoveName[]
