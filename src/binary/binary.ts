/**
 * Reads what the JavaScript API does not tell of a core module: the types of its imported and exported functions and of its
 * memory. Only the sections type, import, function, memory and export are looked at. Pure; malformed input is an answer, never a throw.
 */
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { CoreFunctionType } from '../wit/types.ts';
import { readLimits, readValueType, readValueTypes, skipFieldType, type ExportedMemory } from './core-types.ts';
import { MAX_ITEMS } from './limits.ts';
import { Cursor, Malformed } from './cursor.ts';

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
  /** Of a memory with addresses of 64 bits. */
  readonly isWide?: true;
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
  const cursor = new Cursor(bytes, 8, bytes.length, 'module');
  try {
    return ok(readSections(cursor));
  } catch (error) {
    if (error instanceof Malformed) return err({ message: error.message, offset: error.offset });
    // A mistake of this reader: it costs the one module, not the kernel that asked.
    return err({ message: `the module cannot be read (${String(error)})`, offset: 0 });
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
        for (let left = section.count(MAX_ITEMS); left > 0; left--) {
          const item = readImport(section, types, memories);
          imports.push(item);
          if (item.kind === 'function') functions.push(item.type);
        }
        break;
      case SECTION.function:
        for (let left = section.count(MAX_ITEMS); left > 0; left--) functions.push(types[section.u32()] ?? null);
        break;
      case SECTION.memory:
        for (let left = section.count(MAX_ITEMS); left > 0; left--) memories.push(readLimits(section));
        break;
      case SECTION.export:
        for (let left = section.count(MAX_ITEMS); left > 0; left--) {
          const name = section.name();
          const kind = readKind(section);
          const index = section.u32();
          const type = kind === 'function' ? (functions[index] ?? null) : null;
          const isWide = kind === 'memory' && memories[index] === 'memory64';
          exports.push({ name, kind, type, ...(isWide ? { isWide } : {}) });
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
  const kind = readKind(section);
  let type: CoreFunctionType | null = null;
  switch (kind) {
    case 'function':
      type = types[section.u32()] ?? null;
      break;
    case 'table':
      readValueType(section);
      readLimits(section);
      break;
    case 'memory':
      memories.push(readLimits(section));
      break;
    case 'global':
      readValueType(section);
      section.byte();
      break;
    case 'tag':
      section.byte();
      section.u32();
      break;
  }
  return { module, name, kind, type };
}

/** Function types of a type section by index; null where the GC proposal put something else. */
export function readTypes(section: Cursor): (CoreFunctionType | null)[] {
  const types: (CoreFunctionType | null)[] = [];
  for (let left = section.count(MAX_ITEMS); left > 0; left--) {
    if (section.peek() === 0x4e) {
      section.byte();
      for (let inGroup = section.count(MAX_ITEMS); inGroup > 0; inGroup--) types.push(readSubType(section));
    } else {
      types.push(readSubType(section));
    }
  }
  return types;
}

function readSubType(section: Cursor): CoreFunctionType | null {
  if (section.peek() === 0x50 || section.peek() === 0x4f) {
    section.byte();
    for (let supertypes = section.count(MAX_ITEMS); supertypes > 0; supertypes--) section.u32();
  }
  const offset = section.offset;
  const form = section.byte();
  switch (form) {
    case 0x60: {
      const parameters = readValueTypes(section);
      return { parameters, results: readValueTypes(section) };
    }
    case 0x5f:
      for (let fields = section.count(MAX_ITEMS); fields > 0; fields--) skipFieldType(section);
      return null;
    case 0x5e:
      skipFieldType(section);
      return null;
    default:
      throw new Malformed(`unknown type form 0x${form.toString(16)}`, offset);
  }
}

function readKind(section: Cursor): ExternKind {
  const { offset } = section;
  const kind = KINDS[section.byte()];
  if (!kind) throw new Malformed('unknown kind of import or export', offset);
  return kind;
}
