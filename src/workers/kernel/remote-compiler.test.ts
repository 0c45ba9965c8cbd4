import { beforeEach, describe, expect, it } from 'vitest';
import type { KernelToPage, ToolReply, ToolRequest } from '../../protocol/messages.ts';
import type { EntryId } from '../../contract/api.ts';
import { meterOf } from '../../contract/module-meter.ts';
import { forGuests, stopOf } from '../../contract/module-stop.ts';
import { pausableInSlices } from '../../binary/pausable-module.ts';
import { pauseOf } from '../../contract/module-pause.ts';
import { FakeClock } from '../../kernel/testing/fake-clock.ts';
import { RemoteCompiler } from './remote-compiler.ts';

const EMPTY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** `(module (func (export "f")))` */
const ONE_FUNCTION = Uint8Array.of(
  ...EMPTY,
  ...[1, 4, 1, 0x60, 0, 0],
  ...[3, 2, 1, 0],
  ...[7, 5, 1, 1, 0x66, 0, 0],
  ...[10, 4, 1, 2, 0, 0x0b],
);

/** `(module (import "wippy:stop" "flags" (memory 1 1 shared)))` */
const IMPORTING_FLAGS = Uint8Array.of(
  ...EMPTY,
  ...[2, 22, 1, 10, ...new TextEncoder().encode('wippy:stop'), 5, ...new TextEncoder().encode('flags'), 2, 3, 1, 1],
);

let posted: { readonly message: KernelToPage; readonly transfer: Transferable[] }[];
let compiler: RemoteCompiler;
let lines: string[];
let canStop: boolean;
let pausing: typeof pausableInSlices | null;
beforeEach(() => {
  posted = [];
  canStop = true;
  pausing = null;
  lines = [];
  compiler = new RemoteCompiler({
    post: (message, transfer) => posted.push({ message, transfer }),
    compile: (bytes) => WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>),
    clock: new FakeClock(),
    log: (source, text) => lines.push(`${source}: ${text()}`),
    giveWay: () => Promise.resolve(),
    canStop: () => canStop,
    pausing: () => pausing,
  });
});

/** To the last that was asked. */
function reply(answer: ToolReply['answer']): void {
  const { id, job } = posted.at(-1)!.message as ToolRequest;
  compiler.take({ type: 'tool-answer', id, job, answer });
}

describe("the kernel's compiler", () => {
  it('writes into the log how long each step took', async () => {
    const compiled = compiler.compileWat('(module)');
    reply({ ok: true, value: { bytes: EMPTY } });
    await compiled;
    expect(lines).toEqual([
      'toolchain: the toolchain compiled 8 characters of text in 0.0 ms',
      'toolchain: a module of 8 bytes has no meter: it has no code',
      'toolchain: the engine compiled a module of 8 bytes in 0.0 ms',
    ]);
  });

  it('meters a module, and says why it does not', async () => {
    const metered = await compiler.compileModule(ONE_FUNCTION);
    expect(metered.ok && meterOf(metered.value)).toMatchObject({ fuel: 'fuel', isStateless: true, state: [] });
    const plain = await compiler.compileModule(EMPTY);
    expect(plain.ok && meterOf(plain.value)).toBeNull();
    expect(lines.filter((line) => line.includes('meter'))).toEqual([
      'toolchain: a module of 8 bytes has no meter: it has no code',
    ]);
  });

  const forCall = { id: 1, entry: 'app:f' as EntryId, method: 'f', type: { name: 'f', parameters: [], result: null } };

  it('gives guests a module that looks at a flag in place of a metered one, and says why it does not', async () => {
    const metered = await compiler.compileModule(ONE_FUNCTION);
    if (!metered.ok) throw new Error(metered.error);
    const core = forGuests({ ...forCall, profiles: [], form: 'core', module: metered.value });
    const other = new WebAssembly.Module(EMPTY);
    const plan = {
      modules: [],
      steps: [],
      builtins: [],
      functions: [],
      options: [],
      instances: 1,
      resources: [],
      exports: [],
    };
    const modules = [other, metered.value];
    const component = forGuests({ ...forCall, profiles: [], form: 'component', plan, modules, function: 0 });
    if (core.form !== 'core' || component.form !== 'component') throw new Error('it became another');
    expect(meterOf(core.module)).toBeNull();
    expect(stopOf(core.module)).toEqual({ address: 'stop', start: null, mayWait: false });
    expect(component.modules).toEqual([other, core.module]);
    await compiler.compileModule(IMPORTING_FLAGS);
    expect(lines).toContain(
      `toolchain: a module of ${IMPORTING_FLAGS.length} bytes has no flag: it imports from wippy:stop`,
    );
  });

  it('gives guests a module as it came where nobody could raise a flag', async () => {
    canStop = false;
    const metered = await compiler.compileModule(ONE_FUNCTION);
    if (!metered.ok) throw new Error(metered.error);
    const core = forGuests({ ...forCall, profiles: [], form: 'core', module: metered.value });
    if (core.form !== 'core') throw new Error('it became another');
    expect([meterOf(core.module), stopOf(core.module)]).toEqual([null, null]);
    expect(WebAssembly.Module.exports(core.module)).toEqual([{ name: 'f', kind: 'function' }]);
  });

  it('gives guests a module that gives its thread back where they are suspended', async () => {
    [canStop, pausing] = [false, pausableInSlices];
    const metered = await compiler.compileModule(ONE_FUNCTION);
    if (!metered.ok) throw new Error(metered.error);
    const core = forGuests({ ...forCall, profiles: [], form: 'core', module: metered.value });
    expect([meterOf(metered.value), core.form === 'core' && pauseOf(core.module)]).toMatchObject([
      { fuel: 'fuel' },
      { places: null },
    ]);
  });

  it('leaves a module as it is where the engine does not take it with what was put in', async () => {
    const refusing = new RemoteCompiler({
      post: () => {},
      compile: (bytes) =>
        bytes.length > ONE_FUNCTION.length
          ? Promise.reject(new Error('too large'))
          : WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>),
      clock: new FakeClock(),
      log: (source, text) => lines.push(`${source}: ${text()}`),
      giveWay: () => Promise.resolve(),
      canStop: () => true,
      pausing: () => null,
    });
    const compiled = await refusing.compileModule(ONE_FUNCTION);
    expect(compiled.ok && meterOf(compiled.value)).toBeNull();
    expect(lines).toContain(`toolchain: a module of ${ONE_FUNCTION.length} bytes has no meter: too large`);
    expect(lines).toContain(`toolchain: a module of ${ONE_FUNCTION.length} bytes has no flag: too large`);
  });

  it('leaves out what a module at a limit of the engine has no room for', async () => {
    // `(func (local i32 … 50 000 times) (loop (br 0)))`: a meter takes one more.
    const body = [1, 0xd0, 0x86, 0x03, 0x7f, ...[0x03, 0x40, 0x0c, 0, 0x0b], 0x0b];
    const full = Uint8Array.of(...ONE_FUNCTION.subarray(0, -6), 10, body.length + 2, 1, body.length, ...body);
    const compiled = await compiler.compileModule(full);
    if (!compiled.ok) throw new Error(compiled.error);
    const core = forGuests({ ...forCall, profiles: [], form: 'core', module: compiled.value });
    expect([meterOf(compiled.value), core.form === 'core' && stopOf(core.module)]).toMatchObject([
      null,
      { address: 'stop' },
    ]);
    expect(lines).toContainEqual(expect.stringMatching(/has no meter: .*local count too large/));
  });

  it('takes no module whose code is valid only with a meter', async () => {
    // Its function sets a global, of which it has none.
    const reaching = Uint8Array.of(...ONE_FUNCTION.subarray(0, -6), ...[10, 8, 1, 6, 0, 0x41, 0, 0x24, 0, 0x0b]);
    expect(await compiler.compileModule(reaching)).toMatchObject({ ok: false });
  });

  it('gives each answer to whoever asked', async () => {
    const first = compiler.compileWat('a');
    const second = compiler.compileWat('b');
    const [one, two] = posted.map(({ message }) => message as ToolRequest);
    const refusal = { ok: false, error: [] } as const;
    compiler.take({
      type: 'tool-answer',
      id: two!.id,
      job: 'compileWat',
      answer: { ok: true, value: { bytes: EMPTY } },
    });
    compiler.take({ type: 'tool-answer', id: one!.id, job: 'compileWat', answer: refusal });
    expect(await first).toEqual(refusal);
    expect(await second).toMatchObject({ ok: true, value: { bytes: EMPTY } });
  });

  it('says so when the engine does not take what was compiled', async () => {
    const compiled = compiler.compileWat('a');
    reply({ ok: true, value: { bytes: Uint8Array.of(1) } });
    expect(await compiled).toMatchObject({
      ok: false,
      error: [{ code: 'wasm-compile', message: expect.stringContaining('this browser does not compile') as string }],
    });
  });

  it('tells the page what nobody waits for any more, and takes its answers all the same', async () => {
    const texts = [compiler.compileWat('a'), compiler.compileWat('b')];
    const [one, two] = posted.map(({ message }) => message as ToolRequest);
    const given = { ok: false, error: [] } as const;
    compiler.take({ type: 'tool-answer', id: one!.id, job: 'compileWat', answer: given });
    compiler.giveUp();
    expect(posted.at(-1)).toEqual({ message: { type: 'cancel-tools', ids: [two!.id] }, transfer: [] });
    compiler.take({ type: 'tool-answer', id: two!.id, job: 'compileWat', answer: given });
    expect(await Promise.all(texts)).toEqual([given, given]);
    const before = posted.length;
    compiler.giveUp();
    expect(posted).toHaveLength(before);
  });

  it('hears no answer twice', async () => {
    const compiled = compiler.compileWat('a');
    reply({ ok: false, error: [] });
    reply({ ok: true, value: { bytes: EMPTY } });
    expect(await compiled).toEqual({ ok: false, error: [] });
  });
});
