import { describe, expect, it } from 'vitest';
import { err } from '../base/result.ts';
import type { Compiler, ComponentProgram } from '../contract/ports.ts';
import { sha256 } from './testing/digest.ts';
import { project } from './testing/binary-project.ts';
import { createRecordingKernel, type RecordingGuests } from './testing/recording-kernel.ts';
import { parseText } from '../binary/component/testing/wasm-tools.ts';
import { fixture, APP, RESOURCES, assemble, ADD, SIGNED, open, call, lines } from './testing/binary-boots.ts';

const RUN = `(core module $m (func (export "run"))) (core instance $i (instantiate $m))
  (func (export "run") (canon lift (core func $i "run")))`;

function programOf({ calls }: RecordingGuests): ComponentProgram {
  const program = calls[0]?.program;
  if (program?.form !== 'component') throw new Error('no component was called');
  return program;
}

describe('entries over core modules', () => {
  it('are ready with their signature, and say what they are', async () => {
    const { kernel, guests, compiled } = createRecordingKernel();
    const report = await kernel.open(project(ADD, { more: SIGNED }));
    expect(report.diagnostics).toEqual([]);
    expect(report.entries.find((one) => one.id === 'app:f')).toEqual({
      id: 'app:f',
      kind: 'function.wasm',
      status: 'ready',
      signature: 'add: func(a: s32, b: s32) -> s32',
      type: expect.objectContaining({ name: 'add' }),
      binary: { file: 'wasm/f.wasm', form: 'core', digest: `sha256:${sha256(ADD)}` },
    });
    expect(guests.programs).toEqual(['app:f']);
    expect(compiled).toEqual([`module ${ADD.length}`]);
  });

  it('without wit load, offer a signature, and fail when called', async () => {
    const files = project(ADD);
    const [said] = (await open(files)).diagnostics;
    expect(said).toMatchObject({ line: 9, severity: 'error', hint: 'add wit: "add: func(a: s32, b: s32) -> s32"' });
    expect(await call(files)).toMatchObject({
      kind: 'Invalid',
      message: expect.stringContaining('use CallWithTypes() for native WASM without WIT'),
    });
  });

  it('say early what calls will trip over, at the path', async () => {
    const bytes = assemble(
      '(module (import "env" "log" (func)) (import "wasi_snapshot_preview1" "sched_yield" (func (result i32))) (func (export "add")))',
    );
    expect(
      lines((await open(project(bytes, { more: 'wit: "add: func()"\nwasi: {args: [a]}\n' }))).diagnostics),
    ).toEqual([
      '7:11 error calls will fail: nothing provides the import "env" "log"',
      '7:11 warning the module imports wasi_snapshot_preview1, which is not declared; calls to it will trap',
      '11:5 info wasi settings reach only core modules that import wasi1',
    ]);
  });
});

describe('entries over components', () => {
  it('are ready, compiled at load, with the plan of the function for the guest', async () => {
    const { kernel, guests, compiled, settle } = createRecordingKernel();
    const report = await kernel.open(project(APP, { method: 'sum-list' }));
    expect(report.entries.find((one) => one.id === 'app:f')).toMatchObject({
      status: 'ready',
      signature: expect.stringMatching(/^sum-list: func\(/),
      binary: { form: 'component', file: 'wasm/f.wasm' },
    });
    void settle(kernel.call('app:f', [[1, 2]]));
    expect(guests.calls[0]?.program).toMatchObject({
      form: 'component',
      method: 'sum-list',
      profiles: [],
      type: { name: 'sum-list' },
    });
    const { plan, modules, function: index } = programOf(guests);
    expect(plan.functions[index]?.source.from).toBe('lift');
    expect(modules).toHaveLength(compiled.length);
    expect(modules.every((module) => module instanceof WebAssembly.Module)).toBe(true);
    expect(plan.exports).toEqual([]);
  });

  it('are found by their interface with and without version', async () => {
    const adder = fixture('adder');
    for (const method of ['docs:adder/add@0.1.0#add', 'docs:adder/add#add']) {
      const { kernel, guests, settle } = createRecordingKernel();
      expect((await kernel.open(project(adder, { method }))).diagnostics).toEqual([]);
      void settle(kernel.call('app:f', [1, 2]));
      expect(guests.calls[0]?.program).toMatchObject({ form: 'component', type: { name: 'add' }, method });
    }
  });

  it('without the method load, and fail when called, with what there is', async () => {
    const files = project(APP, { method: 'nothing-like-it' });
    expect(await call(files)).toMatchObject({
      kind: 'NotFound',
      message: 'failed to call wasm method: nothing-like-it: export "nothing-like-it" not found in component',
      details: { exports: expect.arrayContaining(['sum-list', 'try-divide']) },
    });
    const said = (await open(files)).diagnostics.find((one) => one.code === 'wasm-signature');
    expect(said).toMatchObject({ line: 9, severity: 'error', hint: expect.stringContaining('available exports: ') });
  });

  it('refuse handles and leave the other exports callable, and compile only for those', async () => {
    const refused = project(RESOURCES, { method: 'test:resources/files@1.0.0#open' });
    const { kernel, compiled, settle } = createRecordingKernel();
    await kernel.open(refused);
    expect(compiled).toEqual([]);
    expect((await settle(kernel.call('app:f', []))).error).toMatchObject({
      kind: 'Invalid',
      message: expect.stringMatching(
        /^export "open": resource handle (own|borrow)<\w+> is not supported in calls from Lua$/,
      ),
    });
    const report = await open(project(RESOURCES, { method: 'test:resources/files@1.0.0#largest' }));
    expect(report.entries.find((one) => one.id === 'app:f')).toMatchObject({ status: 'ready' });
  });

  it('that cannot be linked load, and fail when called, with the reason', async () => {
    const bytes = await parseText(
      '(component (core module $m (func (export "run") (param i32))) (core instance $i (instantiate $m)) (func (export "run") (canon lift (core func $i "run"))))',
    );
    const { kernel, settle } = createRecordingKernel();
    const report = await kernel.open(project(bytes, { method: 'run' }));
    expect(report.ok).toBe(true);
    const reason = 'component cannot be linked: ';
    expect(lines(report.diagnostics).filter((line) => line.includes('error'))).toEqual([
      expect.stringContaining(`7:11 error calls will fail: failed to call wasm method: run: ${reason}`),
    ]);
    expect((await settle(kernel.call('app:f', []))).error).toMatchObject({
      kind: 'Invalid',
      retryable: false,
      message: expect.stringMatching(/^failed to call wasm method: run: component cannot be linked: .* at byte \d+$/),
    });
  });

  it('whose modules the engine refuses load, and fail when called', async () => {
    const files = project(APP, { method: 'compute' });
    const message =
      'failed to call wasm method: compute: component cannot be linked: this browser does not compile its core module at byte ';
    const compiler: Partial<Compiler> = { compileModule: () => Promise.resolve(err('why')) };
    expect(await call(files, compiler)).toMatchObject({
      kind: 'Invalid',
      retryable: false,
      message: expect.stringMatching(new RegExp(`^${message}\\d+: why$`)),
    });
    expect(lines((await open(files, compiler)).diagnostics)).toContainEqual(
      expect.stringContaining(`7:11 error calls will fail: ${message}`),
    );
  });

  it('say once which imports are not declared, and how to declare those that can be', async () => {
    const bytes = await parseText(`(component
      (import "wasi:sockets/tcp@0.2.0" (instance (export "a" (func))))
      (import "wasi:cli/environment@0.2.0" (instance (export "a" (func))))
      (import "wasi:random/random@0.3.0" (instance (export "a" (func))))
      (import "test:minimal/host@0.1.0" (instance (export "a" (func))))
      (import "test:minimal/types@0.1.0" (instance (type $u u8) (export "t" (type (eq $u)))))
      (import "log" (func $log))
      ${RUN})`);
    const report = await open(project(bytes, { method: 'run', more: 'imports: [wasi:sockets]\n' }));
    expect(lines(report.diagnostics)).toEqual([
      '7:11 info the component imports wasi:cli/environment@0.2.0, wasi:random/random@0.3.0, test:minimal/host@0.1.0, log, which are not declared; calls to them will trap',
    ]);
    expect(report.diagnostics.find((one) => one.severity === 'info')?.hint).toBe(
      'add imports: [wasi:sockets, wasi:cli]',
    );
    const one = await open(project(APP, { method: 'compute' }));
    expect(lines(one.diagnostics)).toEqual([
      '7:11 info the component imports test:minimal/host@0.1.0, which is not declared; calls to it will trap',
    ]);
  });

  it('open polling with what has something to wait for, and are told to declare it', async () => {
    const bytes = await parseText(`(component
      (import "wasi:io/poll@0.2.3" (instance (export "a" (func))))
      (import "log" (func $log))
      ${RUN})`);
    const infos = async (imports: string): Promise<[string, string | undefined][]> =>
      (await open(project(bytes, { method: 'run', more: `imports: [${imports}]\n` }))).diagnostics
        .filter(({ severity }) => severity === 'info')
        .map(({ message, hint }) => [message, hint]);
    const undeclared: [string, undefined] = [
      'the component imports log, which is not declared; calls to it will trap',
      undefined,
    ];
    for (const profile of ['wasi:io', 'wasi:clocks', 'wasi:sockets', 'wasi:http']) {
      expect(await infos(profile)).toEqual([
        undeclared,
        [
          'the component imports wasi:io/poll@0.2.3, which is open here although wasi:poll is not declared',
          `add imports: [${profile}, wasi:poll]`,
        ],
      ]);
      expect(await infos(`${profile}, wasi:poll`)).toEqual([undeclared]);
    }
    expect((await infos('wasi:cli'))[0]?.[0]).toContain(
      'the component imports wasi:io/poll@0.2.3, log, which are not declared',
    );
  });

  it('ignore wit, and say so', async () => {
    const report = await open(
      project(fixture('adder'), { method: 'docs:adder/add#add', more: 'wit: "x"\nwasi: {args: [a]}\n' }),
    );
    expect(lines(report.diagnostics)).toEqual([
      '10:10 info wit is ignored: a component has its types with it',
      '11:5 warning wasi settings are not available in the playground yet',
    ]);
  });
});
