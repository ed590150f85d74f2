/** How often others are shown where one's pointer is, and what it carries. */
export const PRESENCE_EVERY_MS = 66

/** Calls at most once in so many milliseconds, with the newest value; the last one always arrives. */
export function throttled<T>(
  call: (value: T) => void,
  everyMs: number,
): { (value: T): void; cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let waiting: { value: T } | undefined
  const pass = () => {
    timer = undefined
    if (!waiting) return
    call(waiting.value)
    waiting = undefined
    timer = setTimeout(pass, everyMs)
  }
  const throttle = (value: T) => {
    waiting = { value }
    if (timer === undefined) pass()
  }
  return Object.assign(throttle, {
    cancel: () => {
      clearTimeout(timer)
      timer = undefined
      waiting = undefined
    },
  })
}
