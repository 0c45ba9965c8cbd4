/**
 * Definition files written to harm: whatever the text, the registry answers in time, with diagnostics at real places. Runs for
 * `FUZZ_SECONDS` (60 by default) from a seed that it prints; `FUZZ_SEED` repeats a run.
 */
import { expect, it } from 'vitest';
import type { Diagnostic, ProjectFiles } from '../api.ts';
import { loadRegistry, RegistryLoader } from './load.ts';

const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 60);
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
/** What one case may take of a processor, milliseconds: other work on the machine does not count. */
const CASE_MS = 1000;

/** Small, fast, the same everywhere (mulberry32). */
class Random {
  #state: number;
  constructor(seed: number) {
    this.#state = seed | 0;
  }
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}

const SEEDS = [
  `version: "1.0"
namespace: app
meta: {owner: me}
entries:
  - name: answer
    kind: function.wat
    meta: {level: 2}
    source: |
      (module (func (export "answer") (result i32) (i32.const 42)))
    wit: "answer: func() -> s32"
    method: answer
    imports: [wasi1]
    pool: {type: lazy, max_size: 4}
    limits: {max_execution_ms: 50}
    wasi:
      env: [{id: "app:e", name: A, required: true}]
      mounts: [{fs: "app:d", guest: /data, read_only: true}]
  - name: binary
    kind: function.wasm
    fs: app:d
    path: /x.wasm
    hash: sha256:00
    method: ns:pkg/iface@0.1.0#run
    imports: [wasi:cli, funcs]
  - {name: d, kind: fs.directory, directory: .}
  - name: main
    kind: function.lua
    source: file://main.lua
    method: main
    modules: [funcs, time]
    imports: {lib: "app:lib"}
  - name: lib
    kind: library.lua
    source: >-
      return 1

      -- folded
  - name: d
    kind: fs.directory
    directory: data
    mode: "0755"
    auto_init: true
`,
  '{"namespace": "app", "entries": [{"name": "a", "kind": "registry.entry", "data": {"x": [1, 2, {"y": null}], "s": "\\u00e9\\n"}}]}\n',
  'namespace: app\nname: x\nkind: registry.entry\nbase: &b {mode: "0555", list: &l [1, 2]}\ndata:\n  <<: *b\n  more: [*l, *l]\n  text: \'it\'\'s\'\n',
  'namespace: app\nname: v\nkind: env.variable\nstorage: memory\nvariable: X\n---\nnamespace: other\n...\n',
];

const PIECES = [
  '\t', '\n', '\r\n', '  ', ':', ': ', '- ', '-', '{', '}', '[', ']', '&a ', '*a', '*b', '!', '!!int ', '!<x> ', '|', '|2\n', '|+\n', '>', '>-\n', "'", '"', '\\', '\\x4',
  '#', ' # x', '%YAML 1.1\n', '%', '@', '`', '?', '? ', ',', '<<: ', '---\n', '...\n', 'null', '~', 'true', '0x10', '1e999', '-0', '99999999999999999999', '.nan',
  '__proto__', '__proto__: {x: 1}\n', 'constructor', 'toString', 'namespace: x\n', 'entries:\n', 'name: ', 'kind: function.wat\n', 'file://', 'file://../x', 'file:///', 'file://main.lua',
  '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '\0', '\ud800', '\udc00', '\ufeff', '\u2028', '\u00a0', '🦊', '\u202e', '&b [*a, *a, *a, *a, *a, *a, *a, *a]',
];

function mutate(text: string, random: Random): string {
  let result = text;
  for (let count = 1 + random.below(6); count > 0; count--) {
    const at = random.below(result.length + 1);
    const end = Math.min(result.length, at + random.below(random.pick([1, 4, 40])));
    const part = result.slice(at, end);
    switch (random.below(8)) {
      case 0:
        result = result.slice(0, at) + result.slice(end);
        break;
      case 1:
        result = result.slice(0, at) + random.pick(PIECES) + result.slice(at);
        break;
      case 2:
        result = result.slice(0, at) + random.pick(PIECES) + result.slice(end);
        break;
      case 3:
        result = result.slice(0, end) + part + result.slice(end);
        break;
      case 4: {
        const lines = result.split('\n');
        const [from, to] = [random.below(lines.length), random.below(lines.length)];
        lines.splice(to, 0, ...lines.splice(from, 1));
        result = lines.join('\n');
        break;
      }
      case 5:
        result = result.slice(0, at) + ' '.repeat(random.below(8)) + result.slice(at);
        break;
      case 6:
        result = result.slice(0, at) + String.fromCharCode(random.below(random.pick([128, 0x10000]))) + result.slice(end);
        break;
      default:
        // The same again and again, up to the size of a large file.
        result = result.slice(0, at) + random.pick([random.pick(PIECES), part, `${part}\n`]).repeat(random.pick([2, 50, random.below(5000)])) + result.slice(end);
        if (result.length > 400_000) result = result.slice(0, 400_000);
    }
  }
  return result;
}

function expectPlaced(files: ProjectFiles, { file, line, column, endLine, endColumn, message }: Diagnostic): void {
  const lines = (files[file] as string | undefined)?.split('\n');
  const isGood =
    lines !== undefined &&
    line >= 1 &&
    line <= lines.length &&
    endLine <= lines.length &&
    column >= 1 &&
    column <= lines[line - 1]!.length + 1 &&
    (endLine > line || (endLine === line && endColumn > column));
  if (!isGood) expect.fail(`badly placed: ${JSON.stringify({ file, line, column, endLine, endColumn, message })}`);
}

it(
  'never throws, never takes long and always places what it finds',
  () => {
    console.info(`FUZZ_SEED=${SEED}`);
    const random = new Random(SEED);
    const incremental = new RegistryLoader();
    const endMs = Date.now() + SECONDS * 1000;
    let cases = 0;
    let slowest = 0;
    while (Date.now() < endMs) {
      const path = random.pick(['_index.yaml', 'a/b.yml', 'c.json']);
      const text = mutate(random.pick(SEEDS), random);
      const files: ProjectFiles = { [path]: text, 'main.lua': 'return {}', 'other.yaml': 'namespace: app\nname: other\nkind: registry.entry\n' };
      const start = process.cpuUsage();
      let loaded;
      try {
        loaded = incremental.load(files);
      } catch (error) {
        expect.fail(`seed ${SEED}, case ${cases}: ${String(error)}\n${JSON.stringify(text)}`);
      }
      const used = process.cpuUsage(start);
      const ms = (used.user + used.system) / 1000;
      slowest = Math.max(slowest, ms);
      if (ms > CASE_MS) expect.fail(`seed ${SEED}, case ${cases}: ${ms.toFixed(0)} ms\n${JSON.stringify(text).slice(0, 3000)}`);
      for (const diagnostic of loaded.diagnostics) expectPlaced(files, diagnostic);
      expect(loaded.byId.has('app:other' as never)).toBe(true);
      // What is remembered of earlier texts changes no answer.
      if (cases % 50 === 0) expect(incremental.load(files).diagnostics).toEqual(loadRegistry(files).diagnostics);
      cases++;
    }
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    console.info(`${cases} cases, the slowest took ${slowest.toFixed(0)} ms`);
  },
  SECONDS * 1000 + 60_000,
);
