import { beforeEach, describe, expect, it } from 'vitest';
import type { KernelToPage, ToolReply, ToolRequest } from '../../protocol/messages.ts';
import { FakeClock } from '../../kernel/testing/fake-clock.ts';
import { RemoteCompiler } from './remote-compiler.ts';

const EMPTY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
const DIGEST = '00'.repeat(32);

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
  compiler.take({ type: 'tool-answer', id, job, answer } as ToolReply);
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

  it('compiles the modules of a translation under their names, and keeps the bytes of the component', async () => {
    const bytes = Uint8Array.of(9, 9);
    const translated = compiler.translate(bytes, DIGEST);
    const { message, transfer } = posted[0]!;
    expect(message).toMatchObject({ type: 'tool', job: 'translate', input: { bytes, digest: DIGEST } });
    expect(transfer).toEqual([(message as Extract<ToolRequest, { job: 'translate' }>).input.bytes.buffer]);
    expect(transfer[0]).not.toBe(bytes.buffer);
    reply({ ok: true, value: { source: 'text', modules: [{ name: 'a.wasm', bytes: EMPTY }] } });
    expect(await translated).toEqual({
      ok: true,
      value: {
        id: DIGEST,
        source: 'text',
        modules: { 'a.wasm': expect.any(WebAssembly.Module) as WebAssembly.Module },
      },
    });
  });

  it('passes on why a component was not translated, and what the engine has against its modules', async () => {
    const hostile = compiler.translate(EMPTY, DIGEST);
    reply({ ok: false, error: { reason: 'hostile', message: 'no' } });
    expect(await hostile).toEqual({ ok: false, error: { reason: 'hostile', message: 'no' } });
    const refused = compiler.translate(EMPTY, DIGEST);
    reply({ ok: true, value: { source: '', modules: [{ name: 'a', bytes: Uint8Array.of(1) }] } });
    expect(await refused).toMatchObject({
      ok: false,
      error: { reason: 'untranslatable', message: expect.stringContaining('this browser does not compile') as string },
    });
  });

  it('tells the page what nobody waits for any more, and takes its answers all the same', async () => {
    const [first, text, second] = [
      compiler.translate(EMPTY, 'a'),
      compiler.compileWat('x'),
      compiler.translate(EMPTY, 'b'),
    ];
    const [one, two, three] = posted.map(({ message }) => message as ToolRequest);
    compiler.giveUp('translations');
    expect(posted.at(-1)).toEqual({ message: { type: 'cancel-tools', ids: [one!.id, three!.id] }, transfer: [] });
    const given = { ok: false, error: { reason: 'unavailable', message: 'given up' } } as const;
    compiler.take({ type: 'tool-answer', id: one!.id, job: 'translate', answer: given });
    expect(await first).toEqual(given);
    compiler.giveUp('all');
    expect(posted.at(-1)!.message).toEqual({ type: 'cancel-tools', ids: [two!.id, three!.id] });
    compiler.take({ type: 'tool-answer', id: two!.id, job: 'compileWat', answer: { ok: false, error: [] } });
    compiler.take({ type: 'tool-answer', id: three!.id, job: 'translate', answer: given });
    await Promise.all([text, second]);
    const before = posted.length;
    compiler.giveUp('all');
    expect(posted).toHaveLength(before);
  });

  it('hears no answer twice', async () => {
    const compiled = compiler.compileWat('a');
    reply({ ok: false, error: [] });
    reply({ ok: true, value: { bytes: EMPTY } });
    expect(await compiled).toEqual({ ok: false, error: [] });
  });
});
