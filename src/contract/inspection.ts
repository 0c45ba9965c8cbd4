/** What a call left in the memory of its instances: how it is asked for, how it crosses threads, and what it says. */
import type { WitType } from '../wit/types.ts';

/**
 * What a guest answers in place of the result of a call that is looked into: an {@link InspectedParts} as JSON, and the bytes that its
 * blocks are cut from, one after the other.
 */
export const INSPECTION_TYPE: WitType = {
  kind: 'tuple',
  items: [{ kind: 'string' }, { kind: 'list', element: { kind: 'scalar', name: 'u8' }, length: null }],
};

/** Bytes that are kept of all memories together; blocks of zeros take none. */
export const MAX_INSPECTED_BYTES = 8 * 2 ** 20;
/** Names of the exports by which a module that is looked into shows what it has (`binary/exposed-module.ts`): kind and index follow. */
export const EXPOSED_PREFIX = 'wippy:exposed:';

/** A program with this is run for what it leaves in memory: its calls answer values of {@link INSPECTION_TYPE}. */
export interface Inspects {
  /** What the function itself gives. */
  readonly result: WitType | null;
}

/** Bytes of a memory that are not all zero. */
export interface InspectedBlock {
  /** Address of the first. */
  readonly at: number;
  readonly sizeBytes: number;
}

export interface InspectedMemory {
  readonly name: string;
  readonly sizeBytes: number;
  /** In order; what is between them is zero. */
  readonly blocks: readonly InspectedBlock[];
  /** From this address on nothing was kept; null = all of it was. */
  readonly cutAt: number | null;
}

/** Where a value of the call lies. Marks of what is inside of another come after it. */
export interface InspectedMark {
  /** Number of the memory. */
  readonly memory: number;
  readonly at: number;
  readonly sizeBytes: number;
  readonly role: 'argument' | 'result';
  /** `user.name`, `[2]`; names of parameters begin it, `result` that of results. */
  readonly path: string;
  /** As WIT writes it. */
  readonly type: string;
  /** Of a string. */
  readonly encoding?: 'utf8' | 'utf16' | 'latin1';
}

export interface InspectedGlobal {
  readonly name: string;
  readonly value: string;
}

export interface InspectedTable {
  readonly name: string;
  readonly length: number;
  /** Those that are not null, at most {@link MAX_TABLE_ROWS}. */
  readonly elements: readonly { readonly at: number; readonly value: string }[];
  readonly isCut: boolean;
}

export interface InspectedParts {
  /** The call of the core function, with its core values as texts; null where it was not entered. `returned` null: it did not come back. */
  readonly call: {
    readonly name: string;
    readonly entered: readonly string[];
    readonly returned: string | null;
  } | null;
  /** Why it failed, or null. */
  readonly fault: string | null;
  readonly memories: readonly InspectedMemory[];
  readonly globals: readonly InspectedGlobal[];
  readonly tables: readonly InspectedTable[];
  readonly marks: readonly InspectedMark[];
  /** More values lie in memory than {@link MAX_MARKS}. */
  readonly areMarksCut: boolean;
}

export interface Inspection extends InspectedParts {
  /** All blocks of all memories, one after the other. */
  readonly bytes: Uint8Array;
}

export const MAX_MARKS = 2_000;
export const MAX_TABLE_ROWS = 200;
