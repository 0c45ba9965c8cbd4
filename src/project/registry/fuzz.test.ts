/**
 * Definition files written to harm: whatever the text, the registry answers in time, with diagnostics at real places.
 */
import { expect, it } from 'vitest';
import { fastestCpuMs, forEachCase, planFuzz, type RandomBelow } from '../../base/testing/fuzz.ts';
import type { Diagnostic, ProjectFiles } from '../../contract/api.ts';
import { createRegistryLoader, loadRegistry } from '../kinds/load-registry.ts';

const plan = planFuzz({ cases: 60 });
/** What one case may take of a processor, milliseconds. */
const CASE_MS = 1000;

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
  "namespace: app\nname: x\nkind: registry.entry\nbase: &b {mode: \"0555\", list: &l [1, 2]}\ndata:\n  <<: *b\n  more: [*l, *l]\n  text: 'it''s'\n",
  'namespace: app\nname: v\nkind: env.variable\nstorage: memory\nvariable: X\n---\nnamespace: other\n...\n',
];

const PIECES = [
  '\t',
  '\n',
  '\r\n',
  '  ',
  ':',
  ': ',
  '- ',
  '-',
  '{',
  '}',
  '[',
  ']',
  '&a ',
  '*a',
  '*b',
  '!',
  '!!int ',
  '!<x> ',
  '|',
  '|2\n',
  '|+\n',
  '>',
  '>-\n',
  "'",
  '"',
  '\\',
  '\\x4',
  '#',
  ' # x',
  '%YAML 1.1\n',
  '%',
  '@',
  '`',
  '?',
  '? ',
  ',',
  '<<: ',
  '---\n',
  '...\n',
  'null',
  '~',
  'true',
  '0x10',
  '1e999',
  '-0',
  '99999999999999999999',
  '.nan',
  '__proto__',
  '__proto__: {x: 1}\n',
  'constructor',
  'toString',
  'namespace: x\n',
  'entries:\n',
  'name: ',
  'kind: function.wat\n',
  'file://',
  'file://../x',
  'file:///',
  'file://main.lua',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '\0',
  '\ud800',
  '\udc00',
  '\ufeff',
  '\u2028',
  '\u00a0',
  '🦊',
  '\u202e',
  '&b [*a, *a, *a, *a, *a, *a, *a, *a]',
];

function mutate(text: string, random: RandomBelow): string {
  const pick = <T>(items: readonly T[]): T => items[random(items.length)]!;
  let result = text;
  for (let count = 1 + random(6); count > 0; count--) {
    const at = random(result.length + 1);
    const end = Math.min(result.length, at + random(pick([1, 4, 40])));
    const part = result.slice(at, end);
    switch (random(8)) {
      case 0:
        result = result.slice(0, at) + result.slice(end);
        break;
      case 1:
        result = result.slice(0, at) + pick(PIECES) + result.slice(at);
        break;
      case 2:
        result = result.slice(0, at) + pick(PIECES) + result.slice(end);
        break;
      case 3:
        result = result.slice(0, end) + part + result.slice(end);
        break;
      case 4: {
        const lines = result.split('\n');
        const [from, to] = [random(lines.length), random(lines.length)];
        lines.splice(to, 0, ...lines.splice(from, 1));
        result = lines.join('\n');
        break;
      }
      case 5:
        result = result.slice(0, at) + ' '.repeat(random(8)) + result.slice(at);
        break;
      case 6:
        result = result.slice(0, at) + String.fromCharCode(random(pick([128, 0x10000]))) + result.slice(end);
        break;
      default:
        // The same again and again, up to the size of a large file.
        result =
          result.slice(0, at) +
          pick([pick(PIECES), part, `${part}\n`]).repeat(pick([2, 50, random(5000)])) +
          result.slice(end);
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

it('never throws, never takes long and always places what it finds', { timeout: plan.timeoutMs }, () => {
  const incremental = createRegistryLoader();
  let count = 0;
  forEachCase(plan, ({ random }) => {
    const path = ['_index.yaml', 'a/b.yml', 'c.json'][random(3)]!;
    const text = mutate(SEEDS[random(SEEDS.length)]!, random);
    const files: ProjectFiles = {
      [path]: text,
      'main.lua': 'return {}',
      'other.yaml': 'namespace: app\nname: other\nkind: registry.entry\n',
    };
    // Nothing is remembered of a text before it was seen: what is measured is the first look.
    expect(fastestCpuMs(CASE_MS, () => void loadRegistry(files))).toBeLessThan(CASE_MS);
    const loaded = incremental.load(files);
    for (const diagnostic of loaded.diagnostics) expectPlaced(files, diagnostic);
    expect(loaded.byId.has('app:other' as never)).toBe(true);
    // What is remembered of earlier texts changes no answer.
    if (count++ % 50 === 0) expect(loaded.diagnostics).toEqual(loadRegistry(files).diagnostics);
  });
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});
