import { expect, it } from 'vitest';
import { ScriptedHost } from '../testing/guest-harness.ts';
import { HostHandles } from './host-handles.ts';
import { environment, exit, stdin, stdout } from './cli.ts';
import { Pollable } from './poll.ts';
import { InputStream, IoError, ioError, OutputStream, streams } from './streams.ts';

function setUp() {
  const host = new ScriptedHost();
  const ports = { calls: host, clock: host.clock, random: host.random, handles: new HostHandles() };
  const { handles } = ports;
  const input = (...pieces: (Uint8Array | 'closed' | IoError)[]): number =>
    handles.add(new InputStream({ read: () => pieces.shift() ?? 'closed' }));
  const taken: Uint8Array[] = [];
  const output = (failed: IoError | null = null): number =>
    handles.add(new OutputStream({ write: (bytes) => (taken.push(bytes.slice()), failed) }));
  return { host, ports, handles, io: streams(ports), input, output, taken };
}
const bytes = (...of: number[]): Uint8Array => Uint8Array.from(of);
const CLOSED = { err: { tag: 'closed', val: null } };

it('input gives what there is, and is closed at its end', () => {
  const { io, input, handles } = setUp();
  const self = input(bytes(1, 2), bytes(3));
  expect(io['[method]input-stream.read']({ self, len: 0n })).toEqual({ ok: bytes() });
  expect(io['[method]input-stream.blocking-read']({ self, len: 9n })).toEqual({ ok: bytes(1, 2) });
  expect(io['[method]input-stream.skip']({ self, len: 9n })).toEqual({ ok: 1n });
  expect(io['[method]input-stream.blocking-skip']({ self, len: 9n })).toEqual(CLOSED);
  expect(handles.get(Pollable, io['[method]input-stream.subscribe']({ self })).remainingNs()).toBe(0n);
});

it('a write that was not permitted is a trap, and one that was is used up', () => {
  const { io, output, taken } = setUp();
  const self = output();
  const write = (count: number) => io['[method]output-stream.write']({ self, contents: new Uint8Array(count) });
  expect(() => write(1)).toThrow('a write of 1 bytes where 0 are permitted');
  expect(io['[method]output-stream.check-write']({ self })).toEqual({ ok: 65_536n });
  expect([write(65_000), write(536)]).toEqual([{ ok: null }, { ok: null }]);
  expect(() => io['[method]output-stream.write-zeroes']({ self, len: 1n })).toThrow('permitted');
  expect(io['[method]output-stream.blocking-write-and-flush']({ self, contents: bytes(7) })).toEqual({ ok: null });
  expect(io['[method]output-stream.blocking-write-zeroes-and-flush']({ self, len: 3n })).toEqual({ ok: null });
  expect(taken.map(({ length }) => length)).toEqual([65_000, 536, 1, 3]);
  for (const name of ['flush', 'blocking-flush'] as const)
    expect(io[`[method]output-stream.${name}`]({ self })).toEqual({ ok: null });
});

it('what fails says why, through an error of its own', () => {
  const { io, ports, input, output } = setUp();
  const failed = io['[method]output-stream.blocking-write-and-flush']({
    self: output(new IoError('insufficient-space')),
    contents: bytes(1),
  });
  const val = 'err' in failed ? (failed.err.val ?? 0) : 0;
  expect(ioError(ports)['[method]error.to-debug-string']({ self: val })).toBe('insufficient-space');
  expect(io['[method]input-stream.read']({ self: input(new IoError('io')), len: 1n })).toMatchObject({
    err: { tag: 'last-operation-failed' },
  });
});

it('splice moves what there is, and ends with its source', () => {
  const { io, input, output, taken } = setUp();
  const [self, src] = [output(), input(bytes(5, 6))];
  expect(io['[method]output-stream.splice']({ self, src, len: 10n })).toEqual({ ok: 2n });
  expect(taken).toEqual([bytes(5, 6)]);
  expect(io['[method]output-stream.blocking-splice']({ self, src, len: 10n })).toEqual(CLOSED);
});

it('handles that are dropped, or are of another kind, are traps', () => {
  const { io, input, output, handles } = setUp();
  const self = input(bytes(1));
  handles.drop(self);
  expect(() => io['[method]input-stream.read']({ self, len: 1n })).toThrow('unknown handle');
  expect(() => io['[method]input-stream.read']({ self: output(), len: 1n })).toThrow('unknown handle');
  expect(() => io['[method]output-stream.flush']({ self: input() })).toThrow('unknown handle');
});

it('a program reads what is typed, writes to the console, and ends with a status', () => {
  const { host, ports, io } = setUp();
  host.input = new TextEncoder().encode('hi');
  host.args = ['x'];
  const self = stdin(ports)['get-stdin']({});
  expect(io['[method]input-stream.blocking-read']({ self, len: 1n })).toEqual({ ok: bytes(104) });
  expect(io['[method]input-stream.blocking-read']({ self, len: 9n })).toEqual({ ok: bytes(105) });
  expect(io['[method]input-stream.blocking-read']({ self, len: 9n })).toEqual(CLOSED);
  io['[method]output-stream.blocking-write-and-flush']({ self: stdout(ports)['get-stdout']({}), contents: bytes(65) });
  expect(host.written).toEqual([{ stream: 'stdout', bytes: bytes(65) }]);
  expect(environment(ports)['get-arguments']({})).toEqual(['x']);
  expect(() => exit(ports).exit({ status: { err: null } })).toThrow('exit with status 1');
  expect(() => exit(ports).exit({ status: { ok: null } })).toThrow('exit with status 0');
});
