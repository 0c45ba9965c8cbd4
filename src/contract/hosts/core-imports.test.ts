import { describe, expect, it } from 'vitest';
import type { CoreFunctionType } from '../../wit/types.ts';
import { refuseImport } from './core-imports.ts';

const func = (name: string, type: CoreFunctionType | null, module = 'wasi_snapshot_preview1') =>
  refuseImport({ module, name, kind: 'function', type });

describe('an import of a core module', () => {
  it('is there when its interface declares it, with its type or where the type is not known', () => {
    expect(func('fd_close', { parameters: ['i32'], results: ['i32'] })).toBeNull();
    expect(func('sched_yield', { parameters: [], results: ['i32'] })).toBeNull();
    expect(func('proc_exit', { parameters: ['i32'], results: [] })).toBeNull();
    expect(func('fd_close', null)).toBeNull();
  });

  it('is refused by name, in the words of the engine', () => {
    const fd = 'wasi_snapshot_preview1.fd_teleport';
    expect(func('fd_teleport', null)?.message).toBe(
      `import func[${fd}]: "fd_teleport" is not exported in module "wasi_snapshot_preview1"`,
    );
    expect(func('toString', null)?.why).toBe('missing');
    expect(func('log', null, 'env')?.message).toBe('import func[env.log]: module[env] not instantiated');
    expect(refuseImport({ module: 'env', name: 'mem', kind: 'memory', type: null })?.message).toBe(
      'import memory[env.mem]: module[env] not instantiated',
    );
  });

  it('is refused when it has another type', () => {
    expect(func('fd_close', { parameters: ['i64', 'i32'], results: [] })).toEqual({
      why: 'signature',
      message: 'import func[wasi_snapshot_preview1.fd_close]: signature mismatch: i64i32_v != i32_i32',
      expected: { parameters: ['i32'], results: ['i32'] },
    });
    expect(func('sched_yield', { parameters: [], results: [] })?.message).toContain('v_v != v_i32');
  });
});
