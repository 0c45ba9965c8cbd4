/**
 * Builds `src/workers/service/service.worker.ts` into `sw.js` beside the page, with the list of files it keeps for the time
 * without a network. A build of its own, into one classic script: not every browser runs a service worker made of modules.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type ResolvedConfig, type Rolldown } from 'vite';
import type { ServiceBuild } from '../../src/workers/service/service-store.ts';

type OutputBundle = Rolldown.OutputBundle;

const ENTRY = fileURLToPath(new URL('../../src/workers/service/service.worker.ts', import.meta.url));
const SCRIPT = 'sw.js';
const EXAMPLES = '/src/examples/';
/** Of a binary that is kept although nobody has opened its example. */
const MAX_BINARY_BYTES = 64 * 1024;
/**
 * The workers of a run, the compiler, and the Lua modules and profiles of hosts that a project may list. The editor's worker is kept at its first use, as
 * the editor is.
 */
const WORKERS =
  /(?:^|\/)(?:(?:kernel|guest|toolchain)\.worker-[\w-]+\.js|(?:lua|host|part)-[\w-]+\.js|wabt-[\w-]+\.wasm)$/;
/** What a script of a worker imports before it runs: files beside it. */
const STATIC_IMPORTS = /(?:\bfrom|\bimport)\s*["']\.\/([^"']+\.js)["']/g;
const decoder = new TextDecoder();

/**
 * What the first result needs, and the shipped examples: the page, what its entry imports, the workers of a run and the
 * files of `public/`. Everything else, such as the editor and the component tools, is kept at its first use.
 */
export function filesOfFirstResult(bundle: OutputBundle, unbundled: readonly string[]): string[] {
  const files = new Set(['', ...unbundled]);
  const add = (name: string): void => {
    const output = bundle[name];
    if (!output || files.has(name)) return;
    files.add(name);
    if (output.type !== 'chunk') {
      if (!name.endsWith('.js')) return;
      const text = typeof output.source === 'string' ? output.source : decoder.decode(output.source);
      const folder = name.slice(0, name.lastIndexOf('/') + 1);
      for (const [, file] of text.matchAll(STATIC_IMPORTS)) add(`${folder}${file}`);
      return;
    }
    output.imports.forEach(add);
    output.viteMetadata?.importedCss.forEach((css) => files.add(css));
  };
  for (const output of Object.values(bundle)) {
    const isWanted =
      output.type === 'asset'
        ? WORKERS.test(output.fileName) || isSmallBinary(output)
        : output.isEntry || isExample(output);
    if (isWanted) add(output.fileName);
  }
  return [...files];
}

function isExample({ moduleIds }: Rolldown.OutputChunk): boolean {
  const own = moduleIds.filter((id) => !id.startsWith('\0'));
  return own.length > 0 && own.every((id) => id.replaceAll('\\', '/').includes(EXAMPLES));
}

/** Of an example; a large one is kept when it is first opened. */
function isSmallBinary({ originalFileNames, source }: Rolldown.OutputAsset): boolean {
  return (
    source.length <= MAX_BINARY_BYTES &&
    originalFileNames.some((name) => `/${name.replaceAll('\\', '/')}`.includes(EXAMPLES))
  );
}

function filesOfPublic({ publicDir, build: { copyPublicDir } }: ResolvedConfig): string[] {
  if (!publicDir || !copyPublicDir) return [];
  return readdirSync(publicDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(publicDir, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

async function buildScript({ root, build: { target, minify } }: ResolvedConfig): Promise<string> {
  const result = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      target,
      minify,
      write: false,
      rolldownOptions: { input: ENTRY, output: { format: 'iife', entryFileNames: SCRIPT } },
    },
  });
  const outputs = [result].flat().flatMap((one) => ('output' in one ? one.output : []));
  const [script] = outputs;
  if (outputs.length !== 1 || script?.type !== 'chunk') throw new Error('the service worker must be one script');
  return script.code;
}

/** Everything whose change must bring about a new version: names carry their content's hash, except the page's and `public/`. */
function versionOf(
  bundle: OutputBundle,
  script: string,
  { publicDir }: ResolvedConfig,
  files: readonly string[],
): string {
  const hash = createHash('sha256').update(script);
  for (const output of Object.values(bundle).toSorted((a, b) => (a.fileName < b.fileName ? -1 : 1))) {
    hash.update(`\0${output.fileName}\0`);
    if (output.type === 'asset' && output.fileName.endsWith('.html')) hash.update(output.source);
  }
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(join(publicDir, file)));
  return hash.digest('hex').slice(0, 12);
}

export function serviceWorker(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'wippy:service-worker',
    apply: 'build',
    configResolved: (resolved) => void (config = resolved),
    generateBundle: {
      // After the page and the workers have been put into the bundle.
      order: 'post',
      async handler(_options, bundle) {
        const unbundled = filesOfPublic(config);
        const script = await buildScript(config);
        const first = filesOfFirstResult(bundle, unbundled);
        const info: ServiceBuild = {
          version: versionOf(bundle, script, config, unbundled),
          files: first,
          more: Object.keys(bundle)
            .filter((name) => !first.includes(name) && name !== 'index.html' && name !== SCRIPT)
            .toSorted(),
        };
        this.emitFile({
          type: 'asset',
          fileName: SCRIPT,
          source: `const SERVICE_BUILD=${JSON.stringify(info)};\n${script}`,
        });
      },
    },
  };
}
