/** One system call in the output of `strace -f -y`: where in the trace it began, and where it had ended. */
export type SystemCall = {
  readonly name: string
  /** The file or socket of its first argument, as `-y` names it. */
  readonly of: string
  /** Everything that strace tells of it. */
  readonly text: string
  readonly began: number
  readonly ended: number
  readonly succeeded: boolean
}

const WHOLE = /^(\d+)\s+(\w+)\((.*)\)\s+= (-?\d+)/
const BEGINS = /^(\d+)\s+(\w+)\((.*?)\s*<unfinished \.\.\.>$/
const RESUMES = /^(\d+)\s+<\.\.\. (\w+) resumed>(.*)= (-?\d+)/
const OF = /^\d+<(.*?)>(?:,|$|\))/

/** Reads a trace. Calls of several threads overlap: the halves of each are put together. */
export function systemCallsIn(trace: string): SystemCall[] {
  const calls: SystemCall[] = []
  const unfinished = new Map<string, { readonly args: string; readonly began: number }>()
  const add = (name: string, text: string, began: number, ended: number, result: string) => {
    const of = OF.exec(text)?.[1] ?? ''
    calls.push({ name, of, text, began, ended, succeeded: Number(result) >= 0 })
  }
  trace.split('\n').forEach((line, at) => {
    const begins = BEGINS.exec(line)
    if (begins) {
      const [, thread = '', name = '', args = ''] = begins
      unfinished.set(`${thread} ${name}`, { args, began: at })
      return
    }
    const resumes = RESUMES.exec(line)
    if (resumes) {
      const [, thread = '', name = '', rest = '', result = ''] = resumes
      const half = unfinished.get(`${thread} ${name}`)
      unfinished.delete(`${thread} ${name}`)
      if (half) add(name, half.args + rest, half.began, at, result)
      return
    }
    const whole = WHOLE.exec(line)
    if (!whole) return
    const [, , name = '', args = '', result = ''] = whole
    add(name, args, at, at, result)
  })
  return calls
}
