/** What a check costs after a keystroke, against one parse of the file that the key went into. */
import { parseDocument } from 'yaml';
import { compileWat } from '../../../toolchain/wat-compiler.ts';
import type { Diagnostic, ProjectFiles } from '../../../contract/api.ts';
import { webDigest } from '../../../kernel/testing/web-digest.ts';
import { Diagnoser } from '../diagnoser.ts';

export interface CheckMeasurement {
  readonly name: string;
  /** Of the whole project. */
  readonly lines: number;
  /** Lower quartiles, milliseconds: what else the machine does can only add to them. */
  readonly parseMs: number;
  readonly checkMs: number;
  /** The check of a project never seen before. */
  readonly firstMs: number;
  readonly ratio: number;
}

const LINES_PER_GROUP = 40;
const ROUNDS = 15;

/** A WAT function, a Lua library and a Lua function that calls both kinds: `LINES_PER_GROUP` lines. */
function group(index: number): string {
  return `  - name: add_${index}
    kind: function.wat
    method: add
    wit: "add: func(a: s32, b: s32) -> s32"
    pool:
      max_size: 4
    source: |
      (module
        (memory 1)
        (func $twice (param $x i32) (result i32)
          (i32.mul (local.get $x) (i32.const 2)))
        (func (export "add") (param $a i32) (param $b i32) (result i32)
          (i32.add
            (call $twice (local.get $a))
            (i32.add (local.get $b) (i32.const ${index})))))
  - name: lib_${index}
    kind: library.lua
    source: |
      local lib = {}
      function lib.describe(value)
        return "value " .. tostring(value)
      end
      return lib
  - name: main_${index}
    kind: function.lua
    method: main
    modules: [funcs, time]
    imports:
      lib: app:lib_${index}
    source: |
      local function main(x)
        local value, err = funcs.call("app:add_${index}", x, 2)
        if err then
          return nil, err
        end
        time.sleep("1ms")
        local again = funcs.call("app:add_${index}", value, 3)
        return lib.describe(again) -- ${index}
      end
      return { main = main }
`;
}

/** `fileCount` definition files with about `lines` lines together. */
export function largeProject(lines: number, fileCount: number): Record<string, string> {
  const groups = Math.round(lines / LINES_PER_GROUP);
  const files: Record<string, string> = {};
  for (let index = 0; index < groups; index++) {
    const path = fileCount === 1 ? '_index.yaml' : `part${index % fileCount}/_index.yaml`;
    files[path] = (files[path] ?? 'version: "1.0"\nnamespace: app\nentries:\n') + group(index);
  }
  return files;
}

/** Where the key goes, by the text before it. */
const KEYS = { yaml: 'max_size: 4', wat: '(i32.const 2', lua: 'tostring(value)' } as const;

/** `rounds`: keystrokes per case. */
export async function measureCheck(lines = 5000, rounds = ROUNDS): Promise<CheckMeasurement[]> {
  const results: CheckMeasurement[] = [];
  for (const fileCount of [1, 10])
    for (const [kind, before] of Object.entries(KEYS))
      results.push(await measure(`${kind} key, ${fileCount} file(s)`, largeProject(lines, fileCount), before, rounds));
  return results;
}

async function measure(
  name: string,
  files: Record<string, string>,
  before: string,
  rounds: number,
): Promise<CheckMeasurement> {
  const diagnoser = new Diagnoser({ compileWat, ...webDigest });
  const check = (project: ProjectFiles): Promise<readonly Diagnostic[]> => diagnoser.check(project);
  const lines = Object.values(files).reduce((sum, text) => sum + text.split('\n').length, 0);
  // The compiler loads once per worker.
  await compileWat('(module)');
  const firstMs = (await timed(() => check(files))).ms;
  const path = Object.keys(files)[0]!;
  const parse: number[] = [];
  const checks: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // Each round another text, so that nothing of it is known.
    const text = files[path]!.replace(before, `${before}${before.endsWith(')') ? ` .. ${round}` : round}`);
    parse.push((await timed(() => parseDocument(text))).ms);
    const { ms, value } = await timed(() => check({ ...files, [path]: text }));
    checks.push(ms);
    if (value.length > 0) throw new Error(JSON.stringify(value[0]));
  }
  const [parseMs, checkMs] = [quartile(parse), quartile(checks)];
  return { name, lines, parseMs, checkMs, firstMs, ratio: checkMs / parseMs };
}

async function timed<T>(work: () => T | Promise<T>): Promise<{ ms: number; value: T }> {
  const start = performance.now();
  const value = await work();
  return { ms: performance.now() - start, value };
}

function quartile(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 2] ?? 0;
}
