/**
 * Reads what the JavaScript API does not tell of a core module: the types of its imported and exported functions and of its
 * memory. Only the sections type, import, function, memory and export are looked at. Pure; malformed input is an answer, never a throw.
 */
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { CoreFunctionType, CoreType } from '../wit/types.ts';

/** What a core module exports as `memory`: nothing of that kind, or memory with addresses of 32 or 64 bits. */
export type ExportedMemory = 'none' | 'memory32' | 'memory64';

export type ExternKind = 'function' | 'table' | 'memory' | 'global' | 'tag';

export interface ModuleImport {
  readonly module: string;
  readonly name: string;
  readonly kind: ExternKind;
  /** For functions whose type is an ordinary function type. */
  readonly type: CoreFunctionType | null;
}

export interface ModuleExport {
  readonly name: string;
  readonly kind: ExternKind;
  readonly type: CoreFunctionType | null;
}

export interface ModuleShape {
  readonly imports: readonly ModuleImport[];
  readonly exports: readonly ModuleExport[];
  /** What is exported under the name `memory`; a table or a function of that name is no memory. */
  readonly memory: ExportedMemory;
}

/** What was wrong and at which byte (0-based). */
export interface BinaryProblem {
  readonly message: string;
  readonly offset: number;
}

const SECTION = { type: 1, import: 2, function: 3, memory: 5, export: 7 } as const;
const KINDS: readonly ExternKind[] = ['function', 'table', 'memory', 'global', 'tag'];
/** Browsers refuse more of anything. */
const MAX_ITEMS = 1_000_000;

/** Exported functions by name, as the signature check takes them. */
export function exportedFunctions(shape: ModuleShape): ReadonlyMap<string, CoreFunctionType> {
  const functions = new Map<string, CoreFunctionType>();
  for (const item of shape.exports) if (item.kind === 'function' && item.type) functions.set(item.name, item.type);
  return functions;
}

/** Spec/wasm §3.1: the version word says component or core; null when this is no WebAssembly at all. */
export function binaryKind(bytes: Uint8Array): 'core' | 'component' | null {
  if (bytes.length < 8 || bytes[0] !== 0 || bytes[1] !== 0x61 || bytes[2] !== 0x73 || bytes[3] !== 0x6d) return null;
  const version = (bytes[4]! | (bytes[5]! << 8) | (bytes[6]! << 16) | (bytes[7]! << 24)) >>> 0;
  return version > 1 ? 'component' : 'core';
}

export function readModule(bytes: Uint8Array): Result<ModuleShape, BinaryProblem> {
  if (binaryKind(bytes) !== 'core') return err({ message: 'not a core WebAssembly module', offset: 0 });
  const cursor = new Cursor(bytes, 8, bytes.length);
  try {
    return ok(readSections(cursor));
  } catch (error) {
    if (error instanceof Malformed) return err({ message: error.message, offset: error.offset });
    // A mistake of this reader: it costs the one module, not the kernel that asked.
    return err({ message: `the module cannot be read (${String(error)})`, offset: 0 });
  }
}

class Malformed extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

function readSections(cursor: Cursor): ModuleShape {
  let types: (CoreFunctionType | null)[] = [];
  const imports: ModuleImport[] = [];
  /** Type of each function by index, imports first. */
  const functions: (CoreFunctionType | null)[] = [];
  /** Each memory by index, imports first. */
  const memories: ExportedMemory[] = [];
  const exports: ModuleExport[] = [];
  let memory: ExportedMemory = 'none';
  while (!cursor.atEnd) {
    const id = cursor.byte();
    const section = cursor.part(cursor.u32());
    switch (id) {
      case SECTION.type:
        types = readTypes(section);
        break;
      case SECTION.import:
        for (let left = section.count(); left > 0; left--) {
          const item = readImport(section, types, memories);
          imports.push(item);
          if (item.kind === 'function') functions.push(item.type);
        }
        break;
      case SECTION.function:
        for (let left = section.count(); left > 0; left--) functions.push(types[section.u32()] ?? null);
        break;
      case SECTION.memory:
        for (let left = section.count(); left > 0; left--) memories.push(section.limits());
        break;
      case SECTION.export:
        for (let left = section.count(); left > 0; left--) {
          const name = section.name();
          const kind = section.kind();
          const index = section.u32();
          exports.push({ name, kind, type: kind === 'function' ? (functions[index] ?? null) : null });
          if (kind === 'memory' && name === 'memory') memory = memories[index] ?? 'none';
        }
        break;
    }
  }
  return { imports, exports, memory };
}

function readImport(
  section: Cursor,
  types: readonly (CoreFunctionType | null)[],
  memories: ExportedMemory[],
): ModuleImport {
  const module = section.name();
  const name = section.name();
  const kind = section.kind();
  let type: CoreFunctionType | null = null;
  switch (kind) {
    case 'function':
      type = types[section.u32()] ?? null;
      break;
    case 'table':
      section.valueType();
      section.limits();
      break;
    case 'memory':
      memories.push(section.limits());
      break;
    case 'global':
      section.valueType();
      section.byte();
      break;
    case 'tag':
      section.byte();
      section.u32();
      break;
  }
  return { module, name, kind, type };
}

/** Function types by index; null where the GC proposal put something else. */
function readTypes(section: Cursor): (CoreFunctionType | null)[] {
  const types: (CoreFunctionType | null)[] = [];
  for (let left = section.count(); left > 0; left--) {
    if (section.peek() === 0x4e) {
      section.byte();
      for (let inGroup = section.count(); inGroup > 0; inGroup--) types.push(readSubType(section));
    } else {
      types.push(readSubType(section));
    }
  }
  return types;
}

function readSubType(section: Cursor): CoreFunctionType | null {
  if (section.peek() === 0x50 || section.peek() === 0x4f) {
    section.byte();
    for (let supertypes = section.count(); supertypes > 0; supertypes--) section.u32();
  }
  const offset = section.offset;
  const form = section.byte();
  switch (form) {
    case 0x60: {
      const parameters = section.valueTypes();
      return { parameters, results: section.valueTypes() };
    }
    case 0x5f:
      for (let fields = section.count(); fields > 0; fields--) section.fieldType();
      return null;
    case 0x5e:
      section.fieldType();
      return null;
    default:
      throw new Malformed(`unknown type form 0x${form.toString(16)}`, offset);
  }
}

class Cursor {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  get offset(): number {
    return this.#at;
  }

  get atEnd(): boolean {
    return this.#at >= this.#end;
  }

  peek(): number {
    if (this.atEnd) throw new Malformed('unexpected end', this.#at);
    return this.#bytes[this.#at]!;
  }

  byte(): number {
    const value = this.peek();
    this.#at++;
    return value;
  }

  /** Any LEB128 number of up to 64 bits, as unsigned; exact below 2^53. */
  #leb(maxBytes: number): number {
    let value = 0;
    for (let index = 0; index < maxBytes; index++) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** (7 * index);
      if ((byte & 0x80) === 0) return value;
    }
    throw new Malformed('integer is too long', this.#at);
  }

  u32(): number {
    const offset = this.#at;
    const value = this.#leb(5);
    if (value > 0xffffffff) throw new Malformed('integer is too large', offset);
    return value;
  }

  /** A count of items; every item takes at least one byte. */
  count(): number {
    const offset = this.#at;
    const value = this.u32();
    if (value > MAX_ITEMS || value > this.#end - this.#at) throw new Malformed('count exceeds the section', offset);
    return value;
  }

  part(size: number): Cursor {
    if (size > this.#end - this.#at) throw new Malformed('section exceeds the module', this.#at);
    const part = new Cursor(this.#bytes, this.#at, this.#at + size);
    this.#at += size;
    return part;
  }

  name(): string {
    const size = this.u32();
    if (size > this.#end - this.#at) throw new Malformed('name exceeds the section', this.#at);
    const bytes = this.#bytes.slice(this.#at, this.#at + size);
    try {
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      this.#at += size;
      return text;
    } catch {
      throw new Malformed('name is not valid UTF-8', this.#at);
    }
  }

  kind(): ExternKind {
    const offset = this.#at;
    const kind = KINDS[this.byte()];
    if (!kind) throw new Malformed('unknown kind of import or export', offset);
    return kind;
  }

  /** Of a table or a memory: whether its addresses have 32 or 64 bits. */
  limits(): ExportedMemory {
    const flags = this.byte();
    this.#leb(10);
    if (flags & 1) this.#leb(10);
    // Bit 3: custom page sizes.
    if (flags & 8) this.u32();
    return flags & 4 ? 'memory64' : 'memory32';
  }

  valueTypes(): CoreType[] {
    const types: CoreType[] = [];
    for (let left = this.count(); left > 0; left--) types.push(this.valueType());
    return types;
  }

  valueType(): CoreType {
    const offset = this.#at;
    const code = this.byte();
    switch (code) {
      case 0x7f:
        return 'i32';
      case 0x7e:
        return 'i64';
      case 0x7d:
        return 'f32';
      case 0x7c:
        return 'f64';
      case 0x7b:
        return 'v128';
      case 0x63:
      case 0x64:
        // ref null ht, ref ht
        this.#leb(5);
        return 'ref';
    }
    // The shorthands of abstract heap types.
    if (code >= 0x65 && code <= 0x75) return 'ref';
    throw new Malformed(`unknown value type 0x${code.toString(16)}`, offset);
  }

  fieldType(): void {
    // i8 and i16 exist in fields only.
    if (this.peek() === 0x78 || this.peek() === 0x77) this.byte();
    else this.valueType();
    this.byte();
  }
}
