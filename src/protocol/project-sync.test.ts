import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProjectFiles } from '../contract/api.ts';
import { ProjectMirror, ProjectSender } from './project-sync.ts';

const plain = (files: ProjectFiles | null): unknown => files && Object.fromEntries(Object.entries(files));

describe('the copy of a project', () => {
  it('is sent whole once, and then by what has changed', () => {
    const sender = new ProjectSender();
    const bytes = new Uint8Array([1]);
    expect(sender.update({ a: '1', b: bytes })).toEqual({
      base: 0,
      version: 1,
      changes: [
        ['a', '1'],
        ['b', bytes],
      ],
    });
    expect(sender.update({ a: '2', b: bytes })).toEqual({ base: 1, version: 2, changes: [['a', '2']] });
    expect(sender.update({ b: bytes, c: '' })).toEqual({
      base: 2,
      version: 3,
      changes: [
        ['c', ''],
        ['a', null],
      ],
    });
    sender.forget();
    expect(sender.update({ c: '' })).toEqual({ base: 0, version: 4, changes: [['c', '']] });
  });

  it('refuses changes of a version it does not have, and takes all files instead', () => {
    const [sender, mirror] = [new ProjectSender(), new ProjectMirror()];
    sender.update({ a: '1' });
    const lost = sender.update({ a: '2' });
    expect(mirror.apply(lost)).toBeNull();
    sender.forget();
    expect(plain(mirror.apply(sender.update({ a: '2' })))).toEqual({ a: '2' });
  });

  it('is the same on both ends after any changes', () => {
    const files = fc.dictionary(fc.constantFrom('a', 'b/c', '__proto__', 'constructor'), fc.string({ maxLength: 2 }), {
      noNullPrototype: false,
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(files, fc.boolean()), { maxLength: 10 }), (steps) => {
        const [sender, mirror] = [new ProjectSender(), new ProjectMirror()];
        for (const [project, forgets] of steps) {
          if (forgets) sender.forget();
          const copy = mirror.apply(sender.update(project));
          expect(new Map(Object.entries(copy!))).toEqual(new Map(Object.entries(project)));
        }
      }),
    );
  });
});
