import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { textsBelow } from './base/testing/source-tree.ts';

/**
 * The messages that the specification fixes for what runs today. Each must be the expectation of some test: a message that no
 * test names could change unnoticed. Where the text holds a name or a number, the part around it stands here.
 */
const MESSAGES: Record<string, readonly string[]> = {
  'lua-base §3': ["module 'nope' not found", 'failed to add dependency nope: node with ID nope not found'],
  'lua-base §4': [
    'attempt to divide by zero',
    'cannot perform add operation between table and number',
    'cannot perform concat operation between string and nil',
    'attempt to call a non-function object',
    'attempt to index a non-table object(nil) with key',
    'attempt to compare number with nil',
    '__len undefined',
    '(string expected, got nil)',
  ],
  'lua-base §5': ['can not yield from outside of a coroutine', 'method "main" not found in module'],
  'lua-base §6': ['message field is required', 'message must be a string', 'expected string or table'],
  'lua-base §8': ['all coroutines blocked with no pending operations'],
  'lua-modules §1': [
    'function ID required',
    'namespace required in function ID',
    'name required in function ID',
    'no handler registered for target',
  ],
  'lua-modules §8': [
    'cannot encode mixed-key table: ',
    'cannot encode sparse array: ',
    'cannot encode recursively nested tables to JSON',
    'string expected',
    'empty string is not valid JSON',
  ],
  'wasm §2': [
    'source is required',
    'fs is required',
    'path is required',
    'hash is required',
    'method is required',
    'import :name cannot be empty',
    'invalid transport type',
    'pool values cannot be negative',
    'invalid pool type',
    'pool.size must be greater than 0 for non-flex pools',
    'limits.max_execution_ms cannot be negative',
    'wasi.cwd must be absolute',
    'wasi.env[].id is required',
    'wasi.env[].name is required',
    'wasi.env[].name must be unique',
    'wasi.mounts[].fs is required',
    'wasi.mounts[].guest is required',
    'wasi.mounts[].guest must be absolute',
    'wasi.mounts[].guest must be unique',
  ],
  'wasm §3': [
    'failed to load wat module: [parse] invalid_data: parse WAT',
    'filesystem not found: app:none',
    'failed to open file: /g.wasm',
    'failed to read wasm module from filesystem',
    'hash verification failed: invalid hash format: ',
    'hash verification failed: unsupported hash algorithm: md5',
    'hash verification failed: hash mismatch: expected ',
    'failed to load wasm module',
    'failed to compile wasm module',
    'unsupported wasm host import: wasi:nope',
    'wasm host import requires component module: wasi:cli',
    'wasm host import requires component module: :funcs',
  ],
  'wasm §4': ['pool is closed', 'call would wait for itself'],
  'wasm §5': [
    '[parse] invalid_input: no functions found in WIT text',
    'parse param type',
    'function "f" not found',
    'Call() requires a component or WIT definitions; use CallWithTypes() for native WASM without WIT',
    'function missing not found',
    'export "nothing-like-it" not found in component',
  ],
  'wasm §6': [
    'failed to call wasm method: f: wasm call failed: wasm error: unreachable',
    'failed to instantiate wasm module: ',
  ],
  'wasm §8': ['context deadline exceeded'],
  'wit-mapping §3.4': [
    'expected s32, got 3.5',
    'expected u8 (0..255), got 300',
    'expected u32 (0..4294967295), got -1',
    'expected u64, got 9007199254740992: a float is not exact beyond 2^53-1',
    'expected s32, got nan',
  ],
  'wit-mapping §5': ['expected char, got string of 2 characters'],
  'wit-mapping §7': [
    'expected 2 arguments, got 3',
    'expected 2 arguments, got 1',
    'argument 2: b: expected u32, got nil',
  ],
  'wit-mapping §10': ['export "f": wit needs (i32) -> i32, module has (i64) -> i32'],
  'wit-mapping §9': ['is not supported in calls from Lua', 'WIT type stream<u8> is not supported'],
  'registry §4.1': [
    'directory path is required',
    'invalid file mode format',
    'invalid directory base',
    'permission denied',
  ],
  'hosts §2': ['which is not declared; calls to it will trap'],
  'hosts §5': ['wasi exit requested: status'],
  'hosts §10': ['unresolved host import "wasi_snapshot_preview1#'],
  'scheduler §5': ['context canceled'],
};

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SELF = fileURLToPath(import.meta.url);

function testTexts(folder: string): string[] {
  const isTest = (path: string) => /\.(?:test|spec)\.ts$|expected\.ts$/.test(path) && join(ROOT, folder, path) !== SELF;
  return [...textsBelow(join(ROOT, folder), isTest).values()];
}

/** Quotes and escapes differ with how a test writes its texts. */
const normal = (text: string) => text.replace(/[\\'"`]/g, '');

const all = normal([...testTexts('src'), ...testTexts('e2e')].join('\n'));

for (const [section, messages] of Object.entries(MESSAGES))
  test(`every message of ${section} is expected by a test`, () => {
    expect(messages.filter((message) => !all.includes(normal(message)))).toEqual([]);
  });
