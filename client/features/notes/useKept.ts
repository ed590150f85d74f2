import { useEffect, useState } from 'react'
import * as v from 'valibot'
import { DRAFT_CHANGED } from '../../sync/draftKeys.ts'

/**
 * A value kept on this device at every change, so that a reload loses nothing. What stands there and does not
 * have the schema's shape (an older build's, say) counts as not there.
 * @returns the value, and a function that keeps another, or lets go of it
 */
export function useKept<S extends v.GenericSchema>(
  schema: S,
  key: string,
): [v.InferOutput<S> | undefined, (next: v.InferOutput<S> | undefined) => void] {
  const [value, setValue] = useState(() => readKept(schema, key))
  const keep = (next: v.InferOutput<S> | undefined) => {
    if (next === undefined) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(next))
    setValue(next)
  }
  useEffect(() => {
    const onChanged = (event: Event) => {
      if (event instanceof CustomEvent && event.detail === key) setValue(readKept(schema, key))
    }
    addEventListener(DRAFT_CHANGED, onChanged)
    return () => {
      removeEventListener(DRAFT_CHANGED, onChanged)
    }
  }, [schema, key])
  return [value, keep]
}

function readKept<S extends v.GenericSchema>(schema: S, key: string): v.InferOutput<S> | undefined {
  const text = localStorage.getItem(key)
  if (text === null) return undefined
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text)
  return parsed.success ? parsed.output : undefined
}
