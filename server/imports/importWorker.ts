import { parentPort } from 'node:worker_threads'
import { limits } from '../../shared/model/limits.ts'
import type { ImportAnswer, ImportRequest } from './startImportReader.ts'
import { readImport } from './readImport.ts'
import { Unreadable } from './Unreadable.ts'

/*
 * The thread in which a file is read, so that the relay goes on while someone brings 20,000 rows.
 */

const port = parentPort
if (!port) throw new Error('importWorker is started as a worker thread')

port.on('message', ({ input, options, wanted }: ImportRequest) => {
  port.postMessage(answer())

  function answer(): ImportAnswer {
    try {
      const { preview, reading } = readImport(input, options)
      const { drafts, conversations } = reading
      // More than any board holds will be refused: then their words need not cross over.
      const fits = drafts.length <= limits.notesPerBoard
      return wanted === 'notes' && fits
        ? { is: 'notes', preview, drafts, conversations }
        : { is: 'preview', preview }
    } catch (error) {
      if (error instanceof Unreadable) return { is: 'unreadable', why: error.message }
      throw error // a bug: the thread ends with it, and whoever waits is told
    }
  }
})
