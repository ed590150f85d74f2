import type { FastifyReply, FastifyRequest } from 'fastify'
import { acceptsBrotli } from './brotli.ts'

/** How an answer of plain bytes is described. */
export const bytesAnswer = (description: string) => ({
  description,
  content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
})

/** Of what a board holds nothing is kept in the browser's own cache: what is erased from it later would stay there. */
export const UNCACHED = { 'cache-control': 'no-store', vary: 'accept-encoding, cookie' } as const

/** Sends bytes, in brotli where that is accepted. */
export async function sendBytes(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  bytes: Uint8Array,
  inBrotli: () => Promise<Buffer>,
): Promise<FastifyReply> {
  void reply.type('application/octet-stream')
  if (!acceptsBrotli(headers['accept-encoding'])) return reply.send(Buffer.from(bytes))
  return reply.header('content-encoding', 'br').send(await inBrotli())
}
