import { expect, test } from 'vitest';
import { readMessage } from './messages.ts';

const request = (part: object): unknown => {
  const read = readMessage({ wippy: 1, id: 1, ...part });
  return read?.request.ok === true ? read.request.value : read?.request.error;
};

test('what is none of ours is not answered', () => {
  for (const data of [
    undefined,
    null,
    'run',
    42,
    [],
    {},
    { method: 'run', id: 1 },
    { wippy: 2, id: 1, method: 'run' },
    { wippy: '1', id: 1, method: 'run' },
    { wippy: 1, method: 'run' },
    { wippy: 1, id: {}, method: 'run' },
    { wippy: 1, id: 'x'.repeat(1000), method: 'run' },
    Object.create({ wippy: 1, id: 1, method: 'run' }),
  ])
    expect(readMessage(data)).toBeNull();
});

test('methods are read with what they need, and with nothing else', () => {
  expect(readMessage({ wippy: 1, id: 'a', method: 'run', more: 1 })).toEqual({
    id: 'a',
    request: { ok: true, value: { method: 'run' } },
  });
  expect(request({ method: 'call', target: 'app:main' })).toEqual({ method: 'call', target: 'app:main', args: [] });
  expect(request({ method: 'call', target: 'app:main', args: [1n, { a: [new Uint8Array(2)] }, null] })).toMatchObject({
    args: [1n, { a: [new Uint8Array(2)] }, null],
  });
  expect(request({ method: 'open', files: { 'main.lua': 'return 1', 'a/b.wasm': new Uint8Array(1) } })).toEqual({
    method: 'open',
    name: 'Embedded project',
    files: { 'main.lua': 'return 1', 'a/b.wasm': new Uint8Array(1) },
  });
});

/** It says that it is long, and holds nothing. */
function longList(length: number): unknown[] {
  const list: unknown[] = [];
  list.length = length;
  return list;
}

const cycle: unknown[] = [];
cycle.push(cycle);

test.each([
  [{}, 'method must be'],
  [{ method: 'eval' }, 'method must be'],
  [{ method: '__proto__' }, 'method must be'],
  [{ method: 'call' }, 'target must be'],
  [{ method: 'call', target: 'x'.repeat(300) }, 'target must be'],
  [{ method: 'call', target: 'a:b', args: {} }, 'args must be a list'],
  [{ method: 'call', target: 'a:b', args: [new Map()] }, 'no value of Lua'],
  [{ method: 'call', target: 'a:b', args: [undefined] }, 'no value of Lua'],
  [{ method: 'call', target: 'a:b', args: cycle }, 'too much'],
  [{ method: 'call', target: 'a:b', args: [longList(4_294_967_295)] }, 'too much'],
  [{ method: 'call', target: 'a:b', args: [longList(3)] }, 'no value of Lua'],
  [{ method: 'call', target: 'a:b', args: Array.from({ length: 200_000 }, () => 1) }, 'too much'],
  [{ method: 'open' }, 'files must be'],
  [{ method: 'open', files: ['a'] }, 'files must be'],
  [{ method: 'open', files: { '../a': '' } }, '../a'],
  [{ method: 'open', files: JSON.parse('{"a/__proto__/../b": ""}') }, 'a/__proto__'],
  [{ method: 'open', files: { a: 1 } }, 'a must be text'],
  [{ method: 'open', files: { a: '' }, name: '' }, 'name must be'],
  [{ method: 'open', files: { a: 'x'.repeat(17_000_000) } }, 'more than'],
  [{ method: 'open', files: Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`f${at}`, ''])) }, 'more than'],
])('what is hostile or wrong is refused with the reason: %#', (part, reason) => {
  expect(request(part)).toContain(reason);
});
