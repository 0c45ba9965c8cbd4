/** The part of `npm run bench` that is about natives of Lua: in Node, from the sources, as the unit tests have them. */
import { createServer } from 'vite';
import { root } from './install.mjs';

const ROUNDS = 3;

export async function measureNatives() {
  const server = await createServer({
    root,
    configFile: 'vitest.config.ts',
    server: { middlewareMode: true, watch: null },
    optimizeDeps: { noDiscovery: true, include: [] },
    logLevel: 'error',
  });
  try {
    const natives = await server.ssrLoadModule('/bench/natives.ts');
    const { turn, deaf } = await natives.measureNatives(ROUNDS);
    return { nativeTurn: turn, nativeDeafness: deaf };
  } finally {
    await server.close();
  }
}
