import { expect, test } from 'vitest';
import { describeFake, fakeComponent } from '../testing/fake-binaries.ts';
import { groupExports, groupImports, refusalWithoutName, withoutName } from './group-names.ts';

const { imports, exports } = describeFake(fakeComponent);

test('functions stand under the interface that exports them', () => {
  expect(
    groupExports([...exports, { name: 'memory', kind: 'memory', signature: null, type: null, refusal: null }]).map(
      ({ owner, items }) => [owner, items.map(({ name }) => name)],
    ),
  ).toEqual([
    ['docs:users/directory@0.2.0', ['transform-users', 'open-session']],
    ['', ['version']],
  ]);
});

test('imports stand under their module, with what opens it and what is missing', () => {
  const type = { module: 'wasi:io/streams@0.2.3', name: 'input-stream', kind: 'type', signature: null, profile: null };
  expect(
    groupImports([...imports, type]).map(({ module, items, profiles, missing }) => [
      module,
      items.length,
      profiles,
      missing,
    ]),
  ).toEqual([
    ['wasi:io/streams@0.2.3', 2, ['wasi:io'], 0],
    ['wasi:cli/stdout@0.2.3', 1, ['wasi:cli'], 0],
    ['wippy:runtime/funcs@0.1.0', 1, ['funcs'], 0],
    ['acme:billing/invoices', 1, [], 1],
  ]);
});

test('a signature is shown without the name beside it', () => {
  expect(withoutName('count-words: func(text: string) -> u32;')).toBe('func(text: string) -> u32');
  expect(withoutName('func(f: u8)')).toBe('func(f: u8)');
  expect(withoutName('(i32, i32) -> i32')).toBe('(i32, i32) -> i32');
});

test('what stands beside a name does not say the name again', () => {
  expect(withoutName('[method]file.size: func(self: borrow<file>) -> u32')).toBe('func(self: borrow<file>) -> u32');
  expect(refusalWithoutName('export "[method]file.size": resource handle borrow<file> is not supported')).toBe(
    'resource handle borrow<file> is not supported',
  );
  expect(refusalWithoutName('no wit can be suggested for (v128)')).toBe('no wit can be suggested for (v128)');
});
