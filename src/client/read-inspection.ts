/** What a guest says of a call that somebody looks into. Its thread may be in the hands of the code that it ran: nothing is believed. */
import { errorText } from '../base/error-text.ts';
import type { CallError, CallResult, PlainValue } from '../contract/api.ts';
import { ErrorKind } from '../contract/errors.ts';
import type {
  InspectedBlock,
  InspectedGlobal,
  InspectedMark,
  InspectedMemory,
  InspectedParts,
  InspectedTable,
  Inspection,
} from '../contract/inspection.ts';

export type InspectionResult =
  | { readonly inspection: Inspection; readonly error: null; readonly durationMs: number }
  | { readonly inspection: null; readonly error: CallError; readonly durationMs: number };

export function readInspection({ value, error, durationMs }: CallResult): InspectionResult {
  if (error) return { inspection: null, error, durationMs };
  try {
    return { inspection: inspectionOf(value), error: null, durationMs };
  } catch (thrown) {
    const message = `what the guest left cannot be read: ${errorText(thrown)}`;
    const told = { from: 'runtime', kind: ErrorKind.internal, message, retryable: false, details: null } as const;
    return { inspection: null, error: told, durationMs };
  }
}

function inspectionOf(value: PlainValue): Inspection {
  const [json, rest] = Array.isArray(value) ? (value as readonly PlainValue[]) : [];
  // Bytes that happen to be text come as text.
  const bytes = typeof rest === 'string' ? new TextEncoder().encode(rest) : rest;
  if (typeof json !== 'string' || !(bytes instanceof Uint8Array)) throw new Error('it is no tuple of text and bytes');
  const parts = partsOf(JSON.parse(json) as unknown);
  const wanted = parts.memories.flatMap(({ blocks }) => blocks).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (wanted !== bytes.length) throw new Error(`${bytes.length} bytes for blocks of ${wanted}`);
  return { ...parts, bytes };
}

function partsOf(value: unknown): InspectedParts {
  const all = object(value);
  const memories = list(all['memories'], memory);
  const call = all['call'] === null ? null : object(all['call']);
  return {
    call: call && {
      name: text(call['name']),
      entered: list(call['entered'], text),
      returned: orNull(call['returned'], text),
    },
    fault: orNull(all['fault'], text),
    memories,
    globals: list(all['globals'], global),
    tables: list(all['tables'], table),
    marks: list(all['marks'], (one) => mark(one, memories.length)),
    areMarksCut: all['areMarksCut'] === true,
  };
}

function memory(value: unknown): InspectedMemory {
  const { name, sizeBytes, blocks, cutAt } = object(value);
  return {
    name: text(name),
    sizeBytes: size(sizeBytes),
    blocks: list(blocks, block),
    cutAt: orNull(cutAt, size),
  };
}

function block(value: unknown): InspectedBlock {
  const { at, sizeBytes } = object(value);
  return { at: size(at), sizeBytes: size(sizeBytes) };
}

function global(value: unknown): InspectedGlobal {
  const { name, value: own } = object(value);
  return { name: text(name), value: text(own) };
}

function table(value: unknown): InspectedTable {
  const { name, length, elements, isCut } = object(value);
  return {
    name: text(name),
    length: size(length),
    elements: list(elements, (one) => ({ at: size(object(one)['at']), value: text(object(one)['value']) })),
    isCut: isCut === true,
  };
}

const ENCODINGS = ['utf8', 'utf16', 'latin1'] as const;

function mark(value: unknown, memories: number): InspectedMark {
  const { memory: of, at, sizeBytes, role, path, type, encoding } = object(value);
  if (size(of) >= memories) throw new Error('a mark of it is in no memory');
  const known = ENCODINGS.find((one) => one === encoding);
  return {
    memory: size(of),
    at: size(at),
    sizeBytes: size(sizeBytes),
    role: role === 'result' ? 'result' : 'argument',
    path: text(path),
    type: text(type),
    ...(known ? { encoding: known } : {}),
  };
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new Error('a part of it is missing');
  return value as Readonly<Record<string, unknown>>;
}

function list<T>(value: unknown, item: (value: unknown) => T): readonly T[] {
  if (!Array.isArray(value)) throw new Error('a list of it is missing');
  return value.map(item);
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error('a text of it is missing');
  return value;
}

function size(value: unknown): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw new Error('a number of it is none');
  return value as number;
}

function orNull<T>(value: unknown, item: (value: unknown) => T): T | null {
  return value === null ? null : item(value);
}
