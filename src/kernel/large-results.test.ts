/** Large values on their way to the page, from a call to the values that it made of them again. */
import { describe, expect, test } from 'vitest';
import type { PlainValue } from '../contract/api.ts';
import { PlainWriter } from '../contract/plain.ts';
import { TapePlayer } from '../contract/tape.ts';
import { main, project } from './testing/lua-project.ts';
import { createTestKernel } from './testing/test-kernel.ts';

function play(tape: Uint8Array | null): PlainValue | undefined {
  const writer = new PlainWriter();
  if (tape) new TapePlayer(tape, writer).play();
  return writer.values[0];
}

async function opened(sources: Record<string, string>) {
  const setUp = createTestKernel();
  expect(await setUp.settle(setUp.kernel.open(project(sources)))).toMatchObject({ ok: true });
  return setUp;
}

const LIST = 'local rows = {} for i = 1, 5000 do rows[i] = {id = i} end return rows';
const rows = Array.from({ length: 5000 }, (_, index) => ({ id: index + 1 }));

describe('a large value', () => {
  test('that the page called for goes as bytes, whole', async () => {
    const { kernel, settle } = await opened({ main: main(LIST) });
    const result = await settle(kernel.callForPage('app:main', []));
    expect(result).toMatchObject({ as: 'value' });
    expect('tape' in result && play(result.tape)).toEqual(rows);
  });

  test('inside of calls is shown by its beginning, and kept whole until another project is opened', async () => {
    const { kernel, settle, sink } = await opened({
      main: main('return #funcs.call("app:list", ("x"):rep(20000))'),
      list: main(LIST),
    });
    expect(await settle(kernel.call('app:main', []))).toMatchObject({ value: 5000, error: null });
    const { call, cuts } = sink.entries.find((entry) => entry.call?.target === 'app:list')!;
    const value = call!.value as readonly PlainValue[];
    expect([value.length < 200, value.at(-1)]).toEqual([true, { id: value.length }]);
    expect([cuts?.result?.cut.whole, cuts?.arguments?.cut.inside?.get(0)?.whole]).toEqual([
      { count: 5000, unit: 'items' },
      { count: 20_000, unit: 'bytes' },
    ]);
    const handles = [cuts!.result!.handle!, cuts!.arguments!.handle!] as const;
    expect(handles.map((handle) => play(kernel.whole(handle)))).toEqual([rows, ['x'.repeat(20_000)]]);
    await settle(kernel.apply(project({ main: main('return 1'), list: main(LIST) })));
    expect(play(kernel.whole(handles[0]))).toEqual(rows);
    await settle(kernel.open(project({ main: main('return 1') })));
    expect(handles.map((handle) => kernel.whole(handle))).toEqual([null, null]);
  });

  test('that is logged is shown by its beginning, and kept whole beside the fields that the logger has itself', async () => {
    const body = `local rows = (function() ${LIST} end)() logger:with({a = 1, b = 2}):info("m", {b = 3, rows = rows}) logger:with({rows = rows}):info("n", {c = 1})`;
    const { kernel, settle, sink } = await opened({ main: main(`${body} return 1`) });
    expect(await settle(kernel.call('app:main', []))).toMatchObject({ value: 1, error: null });
    const [own, inherited] = sink.entries.filter((entry) => entry.source === 'log').map(({ cuts }) => cuts!.fields!);
    expect(own!.cut.inside?.get('rows')?.whole).toEqual({ count: 5000, unit: 'items' });
    expect(play(kernel.whole(own!.handle!))).toEqual({ a: 1, b: 3, rows });
    // Of what the logger itself has the beginning of, there is no whole.
    expect(inherited!.handle).toBeNull();
  });

  test('that is more than the page can take is refused, by a call and by a chunk, and nothing of it is sent', async () => {
    const { kernel, settle } = await opened({
      main: main(
        'local row, rows = {}, {} for i = 1, 2100 do row[i] = i end for i = 1, 2100 do rows[i] = row end return rows',
      ),
    });
    const refused = {
      from: 'runtime',
      kind: 'Invalid',
      message: 'results of more than 4000000 values or 268435456 bytes cannot be passed to the page',
      retryable: false,
      details: null,
    };
    expect(await settle(kernel.callForPage('app:main', []))).toMatchObject({ value: null, error: refused });
    const chunk =
      'local row, rows = {}, {} for i = 1, 2100 do row[i] = i end for i = 1, 2100 do rows[i] = row end return 1, rows';
    expect(await settle(kernel.evalForPage(chunk, 'eval'))).toMatchObject({ values: [], error: refused });
  });
});

test('many processes go to the page as bytes, few as they are', async () => {
  const { kernel, settle } = createTestKernel();
  const index = `version: "1.0"
namespace: app
entries:
  - {name: host, kind: process.host, lifecycle: {auto_start: true}}
  - {name: idle, kind: process.lua, source: "file://idle.lua", method: main}
`;
  const files = { '_index.yaml': index, 'idle.lua': main('process.inbox():receive()') };
  expect(await settle(kernel.open(files))).toMatchObject({ ok: true });
  const spawn = (count: number) =>
    settle(kernel.eval(`for i = 1, ${count} do process.spawn_monitored("app:idle", "app:host") end`, 'eval'));
  await spawn(100);
  expect(kernel.stateForPage()).toEqual(kernel.state());
  await spawn(150);
  const sent = kernel.stateForPage();
  const { processes, ...rest } = kernel.state();
  if (!('processTape' in sent)) throw new Error('they went one by one');
  const { processTape, ...others } = sent;
  expect(others).toEqual(rest);
  expect(processes.length).toBe(250);
  expect(play(processTape)).toEqual(processes);
});
