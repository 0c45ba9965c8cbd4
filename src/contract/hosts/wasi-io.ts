/** `wasi:io` without polling (spec/hosts §4.1): streams, and what they fail with. */
import {
  borrow,
  byGuest,
  bytes,
  own,
  result,
  scalar,
  string,
  variant,
  type HostInterfaceSpec,
} from './host-interface.ts';

const streamError = variant('stream-error', { 'last-operation-failed': own('error'), closed: null });
const input = borrow('input-stream');
const output = borrow('output-stream');
const size = scalar('u64');

export const ioError = {
  name: 'wasi:io/error',
  profile: 'wasi:io',
  doc: 'What a stream failed with.',
  functions: {
    '[method]error.to-debug-string': byGuest('A text for people.', { self: borrow('error') }, string),
  },
} as const satisfies HostInterfaceSpec;

export const streams = {
  name: 'wasi:io/streams',
  profile: 'wasi:io',
  doc: 'Bytes, one after the other.',
  functions: {
    '[method]input-stream.read': byGuest(
      'What there is, at most so many bytes; closed at the end.',
      { self: input, len: size },
      result(bytes, streamError),
    ),
    '[method]input-stream.blocking-read': byGuest(
      'The same, waiting for a byte at least.',
      { self: input, len: size },
      result(bytes, streamError),
    ),
    '[method]input-stream.skip': byGuest(
      'Reads for nobody; how many bytes.',
      { self: input, len: size },
      result(size, streamError),
    ),
    '[method]input-stream.blocking-skip': byGuest(
      'The same, waiting for a byte at least.',
      { self: input, len: size },
      result(size, streamError),
    ),
    '[method]input-stream.subscribe': byGuest('Ready when a read answers at once.', { self: input }, own('pollable')),
    '[method]output-stream.check-write': byGuest(
      'How many bytes the next write may have.',
      { self: output },
      result(size, streamError),
    ),
    '[method]output-stream.write': byGuest(
      'Writes. More than was allowed last is a trap.',
      { self: output, contents: bytes },
      result(null, streamError),
    ),
    '[method]output-stream.blocking-write-and-flush': byGuest(
      'Writes all of it, and waits until it is out.',
      { self: output, contents: bytes },
      result(null, streamError),
    ),
    '[method]output-stream.flush': byGuest('Has it written out.', { self: output }, result(null, streamError)),
    '[method]output-stream.blocking-flush': byGuest(
      'Waits until it is out.',
      { self: output },
      result(null, streamError),
    ),
    '[method]output-stream.subscribe': byGuest(
      'Ready when something may be written.',
      { self: output },
      own('pollable'),
    ),
    '[method]output-stream.write-zeroes': byGuest(
      'Writes zeros.',
      { self: output, len: size },
      result(null, streamError),
    ),
    '[method]output-stream.blocking-write-zeroes-and-flush': byGuest(
      'Writes zeros, and waits until they are out.',
      { self: output, len: size },
      result(null, streamError),
    ),
    '[method]output-stream.splice': byGuest(
      'Moves what there is of another stream; how many bytes.',
      { self: output, src: input, len: size },
      result(size, streamError),
    ),
    '[method]output-stream.blocking-splice': byGuest(
      'The same, waiting for a byte at least.',
      { self: output, src: input, len: size },
      result(size, streamError),
    ),
  },
} as const satisfies HostInterfaceSpec;
