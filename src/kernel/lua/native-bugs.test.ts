import { describe, expect, test } from 'vitest';
import { failOnBugs, takeBugs } from '../../base/testing/reported-bugs.ts';
import { main, project } from '../testing/lua-project.ts';
import { createTestKernel } from '../testing/test-kernel.ts';
import { bind, createLuaWorld } from './vm/testing/lua-world.ts';

describe('a mistake of ours in a native function', () => {
  test('is told to whoever made the VM, and caught in Lua is an internal error', () => {
    const told: unknown[] = [];
    const { environment, run } = createLuaWorld({ onNativeError: (error) => told.push(error) });
    const bug = new TypeError('no such thing');
    bind(environment, 'broken', () => {
      throw bug;
    });
    expect(run('return pcall(broken)').values).toEqual(['false', 'internal error: no such thing']);
    expect(told).toEqual([bug]);
  });

  test('is no mistake where memory or the stack ran out, or Lua code raised', () => {
    const told: unknown[] = [];
    const { environment, run } = createLuaWorld({ onNativeError: (error) => told.push(error) });
    bind(environment, 'huge', () => new Uint8Array(2 ** 52).length);
    run(
      'pcall(huge) pcall(error, {}) local function f() return f() + 1 end pcall(f) pcall(string.rep) pcall(("x").rep, "x", 1e12)',
    );
    expect(told).toEqual([]);
  });

  test('fails every test that runs Lua through a kernel or a world', async () => {
    const { kernel, clock, settle } = createTestKernel();
    await settle(kernel.open(project({ main: main('return pcall(time.now)') })));
    clock.wallMs = () => {
      throw new TypeError('no clock');
    };
    await expect(settle(kernel.call('app:main', []))).rejects.toThrow('no clock');
    // The trace asks the clock as well.
    takeBugs();
    const world = createLuaWorld();
    bind(world.environment, 'broken', () => {
      throw new TypeError('no such thing');
    });
    expect(() => world.run('return pcall(broken)')).toThrow('no such thing');
  });

  test('fails a test also when it comes after its last result, unless the test takes it', () => {
    const { sink } = createTestKernel();
    const [first, second] = [new TypeError('late'), new TypeError('later')];
    sink.bug(first);
    sink.bug(second);
    expect(takeBugs()).toEqual([first, second]);
    expect(failOnBugs).not.toThrow();
    sink.bug(first);
    sink.bug(second);
    expect(failOnBugs).toThrow('a mistake of our own was told of (and 1 more)');
  });
});
