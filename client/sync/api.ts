import * as v from 'valibot'
import { problem, type Problem } from '../../shared/protocol/problem.ts'
import { takeAhead } from './ahead.ts'

/** What a call gave: the parsed answer, or a problem whose title a person can read. */
export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem }

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** Status of a problem that says: the server could not be reached at all. */
export const UNREACHABLE = 0

/**
 * Calls the server. Never throws for what can go wrong outside: a lost connection and an answer that makes no
 * sense are problems too.
 * @param schema of the answer; `v.unknown()` when nothing in it matters
 */
export async function callApi<S extends v.GenericSchema>(
  schema: S,
  method: Method,
  path: string,
  body?: unknown,
): Promise<Answer<v.InferOutput<S>>> {
  let response: Response
  try {
    const ahead = method === 'GET' ? takeAhead(path) : undefined
    response = await (ahead ??
      fetch(path, {
        method,
        credentials: 'same-origin',
        ...(body === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      }))
  } catch {
    return unreachable
  }
  return readAnswer(schema, response)
}

const unreachable: Answer<never> = {
  ok: false,
  problem: {
    status: UNREACHABLE,
    title: 'The server cannot be reached. Check the connection and try again.',
  },
}

/** The parsed answer of a response that is already here. */
export async function readAnswer<S extends v.GenericSchema>(
  schema: S,
  response: Response,
): Promise<Answer<v.InferOutput<S>>> {
  let text: string
  try {
    text = await response.text()
  } catch {
    return unreachable // the line broke off in the middle of the answer
  }
  let value: unknown
  try {
    value = text === '' ? undefined : JSON.parse(text)
  } catch {
    value = undefined // a proxy's error page, most likely: treated as an answer that makes no sense
  }
  if (response.ok) {
    const parsed = v.safeParse(schema, value)
    if (parsed.success) return { ok: true, value: parsed.output }
  }
  const parsed = v.safeParse(problem, value)
  return {
    ok: false,
    problem: parsed.success
      ? parsed.output
      : {
          status: response.status,
          title: 'The server gave an answer that this page does not understand. Load the page again.',
        },
  }
}
