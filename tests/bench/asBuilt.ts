import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Builds a module of the tests as the server is built, without running it. What tsx makes on the fly keeps the name
 * of every function by a call each time that one is made, which costs a guard of short functions a third of its speed.
 * @param name without its ending, in `tests/`
 * @returns the file, as deep below the root as `tests/bench`, so that paths to shared data hold
 */
export async function asBuilt(name: string): Promise<string> {
  const outDir = `${root}dist/bench`
  const entry = name.split('/').at(-1)!
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      outDir,
      emptyOutDir: false,
      target: 'node20',
      ssr: true,
      rollupOptions: {
        input: { [entry]: `${root}tests/${name}.ts` },
        output: { entryFileNames: '[name].js' },
      },
    },
  })
  return `${outDir}/${entry}.js`
}
