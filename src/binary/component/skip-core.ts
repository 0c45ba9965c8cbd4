/** Types of core modules inside component types: read only to find their end. */
import { readLimits } from '../core-types.ts';
import { Malformed, type Cursor } from '../cursor.ts';

interface CoreNames {
  core(name: string): void;
}

const MODULE_TYPE = 0x50;

export function skipCoreType(cursor: Cursor, names: CoreNames): void {
  if (cursor.peek() !== MODULE_TYPE) return skipFunctionType(cursor);
  cursor.byte();
  for (let left = cursor.count(); left > 0; left--) {
    const offset = cursor.offset;
    switch (cursor.byte()) {
      case 0x00:
        names.core(cursor.name());
        names.core(cursor.name());
        skipImportType(cursor);
        break;
      case 0x01:
        skipFunctionType(cursor);
        break;
      case 0x02:
        // Sort, target, count of scopes, index.
        cursor.byte();
        cursor.byte();
        cursor.u32();
        cursor.u32();
        break;
      case 0x03:
        names.core(cursor.name());
        skipImportType(cursor);
        break;
      default:
        throw new Malformed('unknown declaration of a core module', offset);
    }
  }
}

function skipFunctionType(cursor: Cursor): void {
  const offset = cursor.offset;
  if (cursor.byte() !== 0x60) throw new Malformed('unknown core type', offset);
  for (const _ of ['parameters', 'results']) for (let left = cursor.count(); left > 0; left--) skipValueType(cursor);
}

function skipImportType(cursor: Cursor): void {
  const offset = cursor.offset;
  switch (cursor.byte()) {
    case 0x00:
      cursor.u32();
      break;
    case 0x01:
      skipValueType(cursor);
      readLimits(cursor);
      break;
    case 0x02:
      readLimits(cursor);
      break;
    case 0x03:
      skipValueType(cursor);
      cursor.byte();
      break;
    case 0x04:
      cursor.byte();
      cursor.u32();
      break;
    default:
      throw new Malformed('unknown kind of core import', offset);
  }
}

function skipValueType(cursor: Cursor): void {
  const code = cursor.byte();
  // References to a heap type that follows.
  if (code === 0x63 || code === 0x64) cursor.skipInteger();
}
