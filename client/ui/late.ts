import { lazy, type ComponentType, type LazyExoticComponent } from 'react'

export type Load<P> = () => Promise<{ default: ComponentType<P> }>

/**
 * A component that loads when it is first shown. Where the server is out of reach it waits for it; it fails only when
 * the server is there and no longer has this build's files.
 */
export const late = <P>(load: Load<P>): LazyExoticComponent<ComponentType<P>> => lazy(() => patiently(load))

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
