/** A core module with other names for some of its exports. */
import { joinBytes } from '../base/bytes.ts';

const EXPORT_SECTION = 7;

/** `names`: from old to new. The bytes must be a valid module; everything else stays as it is. */
export function renameExports(module: Uint8Array, names: ReadonlyMap<string, string>): Uint8Array<ArrayBuffer> {
  const out: Uint8Array[] = [module.subarray(0, 8)];
  for (let at = 8; at < module.length;) {
    const size = readU32(module, at + 1);
    const end = size.end + size.value;
    if (module[at] === EXPORT_SECTION) {
      const content = joinBytes(renamed(module, size.end, names));
      out.push(Uint8Array.of(EXPORT_SECTION), writeU32(content.length), content);
    } else {
      out.push(module.subarray(at, end));
    }
    at = end;
  }
  return joinBytes(out);
}

/** The parts of the export section: a count, then name, kind and index of each. */
function renamed(module: Uint8Array, start: number, names: ReadonlyMap<string, string>): Uint8Array[] {
  const count = readU32(module, start);
  const parts = [module.subarray(start, count.end)];
  let at = count.end;
  for (let left = count.value; left > 0; left--) {
    const length = readU32(module, at);
    const nameEnd = length.end + length.value;
    const written = new TextDecoder('utf-8', { ignoreBOM: true }).decode(module.slice(length.end, nameEnd));
    const name = new TextEncoder().encode(names.get(written) ?? written);
    const index = readU32(module, nameEnd + 1);
    parts.push(writeU32(name.length), name, module.subarray(nameEnd, index.end));
    at = index.end;
  }
  return parts;
}

function readU32(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = start, scale = 1; ; at++, scale *= 128) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, end: at + 1 };
  }
}

function writeU32(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  do {
    const low = left & 0x7f;
    left >>>= 7;
    bytes.push(left > 0 ? low | 0x80 : low);
  } while (left > 0);
  return Uint8Array.from(bytes);
}
