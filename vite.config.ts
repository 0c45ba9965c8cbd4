import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { documentPolicyMeta } from './scripts/vite/document-policy.ts';
import { readyModulesPlugin } from './scripts/vite/ready-modules.ts';
import { referencePlugin } from './scripts/vite/reference.ts';
import { responseHeaders } from './scripts/vite/headers.ts';
import { jco, jcoInDevelopment } from './scripts/vite/jco.ts';
import { narrowText } from './scripts/vite/narrow-text.ts';
import partFiles from './scripts/vite/kernel-parts.json' with { type: 'json' };
import { luaPart } from './scripts/vite/lua-part.ts';
import { licences } from './scripts/vite/licenses.ts';
import { serviceWorker } from './scripts/vite/service-worker.ts';
import { wabt } from './scripts/vite/wabt.ts';
import { wasiAdapterPlugin } from './scripts/vite/wasi-adapter.ts';
import { withoutAssertsPlugin } from './scripts/vite/without-asserts.ts';
import { withoutDocsPlugin } from './scripts/vite/without-docs.ts';

type GroupName = (
  id: string,
  context: { getModuleInfo(id: string): { isEntry: boolean; importers: readonly string[] } | null },
) => string | null;

/** Names the group of modules that `index.html` loads before anything else: those that an entry imports statically. */
function shellOf(): GroupName {
  const known = new Map<string, boolean>();
  return (id, context) => {
    const isShell = (module: string): boolean => {
      const answer = known.get(module);
      if (answer !== undefined) return answer;
      // Cycles end here; their other members decide.
      known.set(module, false);
      const info = context.getModuleInfo(module);
      const result = info !== null && (info.isEntry || info.importers.some(isShell));
      known.set(module, result);
      return result;
    };
    return isShell(id) ? 'shell' : null;
  };
}

/** Workers that load parts on demand. */
const GROWING_WORKER = /\/workers\/(kernel|guest|toolchain)\/\1\.worker\.ts$/;

/**
 * Names the group of modules that such a worker imports statically, its entry left out: parts that load on demand share them, and
 * whoever imports the entry once more may run it once more (WebKit does where the page has no shared memory).
 */
function bodyOf(): GroupName {
  return (id, context) => {
    // Each worker is a build of its own, all named here: what is known of one says nothing of another.
    const known = new Map<string, string | null>();
    const workerOf = (module: string): string | null => {
      const answer = known.get(module);
      if (answer !== undefined) return answer;
      // Cycles end here; their other members decide.
      known.set(module, null);
      const info = context.getModuleInfo(module);
      const own = info?.isEntry ? (GROWING_WORKER.exec(module)?.[1] ?? null) : null;
      const found = own ?? info?.importers.map(workerOf).find((worker) => worker !== null) ?? null;
      known.set(module, found);
      return found;
    };
    if (context.getModuleInfo(id)?.isEntry) return null;
    const worker = workerOf(id);
    return worker === null ? null : `${worker}-body`;
  };
}

/** Names of what the kernel has fetched when a project first needs it, besides Lua. */
const PART = 'part-';
const LATER_PARTS: ReadonlySet<string> = new Set(
  Object.values(partFiles).flatMap((file) => (file.startsWith(PART) ? [file.slice(PART.length)] : [])),
);

/** What Lua is made of, for whoever of its parts is loaded first; natives of Lua modules share it. */
const LUA_ENGINE = ['/src/kernel/lua/engine.ts'];

/** What knows and links components, and what runs them: a kernel that needs one of them needs both. */
const COMPONENT_CODE = ['/src/kernel/wasm/component-code.ts', '/src/guest/component/component-function.ts'];

/** Names the group of what `roots` are made of, which import each other statically: it is fetched as one file. */
function partOf(name: string, roots: readonly string[]): GroupName {
  return (id, context) => {
    const known = new Map<string, boolean>();
    const isOfPart = (module: string): boolean => {
      const answer = known.get(module);
      if (answer !== undefined) return answer;
      known.set(module, false);
      const importers = context.getModuleInfo(module)?.importers ?? [];
      const result = roots.some((root) => module.endsWith(root)) || importers.some(isOfPart);
      known.set(module, result);
      return result;
    };
    return isOfPart(id) ? name : null;
  };
}

const shipped = licences();

export default defineConfig({
  // One static folder that works under any path, without a build per host.
  base: './',
  plugins: [
    react(),
    responseHeaders(),
    documentPolicyMeta(),
    luaPart(),
    shipped.page,
    serviceWorker(),
    readyModulesPlugin(),
    referencePlugin(),
    wasiAdapterPlugin(),
    jcoInDevelopment(),
  ],
  // Fengari reads its configuration from the environment, which a browser does not have.
  define: { 'process.env.FENGARICONF': 'undefined' },
  // Prints how long plugins took when the machine is busy, as below.
  worker: {
    format: 'es',
    rolldownOptions: {
      checks: { pluginTimings: false },
      // So that the service worker knows the parts of the kernel and of guests that a project may need (`scripts/vite/service-worker.ts`).
      output: {
        codeSplitting: {
          groups: [
            { name: bodyOf(), priority: 1 },
            { name: partOf('engine', LUA_ENGINE) },
            { name: partOf('component-code', COMPONENT_CODE) },
          ],
        },
        chunkFileNames: ({ name, moduleIds }) =>
          LATER_PARTS.has(name)
            ? `assets/${PART}[name]-[hash].js`
            : !name.endsWith('-body') && moduleIds.some((id) => id.includes('/kernel/lua/modules/'))
              ? 'assets/lua-[name]-[hash].js'
              : !name.endsWith('-body') && moduleIds.some((id) => id.includes('/guest/hosts/'))
                ? 'assets/host-[name]-[hash].js'
                : 'assets/[name]-[hash].js',
      },
    },
    plugins: () => [
      withoutAssertsPlugin(),
      withoutDocsPlugin(),
      narrowText(),
      wabt(),
      jco(),
      readyModulesPlugin(),
      wasiAdapterPlugin(),
      shipped.worker(),
    ],
  },
  build: {
    target: 'es2023',
    // The first releases with light-dark(); a lower target would have it rewritten into a copy of every rule.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    sourcemap: false,
    // Prints how long plugins took when the machine is busy; the service worker is built inside of one.
    // What the entry needs is one file: parts that load on demand share small modules with it, and each would be a file of
    // its own otherwise (34 of them, 10 kB more).
    rolldownOptions: { checks: { pluginTimings: false }, output: { codeSplitting: { groups: [{ name: shellOf() }] } } },
    // Monaco with what helps to write is one chunk of about 3.5 MB; it is loaded on demand, and anything beyond it is a mistake.
    chunkSizeWarningLimit: 3_700,
  },
  // What tests and type checks write must not reload the page.
  server: { watch: { ignored: ['**/.cache/**', '**/dist/**', '**/test-results/**'] } },
  optimizeDeps: {
    // Workers and lazily loaded parts are scanned too: a package found late would reload the page in mid-run.
    entries: ['index.html', 'src/{app,client,share,workers}/**/*.{ts,tsx}', '!**/*.test.ts', '!**/testing/**'],
    // The VM is CommonJS below a module entry.
    include: ['fengari-web/src/fengari-web.js'],
    // They fetch their WebAssembly from beside their own file.
    exclude: ['@bytecodealliance/jco', '@bytecodealliance/jco-transpile', '@bytecodealliance/preview2-shim'],
  },
});
