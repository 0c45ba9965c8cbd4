import { defineConfig } from 'vite';
import { jco } from '../scripts/vite/jco.ts';
import { wabt } from '../scripts/vite/wabt.ts';

/** Builds the peers that the measurements compare with; they are no part of the page. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  // Without them the build warns of Node's `fs` and of jco's directive, as the page's own would.
  plugins: [wabt(), jco()],
  build: {
    outDir: '../.cache/bench',
    emptyOutDir: true,
    target: 'es2023',
    // What preloads asks for a document, and the peers run in workers.
    modulePreload: false,
    rolldownOptions: {
      // Rewriting 8 MB of other people's JavaScript takes what it takes.
      checks: { pluginTimings: false },
      input: {
        'comlink-caller': 'bench/comlink-caller.ts',
        'comlink-callee': 'bench/comlink-callee.ts',
        'hand-off-caller': 'bench/hand-off-caller.ts',
        'hand-off-callee': 'bench/hand-off-callee.ts',
        'lua-loop': 'bench/lua-loop.ts',
        'lua-turns': 'bench/lua-turns.ts',
        'loop-speeds': 'bench/loop-speeds.ts',
        'lua-worlds': 'bench/lua-worlds.ts',
        'component-parts': 'bench/component-parts.ts',
        'users-caller': 'bench/users-caller.ts',
        'users-callee': 'bench/users-callee.ts',
        'burn-callee': 'bench/burn-callee.ts',
        'deep-copies': 'bench/deep-copies.ts',
        check: 'bench/check.ts',
      },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
  define: { 'process.env.FENGARICONF': 'undefined' },
});
