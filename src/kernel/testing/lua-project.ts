/** Projects of Lua entries, and running them, for tests. */
import { expect } from 'vitest';
import type { CallResult, PlainValue } from '../../contract/api.ts';
import { createTestKernel, type RecordingSink } from './test-kernel.ts';

const MODULES =
  'funcs, time, errors, json, logger, base64, hash, uuid, registry, yaml, ctx, security, crypto, expr, text, store, system';

/** A project whose entries are Lua functions (and libraries, where the name says so), one file each. */
export function project(sources: Record<string, string>, modules = MODULES): Record<string, string> {
  const files: Record<string, string> = {};
  const entries = Object.entries(sources).map(([name, source]) => {
    files[`${name}.lua`] = source;
    const isLibrary = name.startsWith('lib_');
    return `  - name: ${name}
    kind: ${isLibrary ? 'library.lua' : 'function.lua'}
    source: file://${name}.lua
${isLibrary ? '' : '    method: main\n'}    modules: [${modules}]
${isLibrary ? '' : importsOf(source)}`;
  });
  return { '_index.yaml': `version: "1.0"\nnamespace: app\nentries:\n${entries.join('')}`, ...files };
}

/** `-- imports alias=lib_name` on the first line. */
function importsOf(source: string): string {
  const match = /^-- imports (.*)/.exec(source);
  if (!match?.[1]) return '';
  const pairs = match[1].split(' ').map((pair) => pair.split('='));
  return `    imports: {${pairs.map(([alias, target]) => `${alias}: "app:${target}"`).join(', ')}}\n`;
}

export interface Run extends CallResult {
  readonly printed: readonly string[];
  readonly sink: RecordingSink;
  readonly nowMs: number;
}

/** Boots `sources`, calls `app:main`. */
export async function run(sources: Record<string, string> | string, ...args: PlainValue[]): Promise<Run> {
  const { kernel, sink, settle, clock } = createTestKernel();
  const report = await settle(kernel.open(project(typeof sources === 'string' ? { main: sources } : sources)));
  expect(report).toMatchObject({ ok: true, diagnostics: [] });
  const result = await settle(kernel.call('app:main', args));
  expect(kernel.state().processes).toEqual([]);
  return { ...result, printed: sink.printed, sink, nowMs: clock.nowMs() };
}

/** The body of a method that gets `...`. */
export const main = (body: string) => `return { main = function(...) ${body} end }`;
