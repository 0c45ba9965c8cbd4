import { expect, test } from 'vitest';
import { forgetEarlierVersions } from './earlier-versions.ts';

test('what earlier versions kept of components is deleted, and nothing else', async () => {
  const deleted: string[] = [];
  await forgetEarlierVersions({
    delete: (name) => {
      deleted.push(name);
      return Promise.resolve(true);
    },
  });
  expect(deleted).toEqual(['wippy-translations']);
});

test('a browser without such storage, or one that refuses it, is left alone', async () => {
  await forgetEarlierVersions(undefined);
  await forgetEarlierVersions({ delete: () => Promise.reject(new DOMException('no', 'SecurityError')) });
});
