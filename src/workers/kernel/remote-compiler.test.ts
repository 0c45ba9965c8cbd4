import { beforeEach, describe, expect, it } from 'vitest';
import type { KernelToPage, ToolReply, ToolRequest } from '../../protocol/messages.ts';
import { FakeClock } from '../../kernel/testing/fake-clock.ts';
import { RemoteCompiler } from './remote-compiler.ts';

const EMPTY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

let posted: { readonly message: KernelToPage; readonly transfer: Transferable[] }[];
let compiler: RemoteCompiler;
let lines: string[];
beforeEach(() => {
  posted = [];
  lines = [];
  compiler = new RemoteCompiler({
    post: (message, transfer) => posted.push({ message, transfer }),
    compile: (bytes) => WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>),
    clock: new FakeClock(),
    log: (source, text) => lines.push(`${source}: ${text()}`),
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
      'toolchain: the engine compiled a module of 8 bytes in 0.0 ms',
    ]);
  });

  it('meters a module, and says why it does not', async () => {
    // (module (func (export "f")))
    const bytes = Uint8Array.of(
      ...EMPTY,
      1,
      4,
      1,
      0x60,
      0,
      0,
      3,
      2,
      1,
      0,
      7,
      5,
      1,
      1,
      0x66,
      0,
      0,
      10,
      4,
      1,
      2,
      0,
      0x0b,
    );
    expect(await compiler.compileMetered(bytes)).toMatchObject({ fuelExport: 'fuel', isStateless: true });
    expect(await compiler.compileMetered(EMPTY)).toBeNull();
    const large = new Uint8Array(200 * 1024);
    expect(await compiler.compileMetered(large)).toBeNull();
    expect(lines).toEqual([
      'toolchain: a module of 8 bytes is not metered: it exports nothing',
      'toolchain: a module of 204800 bytes is not metered: it is large',
    ]);
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
