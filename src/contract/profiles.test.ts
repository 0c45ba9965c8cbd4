import { describe, expect, it, test } from 'vitest';
import { CORE_PROFILES, isOpened, matchProfile, profileOfInterface } from './profiles.ts';

describe('a profile', () => {
  it.each([
    ['wasi1', 'wasi1'],
    [' WASI-Preview1 ', 'wasi1'],
    ['wasi_snapshot_preview1', 'wasi1'],
    ['wasi:CLI@0.2.0', 'wasi:cli'],
    ['wasi:random/insecure-seed', 'wasi:random'],
    ['wasi:io/poll', 'wasi:poll'],
    ['wippy:runtime/funcs', 'funcs'],
  ])('is meant by "%s"', (token, profile) => {
    expect(matchProfile(token)).toEqual({ profile, oddPrefix: false });
  });

  it('is meant by what follows an odd prefix, and not by what nothing is called', () => {
    expect(matchProfile('anything:funcs')).toEqual({ profile: 'funcs', oddPrefix: true });
    expect([matchProfile('wasi:nope'), matchProfile('constructor'), matchProfile('playground:kernel/output')]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('opens polling along with what there is to wait for', () => {
    expect([isOpened('wasi:poll', ['wasi:clocks']), isOpened('wasi:poll', ['wasi:random'])]).toEqual([true, false]);
    expect([isOpened('wasi1', [' x:WASI1@0.1 ']), isOpened('wasi1', ['wasi:io'])]).toEqual([true, false]);
  });

  it('gives an interface in every version that is compatible, and without one', () => {
    for (const version of ['', '@0.2.0', '@0.2.8', '@0.2.12'])
      expect(profileOfInterface(`wasi:clocks/wall-clock${version}`)).toBe('wasi:clocks');
    for (const version of ['@0.3.0', '@0.1.0', '@1.0.0', '@'])
      expect(profileOfInterface(`wasi:clocks/wall-clock${version}`)).toBeNull();
    expect([profileOfInterface('wasi:clocks'), profileOfInterface('preview1'), profileOfInterface('env')]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

test('of core modules there is preview 1 alone', () => {
  expect(CORE_PROFILES).toEqual(['wasi1']);
});
