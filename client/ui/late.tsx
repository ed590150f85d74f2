import { lazy, useState, type ComponentType } from 'react'

export type Load<P> = () => Promise<{ default: ComponentType<P> }>

/** A component that loads when it is first shown, or before: see {@link late}. */
export type Late<P> = ComponentType<P> & {
  /** Loads it, so that it is there when it is first shown. @throws when it cannot be had now; it can be asked again */
  readonly ahead: () => Promise<void>
}

/** Everything made by {@link late} so far. */
export const lateParts: Pick<Late<unknown>, 'ahead'>[] = []

/**
 * A component that loads when it is first shown. Where the server is out of reach it waits for it; it fails only when
 * the server is there and no longer has this build's files.
 *
 * What has been loaded ahead is shown at once. React's own `lazy` would show the fallback first even then, and React
 * keeps a fallback that it has shown for a third of a second.
 */
export function late<P extends object>(load: Load<P>): Late<P> {
  let there: ComponentType<P> | undefined
  const ahead = async () => {
    there ??= (await load()).default
  }
  const Loading = lazy(() => patiently(load))
  function Part(props: P) {
    const [Shown] = useState(() => there ?? Loading)
    return <Shown {...props} />
  }
  const part = Object.assign(Part, { ahead })
  lateParts.push(part)
  return part
}

async function patiently<P>(load: Load<P>): ReturnType<Load<P>> {
  for (let waitMs = 500; ; waitMs = Math.min(waitMs * 2, 4000)) {
    try {
      return await load()
    } catch (error) {
      if (await isServerThere()) throw error
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
  }
}

const isServerThere = (): Promise<boolean> =>
  fetch('/healthz', { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  )
