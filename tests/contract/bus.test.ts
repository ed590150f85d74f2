import { expect, it } from 'vitest'
import { processBus, processExchange } from '../../server/bus/processBus.ts'
import type { BusMessage } from '../../server/bus/Bus.ts'
import { newId } from '../../shared/document/newId.ts'
import type { BoardId } from '../../shared/model/ids.ts'

it('carries messages of one board to the other processes, in order, and not back to the sender', async () => {
  const exchange = processExchange()
  const [here, there] = [processBus(exchange), processBus(exchange)]
  const [ours, theirs] = [newId<BoardId>(), newId<BoardId>()]
  const heard: [string, number | undefined][] = []
  const hear = (where: string) => (message: BusMessage) => {
    if (message.is === 'update') heard.push([where, message.update[0]])
  }
  here.subscribe(ours, hear('here'))
  const stop = there.subscribe(ours, hear('there'))
  there.subscribe(theirs, hear('another board'))
  for (const n of [1, 2]) here.publish(ours, { is: 'update', update: new Uint8Array([n]) })
  stop()
  here.publish(ours, { is: 'update', update: new Uint8Array([3]) })
  await there.close()
  here.publish(theirs, { is: 'update', update: new Uint8Array([4]) })
  expect(heard).toEqual([
    ['there', 1],
    ['there', 2],
  ])
})
