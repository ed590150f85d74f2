import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/document/newId.ts'
import { limits } from '../../../shared/model/limits.ts'
import { messageKinds } from '../../../shared/protocol/messages.ts'
import { startRelay, type Client, type Relay, type Someone } from './relay.ts'
import { eventually } from '../../support/eventually.ts'

let relay: Relay | undefined
afterEach(async () => {
  await relay?.stop()
  relay = undefined
})
const start = async () => (relay = await startRelay())

const synced = (client: Client) =>
  eventually(() => {
    expect(client.provider.synced).toBe(true)
  })
const stateOf = (who: Someone) => ({ participant: who.participant, stage: 'themes', cursor: { x: 1, y: 2 } })
/** What others are shown of everyone but the reader. */
const seenBy = ({ awareness }: Client) =>
  [...awareness.getStates()].filter(([id]) => id !== awareness.clientID).map(([, state]) => state)

describe('who is here', () => {
  it('is seen by the others, newcomers too, until the connection closes', async () => {
    const { join, connect } = await start()
    const [ana, ben, cat] = [await join('member'), await join('member'), await join('member')]
    const [anas, bens] = [connect(ana), connect(ben)]
    await Promise.all([synced(anas), synced(bens)])
    anas.awareness.setLocalState(stateOf(ana))
    await eventually(() => {
      expect(seenBy(bens)).toEqual([stateOf(ana)])
    })
    const cats = connect(cat)
    await eventually(() => {
      expect(seenBy(cats)).toEqual([stateOf(ana)])
    })
    // Cut without a goodbye.
    anas.provider.shouldConnect = false
    anas.provider.ws?.close()
    await eventually(() => {
      expect(seenBy(bens)).toEqual([])
      expect(seenBy(cats)).toEqual([])
    })
  })

  it('is seen where they go, by newcomers and stock clients as well, whatever they point or drag with', async () => {
    const { join, connect } = await start()
    const [ana, ben, cat] = [await join('member'), await join('member'), await join('member')]
    const [anas, bens] = [connect(ana), connect(ben)]
    const cats = connect(cat, { stock: true })
    await Promise.all([synced(anas), synced(bens), synced(cats)])
    const all = [bens, cats]
    const go = async (state: Record<string, unknown>) => {
      anas.awareness.setLocalState({ participant: ana.participant, stage: 'themes', ...state })
      await eventually(() => {
        for (const each of all)
          expect(seenBy(each)).toEqual([{ participant: ana.participant, stage: 'themes', ...state }])
      })
    }
    const heard: number[] = []
    bens.provider.ws!.addEventListener('message', ({ data }) =>
      heard.push(new Uint8Array(data as ArrayBuffer)[0]!),
    )
    await go({ cursor: { x: 1, y: 2 } })
    await go({ cursor: { x: -3, y: 2_000 } })
    await go({ cursor: { x: -3.5, y: 2_000 } })
    await go({ cursor: { x: 4, y: 0 } })
    await go({ cursor: null, drag: { notes: [newId(), newId()], x: 4, y: 0 } })
    const drag = { notes: [newId(), newId()], x: 999, y: -999 }
    await go({ cursor: null, drag })
    const late = connect(await join('member'))
    await synced(late)
    all.push(late)
    await go({ cursor: null, drag: { ...drag, x: 1_000 } })
    await go({ cursor: { x: 7, y: 7 }, drag: null })
    // Those alone in which nothing but the place was new.
    expect(heard.filter((kind) => kind === messageKinds.moved)).toHaveLength(2)
  })

  it('cannot be said in the name of someone else, nor under a second awareness id', async () => {
    const { join, connect } = await start()
    const [ana, ben, cat] = [await join('member'), await join('member'), await join('member')]
    const [anas, bens, cats] = [connect(ana), connect(ben), connect(cat)]
    await Promise.all([synced(anas), synced(bens), synced(cats)])
    anas.awareness.setLocalState(stateOf(ana))
    await eventually(() => {
      expect(seenBy(cats)).toEqual([stateOf(ana)])
    })
    bens.awareness.setLocalState(stateOf(ana)) // forged
    await pause(150)
    expect(seenBy(cats)).toEqual([stateOf(ana)])
    bens.awareness.setLocalState(stateOf(ben))
    await eventually(() => {
      expect(seenBy(cats)).toHaveLength(2)
    })
    bens.awareness.clientID += 1
    bens.awareness.setLocalState(stateOf(ben))
    bens.awareness.clientID = anas.awareness.clientID
    bens.awareness.setLocalState({ ...stateOf(ben), cursor: { x: 99, y: 99 } })
    await pause(150)
    expect(seenBy(cats)).toHaveLength(2)
    expect(seenBy(cats)).toContainEqual(stateOf(ana))
    expect(bens.closeCode).toBeUndefined()
  })

  it('is shown as it was before when a state is larger than any pointer needs', async () => {
    const { join, connect } = await start()
    const [ana, ben] = [await join('member'), await join('member')]
    const [anas, bens] = [connect(ana), connect(ben)]
    await Promise.all([synced(anas), synced(bens)])
    // What is over the size is nothing that anyone would show, so the rest of it is passed over too.
    const large = { ...stateOf(ana), cursor: { x: 9, y: 9 }, more: 'x'.repeat(limits.presenceBytes) }
    anas.awareness.setLocalState(stateOf(ana))
    anas.awareness.setLocalState(large)
    const after = { ...stateOf(ana), cursor: { x: 3, y: 4 } }
    const seen: unknown[] = []
    bens.awareness.on('change', () => seen.push(...seenBy(bens)))
    await pause(150)
    anas.awareness.setLocalState(after)
    await eventually(() => {
      expect(seenBy(bens)).toEqual([after])
    })
    expect(seen).not.toContainEqual({ ...stateOf(ana), cursor: { x: 9, y: 9 } })
    expect(anas.closeCode).toBeUndefined()
  })

  it('shows an observer without pointer', async () => {
    const { join, connect } = await start()
    const [watcher, ben] = [await join('observer'), await join('member')]
    const [watchers, bens] = [connect(watcher), connect(ben)]
    await Promise.all([synced(watchers), synced(bens)])
    watchers.awareness.setLocalState(stateOf(watcher))
    await eventually(() => {
      expect(seenBy(bens)).toEqual([{ participant: watcher.participant, stage: 'themes' }])
    })
  })
})
