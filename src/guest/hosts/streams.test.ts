import { expect, it } from 'vitest';
import type { HostFunction } from '../../contract/hosts/host-interface.ts';
import { HOST_FUNCTIONS } from '../../contract/hosts/index.ts';
import { ScriptedHost } from '../testing/guest-harness.ts';
import { called, portsOf } from '../testing/repeating.ts';
import { HostHandles } from './host-handles.ts';
import { environment, exit, stdin, stdout } from './cli.ts';
import { Pollable } from './poll.ts';
import { filesystemTypes, preopens } from './filesystem.ts';
import { tcp, tcpCreateSocket } from './sockets.ts';
import { instanceNetwork } from './socket-addresses.ts';
import { InputStream, IoError, ioError, OutputStream, streams } from './streams.ts';

function setUp() {
  const host = new ScriptedHost();
  let asked = 0;
  const ports = {
    ...portsOf({ calls: host, clock: host.clock, random: host.random }, () => asked++ % 2 === 1),
    handles: new HostHandles(),
  };
  const { handles } = ports;
  const input = (...pieces: (Uint8Array | 'closed' | IoError)[]): number =>
    handles.add(new InputStream({ read: () => pieces.shift() ?? 'closed' }));
  const taken: Uint8Array[] = [];
  const output = (failed: IoError | null = null): number =>
    handles.add(new OutputStream({ write: (bytes) => (taken.push(bytes.slice()), failed) }));
  return { host, ports, handles, io: called(ports, streams), input, output, taken };
}
const bytes = (...of: number[]): Uint8Array => Uint8Array.from(of);
const CLOSED = { err: { tag: 'closed', val: null } };

it('input gives what there is, and is closed at its end', async () => {
  const { io, input, handles } = setUp();
  const self = input(bytes(1, 2), bytes(3));
  expect(await io['[method]input-stream.read']({ self, len: 0n })).toEqual({ ok: bytes() });
  expect(await io['[method]input-stream.blocking-read']({ self, len: 9n })).toEqual({ ok: bytes(1, 2) });
  expect(await io['[method]input-stream.skip']({ self, len: 9n })).toEqual({ ok: 1n });
  expect(await io['[method]input-stream.blocking-skip']({ self, len: 9n })).toEqual(CLOSED);
  expect(handles.get(Pollable, await io['[method]input-stream.subscribe']({ self })).remainingNs()).toBe(0n);
});

it('a write that was not permitted is a trap, and one that was is used up', async () => {
  const { io, output, taken } = setUp();
  const self = output();
  const write = (count: number) => io['[method]output-stream.write']({ self, contents: new Uint8Array(count) });
  await expect(write(1)).rejects.toThrow('a write of 1 bytes where 0 are permitted');
  expect(await io['[method]output-stream.check-write']({ self })).toEqual({ ok: 65_536n });
  expect([await write(65_000), await write(536)]).toEqual([{ ok: null }, { ok: null }]);
  await expect(io['[method]output-stream.write-zeroes']({ self, len: 1n })).rejects.toThrow('permitted');
  expect(await io['[method]output-stream.blocking-write-and-flush']({ self, contents: bytes(7) })).toEqual({
    ok: null,
  });
  expect(await io['[method]output-stream.blocking-write-zeroes-and-flush']({ self, len: 3n })).toEqual({ ok: null });
  expect(taken.map(({ length }) => length)).toEqual([65_000, 536, 1, 3]);
  for (const name of ['flush', 'blocking-flush'] as const)
    expect(await io[`[method]output-stream.${name}`]({ self })).toEqual({ ok: null });
});

it('what fails says why, through an error of its own', async () => {
  const { io, ports, input, output } = setUp();
  const failed = await io['[method]output-stream.blocking-write-and-flush']({
    self: output(new IoError('insufficient-space')),
    contents: bytes(1),
  });
  const val = 'err' in failed ? (failed.err.val ?? 0) : 0;
  expect(await called(ports, ioError)['[method]error.to-debug-string']({ self: val })).toBe('insufficient-space');
  expect(await io['[method]input-stream.read']({ self: input(new IoError('io')), len: 1n })).toMatchObject({
    err: { tag: 'last-operation-failed' },
  });
});

it('splice moves what there is, and ends with its source', async () => {
  const { io, input, output, taken } = setUp();
  const [self, src] = [output(), input(bytes(5, 6))];
  expect(await io['[method]output-stream.splice']({ self, src, len: 10n })).toEqual({ ok: 2n });
  expect(taken).toEqual([bytes(5, 6)]);
  expect(await io['[method]output-stream.blocking-splice']({ self, src, len: 10n })).toEqual(CLOSED);
});

/** A file that is read and one that is written, and a connection that takes three bytes at a time. */
async function moving() {
  const { host, ports, io } = setUp();
  const { files: FILES, sockets: SOCKETS } = HOST_FUNCTIONS.of;
  const from = Uint8Array.from({ length: 40 }, (_, at) => at + 1);
  const written: number[] = [];
  const sent: number[] = [];
  host.files = (fn, given) => {
    const [, value, offset] = given as [number, unknown, bigint];
    if (fn === FILES.preopens) return { ok: [[1, '/']] };
    if (fn === FILES['get-access']) return { ok: new Set(['read', 'write']) };
    if (fn === FILES.read) {
      const part = from.slice(Number(offset), Number(offset + (value as bigint)));
      return { ok: [part, part.length === 0] };
    }
    const put = value as Uint8Array;
    put.forEach((byte, at) => (written[Number(offset) + at] = byte));
    return { ok: offset + BigInt(put.length) };
  };
  host.others = (fn: HostFunction, given) => {
    if (fn === SOCKETS.connect) return { ok: { socket: 1, incoming: 2, outgoing: 3, 'local-port': 4 } };
    const part = (given[1] as Uint8Array).subarray(0, 3);
    sent.push(...part);
    return { ok: part.length };
  };
  const [files, connections] = [called(ports, filesystemTypes), called(ports, tcp)];
  const [mount] = await called(ports, preopens)['get-directories']({});
  const self = mount?.[0] ?? 0;
  const open = async (which: 'read-via-stream' | 'write-via-stream'): Promise<number> =>
    valueOf(await files[`[method]descriptor.${which}`]({ self, offset: 0n }));
  const socket = valueOf(await called(ports, tcpCreateSocket)['create-tcp-socket']({ 'address-family': 'ipv4' }));
  const network = await called(ports, instanceNetwork)['instance-network']({});
  const address = { tag: 'ipv4', val: { port: 80, address: [127, 0, 0, 1] } } as const;
  await connections['[method]tcp-socket.start-connect']({ self: socket, network, 'remote-address': address });
  const [, connection] = valueOf(await connections['[method]tcp-socket.finish-connect']({ self: socket }));
  const [source, file] = [await open('read-via-stream'), await open('write-via-stream')];
  return { io, from, source, file, connection, written, sent };
}

function valueOf<T>(answer: { readonly ok: T } | { readonly err: unknown }): T {
  if ('err' in answer) throw new Error(JSON.stringify(answer.err));
  return answer.ok;
}

it('splice moves each byte of a file once, to another one', async () => {
  const { io, from, source, file, written } = await moving();
  const moved: bigint[] = [];
  for (let piece = 0; piece < 4; piece++)
    moved.push(valueOf(await io['[method]output-stream.splice']({ self: file, src: source, len: 10n })));
  expect(moved).toEqual([10n, 10n, 10n, 10n]);
  expect(written).toEqual([...from]);
  expect(await io['[method]output-stream.blocking-splice']({ self: file, src: source, len: 10n })).toEqual(CLOSED);
});

it('splice moves each byte of a file once, to a connection that takes them in pieces', async () => {
  const { io, from, source, connection, sent } = await moving();
  const move = (len: bigint) => io['[method]output-stream.blocking-splice']({ self: connection, src: source, len });
  expect([await move(11n), await move(100n), await move(1n)]).toEqual([{ ok: 11n }, { ok: 29n }, CLOSED]);
  expect(sent).toEqual([...from]);
});

it('a file goes on where what was read or skipped of it ends', async () => {
  const { io, source: self } = await moving();
  expect(await io['[method]input-stream.read']({ self, len: 2n })).toEqual({ ok: bytes(1, 2) });
  expect(await io['[method]input-stream.skip']({ self, len: 3n })).toEqual({ ok: 3n });
  expect(await io['[method]input-stream.blocking-read']({ self, len: 1n })).toEqual({ ok: bytes(6) });
});

it('handles that are dropped, or are of another kind, are traps', async () => {
  const { io, input, output, handles } = setUp();
  const self = input(bytes(1));
  handles.drop(self);
  await expect(io['[method]input-stream.read']({ self, len: 1n })).rejects.toThrow('unknown handle');
  await expect(io['[method]input-stream.read']({ self: output(), len: 1n })).rejects.toThrow('unknown handle');
  await expect(io['[method]output-stream.flush']({ self: input() })).rejects.toThrow('unknown handle');
});

it('a program reads what is typed, writes to the console, and ends with a status', async () => {
  const { host, ports, io } = setUp();
  host.input = new TextEncoder().encode('hi');
  host.args = ['x'];
  const self = await called(ports, stdin)['get-stdin']({});
  expect(await io['[method]input-stream.blocking-read']({ self, len: 1n })).toEqual({ ok: bytes(104) });
  expect(await io['[method]input-stream.blocking-read']({ self, len: 9n })).toEqual({ ok: bytes(105) });
  expect(await io['[method]input-stream.blocking-read']({ self, len: 9n })).toEqual(CLOSED);
  const console = await called(ports, stdout)['get-stdout']({});
  await io['[method]output-stream.blocking-write-and-flush']({ self: console, contents: bytes(65) });
  expect(host.written).toEqual([{ stream: 'stdout', bytes: bytes(65) }]);
  expect(await called(ports, environment)['get-arguments']({})).toEqual(['x']);
  await expect(called(ports, exit).exit({ status: { err: null } })).rejects.toThrow('exit with status 1');
  await expect(called(ports, exit).exit({ status: { ok: null } })).rejects.toThrow('exit with status 0');
});
