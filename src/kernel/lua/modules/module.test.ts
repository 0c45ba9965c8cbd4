import { describe, expect, test } from 'vitest';
import type { EntryId, Pid } from '../../../contract/api.ts';
import { LUA_MODULES, READY_MODULES } from '../../../contract/lua-modules/index.ts';
import { memberNames, readyNames, type LuaModuleSpec } from '../../../contract/lua-modules/spec.ts';
import { PlainReader } from '../../../contract/plain.ts';
import { plainEvalResult } from '../../results.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { createTestKernel } from '../../testing/test-kernel.ts';
import { LuaCode } from '../code.ts';
import { LuaProcess } from '../process.ts';
import { testHost } from '../testing/module-host.ts';
import * as stack from '../vm/stack.ts';
import { createVm } from '../vm/vm.ts';
import { LuaWorld } from '../world.ts';
import { Modules } from './index.ts';
import { defineModule, type Natives } from './module.ts';
import { NativeModules, type NativeTable } from './native-modules.ts';
import { NO_CONTEXT } from '../../security/context.ts';

/** What stands in a file of `contract/lua-modules/`. */
const diceSpec = {
  name: 'dice',
  doc: 'Throws dice.',
  functions: {
    throw: { signature: '() -> integer', doc: 'What the die shows.' },
    whose: { signature: '() -> string', doc: 'Whose process throws.' },
    load: { signature: '() -> (nil, error?)', doc: 'Makes it lie on one side.', isPlanned: true },
  },
  constants: { SIDES: 6 },
} as const satisfies LuaModuleSpec;

/** And what stands in one of this folder. */
const diceModule = defineModule(diceSpec, ({ running }) => ({
  throw: (L) => {
    stack.pushInteger(L, 4);
    return 1;
  },
  whose: (L) => {
    const process = running.process!;
    stack.pushText(L, `${process.pid} ${process.frame.target} ${process.frame.call}`);
    return 1;
  },
}));

function evaluate(source: string, modules: NativeTable): unknown {
  const clock = new FakeClock();
  const vm = createVm({ now: () => clock.nowMs(), extensions: Modules.extensions });
  const bound = new Modules(testHost({ clock }), new NativeModules(modules));
  const id = 'app:f' as EntryId;
  const program = { id, code: new LuaCode(vm, id, source), modules: Object.keys(modules), imports: [], method: null };
  const world = new LuaWorld(vm, bound, program);
  const process = new LuaProcess({
    world,
    clock,
    args: new PlainReader([]),
    body: { kind: 'chunk' },
    closed: () => {},
  });
  process.begin({
    pid: '{app:f|0x00007}' as Pid,
    frame: { call: 3, target: 'app:f', parent: null, context: NO_CONTEXT },
  });
  const outcome = process.step(1000, { command: () => {}, withdraw: () => {} });
  expect(world.running.process).toBeNull();
  if (typeof outcome !== 'object') throw new Error(outcome);
  return plainEvalResult(outcome, 0).values[0];
}

describe('a Lua module', () => {
  test('is its specification, its natives and a line in the table of each', () => {
    const modules = { dice: diceModule };
    expect(evaluate('return {dice.throw(), dice.SIDES, require("dice") == dice}', modules)).toEqual([4, 6, true]);
    expect(evaluate('return tostring(select(2, dice.load()))', modules)).toBe(
      'dice.load is not available in the playground yet',
    );
    expect(evaluate('return (pcall(function() dice.throw = nil end))', modules)).toBe(false);
  });

  test('knows the process that calls it', () => {
    expect(evaluate('return dice.whose()', { dice: diceModule })).toBe('{app:f|0x00007} app:f 3');
  });

  test('has a native for every name, and a name for every native', () => {
    const host = { ...testHost(), running: { process: null, atOnce: null } };
    const natives = { throw: () => 0, whose: () => 0, steal: () => 0 };
    expect(() => defineModule(diceSpec, () => natives).create(host)).toThrow('dice.steal has no signature');
    // @ts-expect-error -- `whose` has none
    const few: Natives<typeof diceSpec.functions> = { throw: () => 0 };
    expect(() => defineModule(diceSpec, () => few).create(host)).toThrow('dice.whose has no native');
    // @ts-expect-error -- a method that no specification names
    void ({ throw: () => 0, whose: () => 0, load: () => 0 } satisfies Natives<typeof diceSpec.functions>);
  });

  test('holds in a world what its specification says, name for name', async () => {
    const { kernel, settle } = createTestKernel();
    await settle(kernel.open({ '_index.yaml': 'namespace: app\nentries: []' }));
    for (const name of READY_MODULES) {
      const spec: LuaModuleSpec = LUA_MODULES[name as keyof typeof LUA_MODULES];
      if (spec.object !== undefined) continue;
      const { values } = await settle(
        kernel.eval(`local names = {} for name in pairs(${name}) do names[#names + 1] = name end return names`, 'eval'),
      );
      expect((values[0] as string[]).toSorted()).toEqual(memberNames(spec).toSorted());
      expect([...readyNames(spec.functions), ...Object.keys(spec.fields ?? {})].length).toBeGreaterThan(0);
    }
  });
});
