import { useEffect, useState } from 'react'
import type * as v from 'valibot'
import type { Problem } from '../../shared/protocol/problem.ts'
import { callApi, type Answer } from './api.ts'

/** One kind of call and how it stands: for a button that waits and a sentence that says what went wrong. */
export function useCall() {
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const call = async <S extends v.GenericSchema>(
    schema: S,
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<Answer<v.InferOutput<S>>> => {
    setBusy(true)
    setProblem(undefined)
    const answer = await callApi(schema, method, path, body)
    setBusy(false)
    if (!answer.ok) setProblem(answer.problem)
    return answer
  }
  return { call, isBusy, problem }
}

/** What a GET gave, once it has come. */
export type Loaded<T> =
  | { readonly is: 'loading' }
  | { readonly is: 'failed'; readonly problem: Problem }
  | { readonly is: 'ready'; readonly value: T }

/**
 * Loads something when the component appears.
 * @param generation raise it to load again; what was there stays until the new has come
 */
export function useLoaded<S extends v.GenericSchema>(
  schema: S,
  path: string,
  generation = 0,
): Loaded<v.InferOutput<S>> {
  const [loaded, setLoaded] = useState<Loaded<v.InferOutput<S>>>({ is: 'loading' })
  useEffect(() => {
    const over = new AbortController()
    void callApi(schema, 'GET', path).then((answer) => {
      if (over.signal.aborted) return
      setLoaded(answer.ok ? { is: 'ready', value: answer.value } : { is: 'failed', problem: answer.problem })
    })
    return () => {
      over.abort()
    }
  }, [schema, path, generation])
  return loaded
}
