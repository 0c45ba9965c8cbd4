/** What is seen of a call that somebody looks into, on the whole runtime. */
import { afterEach, describe, expect, it } from 'vitest';
import { readInspection } from '../client/read-inspection.ts';
import type { BootReport, CallResult, PlainValue, ProjectFiles, TapedResult } from '../contract/api.ts';
import type { InspectedMark, Inspection } from '../contract/inspection.ts';
import { playResult } from '../kernel/results.ts';
import { bundleGuest } from '../workers/testing/node-guests.ts';
import { NodePage } from '../workers/testing/node-page.ts';
import { examples } from './index.ts';
import { readBinary } from './testing/read-binary.ts';

const pages: NodePage[] = [];
afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.dispose()));
});

async function open(files: ProjectFiles): Promise<NodePage> {
  const page = new NodePage(await bundleGuest());
  pages.push(page);
  const report = await page.request<BootReport>({ method: 'open', params: { files } });
  expect(report.ok).toBe(true);
  return page;
}

async function openExample(id: string): Promise<NodePage> {
  return open(await examples.find((example) => example.id === id)!.files(readBinary));
}

async function ask(
  page: NodePage,
  target: string,
  ...args: PlainValue[]
): ReturnType<typeof readInspection> extends infer R ? Promise<R> : never {
  const result = await page.request<CallResult | TapedResult>({ method: 'inspect', params: { target, args } });
  return readInspection(playResult(result));
}

async function inspect(page: NodePage, target: string, ...args: PlainValue[]): Promise<Inspection> {
  const { inspection, error } = await ask(page, target, ...args);
  expect(error).toBeNull();
  return inspection!;
}

/** What lies where a mark is. */
function textAt({ memories, bytes }: Inspection, { memory, at, sizeBytes, encoding }: InspectedMark): string {
  let offset = 0;
  for (const [index, { blocks }] of memories.entries())
    for (const block of blocks) {
      if (index === memory && block.at <= at && at + sizeBytes <= block.at + block.sizeBytes) {
        const from = offset + at - block.at;
        return new TextDecoder(encoding === 'utf16' ? 'utf-16le' : 'utf-8').decode(bytes.slice(from, from + sizeBytes));
      }
      offset += block.sizeBytes;
    }
  return '';
}

function shown(inspection: Inspection): string[] {
  return inspection.marks.map((mark) => {
    const text = mark.type === 'string' ? ` ${textAt(inspection, mark)}` : '';
    return `${mark.role} ${mark.path}: ${mark.type}${text}`;
  });
}

describe('a call that is looked into', () => {
  it('shows where strings lie, what globals that nobody exports hold, and no row of the console', async () => {
    const page = await openExample('strings');
    const rows = page.console.length;
    const inspection = await inspect(page, 'app:greet', 'Зоя 🌍');
    expect(inspection.call).toEqual({ name: 'greet', entered: ['64', '11'], returned: '16' });
    expect(inspection.fault).toBeNull();
    expect(shown(inspection)).toEqual([
      'argument name: string Зоя 🌍',
      'result result: address and length of string',
      'result result: string Hello, Зоя 🌍!',
    ]);
    // Before the function that frees it has run.
    expect(inspection.globals).toEqual([{ name: '$free', value: '94' }]);
    expect(inspection.memories).toEqual([
      { name: 'memory', sizeBytes: 65_536, blocks: [{ at: 0, sizeBytes: 128 }], cutAt: null },
    ]);
    expect(page.console.length).toBe(rows);
  });

  it('of a component shows lists, records and what is in them', async () => {
    const page = await openExample('users');
    const users = [{ id: 1, name: 'Alice', tags: ['admin', 'dev'], active: true }];
    const inspection = await inspect(page, 'app:transform_users', users);
    const said = shown(inspection);
    expect(said[0]).toMatch(/^argument users: list<user-record>/);
    expect(said).toContain('argument users[0].name: string Alice');
    expect(said).toContain('argument users[0].tags[1]: string dev');
    expect(said.some((line) => line.startsWith('result result[0].display: string ') && line.includes('Alice'))).toBe(
      true,
    );
    expect(inspection.memories.length).toBeGreaterThan(0);
  });

  it('that traps shows what was there when it did', async () => {
    const page = await open(
      wat(
        `(module (memory $m 1) (global $g (mut i64) (i64.const 0)) (table $t 3 funcref) (elem (i32.const 1) func $f)
          (func $f (export "f") (param i32)
            (i32.store8 (i32.const 70000) (local.get 0)) ))`,
        'f: func(x: u32)',
      ),
    );
    const inspection = await inspect(page, 'app:f', 7);
    expect(inspection.fault).toContain('out of bounds memory access');
    expect(inspection.call).toEqual({ name: 'f', entered: ['7'], returned: null });
    expect(inspection.memories.map(({ name, sizeBytes, blocks }) => [name, sizeBytes, blocks])).toEqual([
      ['$m', 65_536, []],
    ]);
    expect(inspection.globals).toEqual([{ name: '$g', value: '0' }]);
    expect(inspection.tables).toEqual([{ name: '$t', length: 3, elements: [{ at: 1, value: '$f' }], isCut: false }]);
  });

  it('keeps 8 MiB of what is not zero and says from where on nothing is kept', async () => {
    const page = await open(
      wat(
        `(module (memory 160) (func (export "f")
          (memory.fill (i32.const 65536) (i32.const 1) (i32.const 9437184))))`,
        'f: func()',
      ),
    );
    const [memory] = (await inspect(page, 'app:f')).memories;
    expect(memory).toMatchObject({ blocks: [{ at: 65_536, sizeBytes: 8 * 2 ** 20 }], cutAt: 65_536 + 8 * 2 ** 20 });
  });

  it('is refused where its arguments do not fit, and for what is no WebAssembly', async () => {
    const page = await openExample('strings');
    expect((await ask(page, 'app:greet', 7)).error).toMatchObject({ kind: 'Invalid' });
    expect((await ask(page, 'app:main')).error).toMatchObject({
      message: 'app:main is no function of WebAssembly: there is no memory to look into',
    });
    expect((await ask(page, 'app:nothing')).error).toMatchObject({ kind: 'NotFound' });
  });

  it('leaves the function as it was', async () => {
    const page = await openExample('strings');
    const call = (): Promise<CallResult> =>
      page.request({ method: 'call', params: { target: 'app:greet', args: ['a'] } });
    expect(await call()).toMatchObject({ value: 'Hello, a!' });
    await inspect(page, 'app:greet', 'a');
    expect(await call()).toMatchObject({ value: 'Hello, a!' });
  });
});

function wat(source: string, signature: string): ProjectFiles {
  return {
    '_index.yaml': `version: "1.0"\nnamespace: app\nentries:\n  - name: f\n    kind: function.wat\n    source: file://f.wat\n    method: f\n    wit: "${signature};"\n`,
    'f.wat': source,
  };
}
