/** The crates of Rust inside of a binary, by the paths of their sources that its messages of panics hold, and their licences. */

const LLVM = 'node_modules/@bytecodealliance/jco-transpile/LICENSE';
const APACHE = 'node_modules/wabt/LICENSE';

interface Terms {
  readonly spdx: string;
  /** File with the text, relative to the project. */
  readonly text: string;
}

const apache: Terms = { spdx: 'MIT OR Apache-2.0, of which Apache-2.0 was chosen', text: APACHE };
const llvm: Terms = { spdx: 'Apache-2.0 WITH LLVM-exception', text: LLVM };
const llvmOfThree: Terms = {
  spdx: 'Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT, of which the first was chosen',
  text: LLVM,
};

/** As crates.io has them for the versions that are inside now. */
const TERMS: ReadonlyMap<string, Terms> = new Map([
  ...[
    ...['anyhow', 'base64', 'bumpalo', 'flate2', 'hashbrown', 'heck', 'idna', 'indexmap', 'leb128fmt'],
    ...['percent-encoding', 'rustc-demangle', 'semver', 'serde', 'serde_core', 'serde_json', 'smallvec'],
    ...['unicode-width', 'url', 'utf8_iter'],
  ].map((name) => [name, apache] as const),
  ...[
    ...['cranelift-bitset', 'cranelift-entity', 'wasmtime-environ', 'wasmtime-internal-component-util'],
    'wasmtime-internal-core',
  ].map((name) => [name, llvm] as const),
  ...[
    ...['wasm-encoder', 'wasm-metadata', 'wasmparser', 'wasmprinter', 'wast', 'wit-bindgen-core'],
    ...['wit-component', 'wit-parser'],
  ].map((name) => [name, llvmOfThree] as const),
  ['miniz_oxide', { spdx: 'MIT OR Zlib OR Apache-2.0, of which Apache-2.0 was chosen', text: APACHE }],
  ['spdx', { spdx: 'Apache-2.0', text: APACHE }],
  ['termcolor', { spdx: 'Unlicense OR MIT, of which MIT was chosen', text: 'scripts/licenses/termcolor.txt' }],
  ['icu_normalizer', { spdx: 'Unicode-3.0', text: 'scripts/licenses/icu4x.txt' }],
]);

/** Names with versions, each once, in order. */
export function cratesIn(binary: Uint8Array): readonly string[] {
  const text = new TextDecoder('latin1').decode(binary);
  const found = text.matchAll(/\/([a-zA-Z][\w-]*?)-(\d+\.\d+\.\d+)\/(?:src|lib)\b/g);
  return [...new Set(Array.from(found, ([, name, version]) => `${name} ${version}`))].toSorted();
}

/** Throws for a crate of which the terms are not known here. */
export function termsOfCrate(crate: string): Terms {
  const [name = ''] = crate.split(' ');
  const terms = TERMS.get(name);
  if (!terms) throw new Error(`the crate ${crate} is shipped, but its licence is not in scripts/vite/crates.ts`);
  return terms;
}
