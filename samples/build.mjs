/**
 * Builds every binary that the examples and the tests use, from the sources beside this file.
 *
 *   node build.mjs           writes the binaries, and their digests into the examples' _index.yaml
 *   node build.mjs --check   builds them again and compares; writes nothing, exits with 1 on a difference
 *   node build.mjs users …   only these
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { componentWit } from '@bytecodealliance/jco-transpile/wasm-tools';
import { buildAssemblyScript } from './toolchains/assemblyscript.mjs';
import { fromText, toComponent } from './toolchains/component.mjs';
import { buildJavaScript } from './toolchains/javascript.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const EXAMPLES = join(HERE, '../src/examples');
/** How far a binary that is never twice the same may be from the one before. */
const SIZE_TOLERANCE = 0.01;

const read = (path) => readFile(join(HERE, path), 'utf8');

const assemblyScript = (name, { optimize }) => async () =>
  buildAssemblyScript({ root: HERE, entry: `${name}.ts`, wit: await read(`${name}.wit`), optimize });
const javaScript = (name) => () => buildJavaScript({ source: join(HERE, `${name}.js`), wit: join(HERE, `${name}.wit`) });
const text = (name) => async () => toComponent(await fromText(await read(`${name}.wat`)), await read(`${name}.wit`));

/** `index` is the definition of the example that has the binary's digest; `isRepeatable` whether two builds are equal. */
const SAMPLES = [
  {
    name: 'users',
    output: join(EXAMPLES, 'users/wasm/users.wasm'),
    index: join(EXAMPLES, 'users/_index.yaml'),
    build: assemblyScript('components/users/users', { optimize: ['-Ospeed', '--noAssert'] }),
    isRepeatable: true,
  },
  {
    name: 'fetch',
    output: join(EXAMPLES, 'fetch/wasm/fetch.wasm'),
    index: join(EXAMPLES, 'fetch/_index.yaml'),
    build: assemblyScript('components/fetch/fetch', { optimize: ['-Ospeed', '--noAssert'] }),
    isRepeatable: true,
  },
  {
    name: 'echo',
    output: join(EXAMPLES, 'sockets/wasm/echo.wasm'),
    index: join(EXAMPLES, 'sockets/_index.yaml'),
    build: assemblyScript('components/echo/echo', { optimize: ['-Ospeed', '--noAssert'] }),
    isRepeatable: true,
  },
  {
    name: 'asks',
    output: join(EXAMPLES, 'denied/wasm/asks.wasm'),
    index: join(EXAMPLES, 'denied/_index.yaml'),
    build: text('components/asks/asks'),
    isRepeatable: true,
  },
  {
    name: 'words',
    output: join(EXAMPLES, 'javascript/wasm/words.wasm'),
    index: join(EXAMPLES, 'javascript/_index.yaml'),
    build: javaScript('components/words/words'),
    // QuickJS seeds its hash tables, and the seed is in the snapshot.
    isRepeatable: false,
  },
  ...['test-app', 'adder', 'resources'].map((name) => ({
    name,
    output: join(HERE, `fixtures/${name}.wasm`),
    build: text(`fixtures/${name}`),
    isRepeatable: true,
  })),
  {
    name: 'calculator',
    output: join(HERE, 'fixtures/calculator.wasm'),
    // As large as what other toolchains make: about 65 kB.
    build: assemblyScript('fixtures/calculator', { optimize: [] }),
    isRepeatable: true,
  },
];

const digest = (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

async function write({ output, index }, bytes) {
  await mkdir(dirname(output), { recursive: true });
  await writeFile(output, bytes);
  if (!index) return;
  const definition = await readFile(index, 'utf8');
  await writeFile(index, definition.replaceAll(/sha256:[0-9a-f]{64}/g, digest(bytes)));
}

/** Returns what is wrong, null if nothing is. */
async function check({ output, index, isRepeatable }, bytes) {
  const kept = await readFile(output).catch(() => null);
  if (!kept) return `${output} is missing`;
  if (isRepeatable && digest(kept) !== digest(bytes)) return `${output} is ${digest(kept)}, its source gives ${digest(bytes)}`;
  if (!isRepeatable) {
    if (Math.abs(kept.length - bytes.length) > kept.length * SIZE_TOLERANCE) return `${output} has ${kept.length} bytes, its source gives ${bytes.length}`;
    if ((await componentWit(kept)) !== (await componentWit(bytes))) return `${output} has other exports than its source`;
  }
  if (!index) return null;
  const digests = new Set((await readFile(index, 'utf8')).match(/sha256:[0-9a-f]{64}/g));
  return digests.size === 1 && digests.has(digest(kept)) ? null : `${index} does not have the digest ${digest(kept)}, or others too`;
}

const args = process.argv.slice(2);
const isCheck = args.includes('--check');
const wanted = args.filter((arg) => !arg.startsWith('--'));
const unknown = wanted.filter((name) => !SAMPLES.some((sample) => sample.name === name));
if (unknown.length > 0) throw new Error(`no sample is called ${unknown.join(', ')}; there are ${SAMPLES.map((sample) => sample.name).join(', ')}`);

for (const sample of SAMPLES) {
  if (wanted.length > 0 && !wanted.includes(sample.name)) continue;
  const bytes = await sample.build();
  const sizes = `${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzip`;
  if (isCheck) {
    const problem = await check(sample, bytes);
    console.log(`${sample.name}: ${problem ?? `as built${sample.isRepeatable ? '' : ' (size and exports; its bytes differ in every build)'}`}`);
    if (problem) process.exitCode = 1;
  } else {
    await write(sample, bytes);
    console.log(`${sample.name}: ${sizes}, ${digest(bytes)}`);
  }
}
