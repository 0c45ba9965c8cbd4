/** A kind is a description, what the kernel does with it, and a place in the table: nothing else has to know of it. */
import { describe, expect, it } from 'vitest';
import type { Diagnostic, ProjectFiles } from '../../contract/api.ts';
import { findKind, WIPPY_KINDS } from '../../contract/kinds.ts';
import { KINDS } from '../../project/kinds/index.ts';
import { NAMED_KINDS } from '../../project/kinds/named-kinds.ts';
import { readYaml } from '../../project/registry/yaml-text.ts';
import { RegistryLoader } from '../../project/registry/registry-loader.ts';
import type { FieldShape } from '../../project/registry/schema.ts';
import { createRecordingKernel, type RecordingKernel } from '../testing/recording-kernel.ts';
import { KERNEL_KINDS } from './index.ts';
import { textEcho } from './testing/text-echo.ts';

const project = (...entries: string[]): ProjectFiles => ({
  '_index.yaml': `namespace: app\nentries:\n${entries.map((fields) => `  - {name: ${fields}}\n`).join('')}`,
});
const echo = (fields: string): string => `hi, kind: text.echo, ${fields}`;

interface Made extends RecordingKernel {
  /** What became of the echoes, in order; forgotten when it is taken. */
  readonly took: () => string[];
  readonly said: (target: string) => Promise<unknown>;
}

function kernelWithEcho(): Made {
  const events: string[] = [];
  const made = createRecordingKernel({}, { kinds: [...KERNEL_KINDS, textEcho(events)] });
  return {
    ...made,
    took: () => events.splice(0),
    async said(target) {
      const { value, error } = await made.settle(made.kernel.call(target, []));
      return error && error.from === 'runtime' ? error.message : value;
    },
  };
}

describe('a new entry kind', () => {
  it('is decoded with its defaults', () => {
    const { description } = textEcho([]);
    const registry = new RegistryLoader({
      kinds: { described: [...KINDS, description], named: NAMED_KINDS },
      readYaml,
    });
    const { byId, diagnostics } = registry.load(project(echo('text: ho')));
    expect(diagnostics).toEqual([]);
    expect([...byId.values()]).toMatchObject([
      { id: 'app:hi', type: 'text.echo', config: { text: 'ho', times: 1, tone: 'calm', shelf: null } },
    ]);
  });

  it.each<[string, string, string, Partial<Diagnostic>]>([
    ['text: ""', 'an echo needs a text', 'text', {}],
    ['text: 1', 'text: expected string, got number', '1', {}],
    ['text: ho, times: 0', 'times must be at least 1', '0', {}],
    ['text: ho, tone: lod', 'invalid tone', 'lod', { hint: '"calm" or "loud"' }],
    ['text: ho, tims: 2', 'unknown field tims is ignored', 'tims', { severity: 'info', hint: 'did you mean "times"?' }],
    ['text: ho, shelf: "app:none"', 'filesystem not found: app:none', '"app:none"', {}],
    ['text: ho, shelf: none', 'shelf not found: none', 'none', { severity: 'warning' }],
  ])('with {%s} says at its place: %s', async (fields, message, marked, more) => {
    const { kernel } = kernelWithEcho();
    const files = project(echo(fields));
    const { diagnostics } = await kernel.open(files);
    const found = diagnostics.find((one) => one.message === message);
    expect(found).toMatchObject({ file: '_index.yaml', entry: 'app:hi', ...more });
    const line = String(files['_index.yaml']).split('\n')[found!.line - 1]!;
    expect(line.slice(found!.column - 1, found!.endColumn - 1)).toBe(marked);
  });

  it('is refused at boot in its own words', async () => {
    const { kernel, took } = kernelWithEcho();
    const { ok, error } = await kernel.open(project(echo('text: ho, times: 0')));
    expect(ok).toBe(false);
    expect(error?.message).toBe(
      'failed to load state: operation failed for entry app:hi: decode config: times must be at least 1',
    );
    expect(took()).toEqual([]);
  });

  it('boots, is kept or replaced by an apply, and is removed', async () => {
    const { kernel, took, said } = kernelWithEcho();
    const { entries } = await kernel.open(project(echo('text: ho, times: 2')));
    expect(entries).toEqual([{ id: 'app:hi', kind: 'text.echo', status: 'ready' }]);
    expect(took()).toEqual(['hoho added']);
    expect(await said('app:hi')).toBe('hoho');

    await kernel.apply(project('data, kind: registry.entry', echo('times: 2, text: ho, tone: calm')));
    expect(took()).toEqual([]);

    await kernel.apply(project(echo('text: ho, tone: loud')));
    expect(took()).toEqual(['hoho replaced by HO', 'ho closed']);
    expect(await said('app:hi')).toBe('HO');

    await kernel.apply(project('data, kind: registry.entry'));
    expect(took()).toEqual(['HO removed', 'ho closed']);
    expect(await said('app:hi')).toBe('no handler registered for target');
  });

  it('is deleted and made anew where an entry becomes one of another kind', async () => {
    const { kernel, took, said } = kernelWithEcho();
    const lua = 'hi, kind: function.lua, method: m, source: return function() return "lua" end';
    await kernel.open(project(echo('text: ho')));
    await kernel.apply(project(lua));
    expect(took()).toEqual(['ho added', 'ho removed', 'ho closed']);
    expect(await said('app:hi')).toBe('lua');
    await kernel.apply(project(echo('text: ho')));
    expect(took()).toEqual(['ho added']);
    expect(await said('app:hi')).toBe('ho');
  });

  it('is made anew when what it needs has changed', async () => {
    const { kernel, took } = kernelWithEcho();
    const files = (mode: string): ProjectFiles => ({
      ...project(echo('text: ho, shelf: "app:shelf"'), `shelf, kind: fs.directory, directory: a, mode: "${mode}"`),
      'a/b.txt': '',
    });
    await kernel.open(files('0755'));
    await kernel.apply(files('0555'));
    expect(took()).toEqual(['ho added', 'ho replaced by ho', 'ho closed']);
  });

  it('ends with the project, once, whether another is opened or the kernel goes', async () => {
    const { kernel, took } = kernelWithEcho();
    await kernel.open(project(echo('text: ho')));
    await kernel.open(project(echo('text: ha')));
    expect(took()).toEqual(['ho added', 'ho removed', 'ho closed', 'ha added']);
    kernel.dispose();
    kernel.dispose();
    expect(took()).toEqual(['ha removed', 'ha closed']);
  });
});

describe('the tables of kinds', () => {
  it('have the same kinds in both rooms', () => {
    expect(KERNEL_KINDS.map(({ description }) => description.name).toSorted()).toEqual(
      KINDS.map(({ name }) => name).toSorted(),
    );
  });

  it('describe kinds that Wippy has, with what the page knows of them', () => {
    for (const { name, label, icon, calls } of KINDS) expect({ name, label, icon, calls }).toEqual(findKind(name));
    expect(new Set(WIPPY_KINDS.map(({ name }) => name)).size).toBe(WIPPY_KINDS.length);
  });

  it('have a line of documentation for every field, down to the last', () => {
    const undocumented = (fields: Readonly<Record<string, FieldShape>>, path: string): string[] =>
      Object.entries(fields).flatMap(([name, { doc, fields: inner = {}, item }]) => {
        const at = `${path}.${name}`;
        return [...(/^[A-Z].*\.$/.test(doc) ? [] : [at]), ...undocumented({ ...inner, ...item?.fields }, at)];
      });
    expect(KINDS.flatMap((kind) => undocumented(kind.fields, kind.name))).toEqual([]);
  });

  it('say what fields take as data', () => {
    const { fields } = KINDS.find(({ name }) => name === 'function.lua')!;
    expect(structuredClone(fields)).toMatchObject({
      source: { type: 'text', isRequired: true },
      modules: { type: 'list', item: { type: 'text' } },
      imports: { type: 'map', item: { type: 'id', kinds: ['library.lua', 'function.lua'] } },
      pool: {
        type: 'map',
        fields: {
          type: { type: 'text', values: ['inline', 'lazy', 'static', 'adaptive'] },
          max_size: { type: 'integer', default: 0 },
        },
      },
      meta: { type: 'map' },
    });
  });
});
