import { execFileSync } from 'node:child_process'

/**
 * Why no system calls can be traced here, or undefined when they can: strace is on this machine, or could be installed
 * from Debian's packages, and may trace.
 * @throws where everything must be tested (CI=true), instead of saying why not
 */
export function whyNoTrace(): string | undefined {
  if (process.platform !== 'linux') return refuse('system calls are traced by strace, which is only on Linux')
  if (canTrace()) return undefined
  try {
    execFileSync('sh', ['-c', 'apt-get update -qq && apt-get install -y -qq strace'], { stdio: 'inherit' })
  } catch {
    return refuse('strace is not on this machine, and could not be installed')
  }
  return canTrace() ? undefined : refuse('strace may not trace on this machine')
}

function canTrace(): boolean {
  try {
    execFileSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false // not there, or not allowed
  }
}

function refuse(why: string): string {
  if (process.env['CI'] === 'true') throw new Error(why)
  return why
}
