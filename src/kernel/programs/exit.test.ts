import { describe, expect, it } from 'vitest';
import type { CallError, PlainValue } from '../../contract/api.ts';
import { canceledFailure, internal } from '../../contract/errors.ts';
import { exitOf } from './exit.ts';

describe('a command that ends with', () => {
  it.each<[PlainValue, number, string]>([
    [null, 0, ''],
    ['hello', 0, 'hello\n'],
    ['', 0, ''],
    [3, 3, ''],
    [-1, 255, ''],
    [256, 0, ''],
    [2.9, 2, ''],
    [-2.9, 254, ''],
    [NaN, 1, ''],
    [Infinity, 1, ''],
    [-(2n ** 60n) - 1n, 255, ''],
    [2n ** 63n, 1, ''],
    [true, 0, ''],
    [false, 1, ''],
    [[1], 0, ''],
    [{ a: 1 }, 0, ''],
  ])('%s exits with %i', (value, exitCode, stdout) => {
    expect(exitOf(value, null)).toEqual({ exitCode, stdout, stderr: '' });
  });

  it.each<[string, CallError, number, string]>([
    ['an error', { from: 'runtime', ...internal('it broke') }, 1, 'it broke\n'],
    ['an error that says its beginning twice', { from: 'runtime', ...internal('a: a: b') }, 1, 'a: b\n'],
    ['a stop', { from: 'runtime', ...canceledFailure() }, 130, ''],
    ['an exit of its own', { from: 'runtime', ...internal('x', { exit_status: 5 }) }, 5, ''],
    ['err of a text', { from: 'guest', payload: 'no' }, 1, 'no\n'],
    ['err of a record', { from: 'guest', payload: { code: 1n } }, 1, '{"code":"1"}\n'],
    ['err of nothing', { from: 'guest', payload: true }, 1, 'error\n'],
  ])('%s', (_what, error, exitCode, stderr) => {
    expect(exitOf(null, error)).toEqual({ exitCode, stdout: '', stderr });
  });
});
