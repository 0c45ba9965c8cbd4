/** Bodies that Lua reads as they come (spec/lua-modules §13). */
import { spendBytes } from '../../../base/effort.ts';
import { invalid, type Failure } from '../../../contract/errors.ts';
import type { httpClientSpec } from '../../../contract/lua-modules/http-client.ts';
import type { ValueSource } from '../../../contract/values.ts';
import { httpRead, type NetworkWork } from '../../commands/network.ts';
import type { Piece, ResponseBody } from '../../network/response-body.ts';
import { failed, type Completion } from '../../scheduler/process.ts';
import { issue } from '../commands.ts';
import { returnFailure } from '../error-object.ts';
import type { Methods } from '../methods.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import { defineUserdata, type UserdataType } from '../vm/userdata.ts';
import { lengthOf, MAX_PIECE_BYTES, scanned, type Split } from './fs-file.ts';
import { isNothing, textAt } from './process-arguments.ts';

const DEFAULT_READ_BYTES = 4096;
/** Where 0 is asked for. */
const CHUNK_BYTES = 32_768;
const MAX_READ_BYTES = 1024 * 1024;

/** Bytes as a string; null is nil. Takes them over. */
function valueOf(bytes: Uint8Array | null): Completion {
  const source: ValueSource = {
    writeTo(writer) {
      if (bytes) writer.bytes(bytes);
      else writer.nil();
      return 1;
    },
  };
  return { status: 'returned', source };
}

const flag = (value: boolean): Completion => ({
  status: 'returned',
  source: {
    writeTo(writer) {
      writer.boolean(value);
      return 1;
    },
  },
});

const read = (body: ResponseBody, maxBytes: number): NetworkWork<'http read'> => ({
  type: 'http read',
  work: (_host, _frame, reply) =>
    body.read(maxBytes, (piece) =>
      reply(piece.ok ? valueOf(piece.value && piece.value.slice()) : failed(piece.error.failure)),
    ),
});

export const streamClass: UserdataType<ResponseBody> = defineUserdata<ResponseBody>('stream', {
  // The part that was asked for ahead.
  sizeBytes: () => MAX_PIECE_BYTES,
  methods: {
    read: (L, body) => {
      const wanted = isNothing(L, 2) ? DEFAULT_READ_BYTES : Number(call.checkInteger(L, 2, 'read'));
      if (wanted < 0) return returnFailure(L, invalid('size must be positive'));
      return issue(L, httpRead, read(body, Math.min(wanted || CHUNK_BYTES, MAX_READ_BYTES)));
    },
    scanner: (L, body) => {
      const split = isNothing(L, 2) ? 'lines' : textAt(L, 2, 'scanner');
      if (split !== 'lines' && split !== 'words' && split !== 'bytes' && split !== 'runes')
        return returnFailure(L, invalid(`invalid split: ${split}`));
      scannerClass.push(L, new Scanner(body, split), { holds: 1 });
      stack.pushNil(L);
      return 2;
    },
    close: (L, body) => {
      body.close();
      stack.pushBoolean(L, true);
      stack.pushNil(L);
      return 2;
    },
  } satisfies Methods<typeof httpClientSpec.types.stream, ResponseBody>,
});

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const isSpace = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13);

class Scanner {
  piece = new Uint8Array();
  failure: Failure | null = null;
  readonly #body: ResponseBody;
  readonly #split: Split;
  /** What came and was not looked at yet. */
  #rest = new Uint8Array();
  #isAtEnd = false;

  constructor(body: ResponseBody, split: Split) {
    this.#body = body;
    this.#split = split;
  }

  readonly work: NetworkWork<'http read'>['work'] = (_host, _frame, reply) => {
    this.piece = new Uint8Array();
    let undo = (): void => {};
    const next = (): void => {
      for (;;) {
        const found = this.#found();
        if (found !== 'more') return reply(flag(found));
        const piece = this.#body.take(MAX_PIECE_BYTES);
        if (piece === 'nothing yet') {
          undo = this.#body.whenReady(next);
          return;
        }
        this.#take(piece);
      }
    };
    next();
    return () => undo();
  };

  #take(piece: Piece): void {
    if (!piece.ok) this.failure = piece.error.failure;
    else if (piece.value === null) this.#isAtEnd = true;
    else {
      const rest = new Uint8Array(this.#rest.length + piece.value.length);
      spendBytes(rest.length);
      rest.set(this.#rest);
      rest.set(piece.value, this.#rest.length);
      this.#rest = rest;
    }
  }

  /** False at the end, and after a failure. */
  #found(): boolean | 'more' {
    if (this.failure) return false;
    if (this.#split === 'words') {
      const start = this.#rest.findIndex((byte) => !isSpace(byte));
      this.#rest = start < 0 ? new Uint8Array() : this.#rest.subarray(start);
    }
    if (this.#rest.length === 0) return this.#isAtEnd ? false : 'more';
    const length = lengthOf(this.#rest, this.#split);
    if (length > MAX_PIECE_BYTES) {
      this.failure = invalid('bufio.Scanner: token too long');
      return false;
    }
    // What goes up to the end of what has come may go on.
    if (length === this.#rest.length && this.#split !== 'bytes' && !this.#isAtEnd) {
      if (this.#split !== 'runes' || isCut(this.#rest)) return 'more';
    }
    const separator = this.#split === 'lines' && this.#rest[length] === LINE_FEED ? 1 : 0;
    this.piece = this.#rest.slice(0, length);
    if (this.#split === 'lines' && this.piece.at(-1) === CARRIAGE_RETURN) this.piece = this.piece.subarray(0, -1);
    this.#rest = this.#rest.subarray(length + separator);
    return true;
  }
}

/** Whether the one character that is there lacks bytes. */
function isCut(bytes: Uint8Array): boolean {
  const wanted = lengthOf(Uint8Array.of(bytes[0] ?? 0, 0, 0, 0), 'runes');
  return bytes.length < wanted;
}

const scannerClass: UserdataType<Scanner> = defineUserdata<Scanner>('stream_scanner', {
  sizeBytes: () => 2 * MAX_PIECE_BYTES,
  methods: {
    scan: (L, scanner) => issue(L, httpRead, { type: 'http read', work: scanner.work }),
    ...scanned,
  } satisfies Methods<typeof httpClientSpec.types.stream_scanner, Scanner>,
});
