import type { Config } from './config.ts'

/** What the person who started the server is told: the address, and how others in the room can reach it. */
export function welcome(config: Config, port: number, networkAddresses: readonly string[]): string {
  const lines = ['', 'Common Thread is open at']
  const isForAll = config.host === '0.0.0.0' || config.host === '::'
  const isOnThisMachineOnly = ['127.0.0.1', 'localhost', '::1'].includes(config.host)
  if (config.publicUrl !== undefined) lines.push(`  ${config.publicUrl}`)
  lines.push(`  http://${isForAll ? '127.0.0.1' : config.host}:${port}`)
  if (isForAll) lines.push(...networkAddresses.map((address) => `  http://${address}:${port}`))
  if (isOnThisMachineOnly) {
    lines.push(
      '',
      'Only this machine can reach it. To let phones and laptops on this network in, start it with',
    )
    lines.push('  HOST=0.0.0.0 npm start')
  }
  lines.push('', `Boards are kept in ${config.dataDir}. Ctrl+C stops the server; nothing is lost.`, '')
  return lines.join('\n')
}
