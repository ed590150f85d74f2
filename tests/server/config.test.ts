import { describe, expect, it } from 'vitest'
import { readConfig } from '../../server/config.ts'

describe('the configuration', () => {
  it('needs nothing to be set', () => {
    expect(readConfig({})).toEqual({
      port: 8080,
      host: '127.0.0.1',
      dataDir: './data',
      publicUrl: undefined,
      logLevel: 'info',
    })
  })

  it('takes PUBLIC_URL with or without the last slash', () => {
    expect(readConfig({ PUBLIC_URL: 'https://boards.example.org/' }).publicUrl).toBe(
      'https://boards.example.org',
    )
  })

  it.each([
    [{ PORT: 'abc' }, 'PORT must be a whole number from 0 to 65535, not "abc".'],
    [{ PORT: '70000' }, 'PORT must be a whole number from 0 to 65535'],
    [{ HOST: '' }, 'HOST must be an address'],
    [{ PUBLIC_URL: 'boards.example.org' }, 'PUBLIC_URL must be an address with http:// or https://'],
    [{ PUBLIC_URL: 'https://example.org/boards' }, 'no path'],
    [{ BOARDS_PER_HOUR: '0' }, 'BOARDS_PER_HOUR must be a whole number from 1, not "0".'],
    [{ LOG_LEVEL: 'chatty' }, 'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent'],
  ])('says in a sentence what is wrong with %j', (env, sentence) => {
    expect(() => readConfig(env)).toThrow(sentence)
  })
})
