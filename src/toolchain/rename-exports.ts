/** A core module with other names for some of its exports. */
import { joinBytes } from '../base/bytes.ts';
import { lebAt, lebBytes } from '../base/leb128.ts';

const EXPORT_SECTION = 7;

/** `names`: from old to new. The bytes must be a valid module; everything else stays as it is. */
export function renameExports(module: Uint8Array, names: ReadonlyMap<string, string>): Uint8Array<ArrayBuffer> {
  const out: Uint8Array[] = [module.subarray(0, 8)];
  for (let at = 8; at < module.length;) {
    const size = lebAt(module, at + 1);
    const end = size.end + size.value;
    if (module[at] === EXPORT_SECTION) {
      const content = joinBytes(renamed(module, size.end, names));
      out.push(Uint8Array.of(EXPORT_SECTION), lebBytes(content.length), content);
    } else {
      out.push(module.subarray(at, end));
    }
    at = end;
  }
  return joinBytes(out);
}

/** The parts of the export section: a count, then name, kind and index of each. */
function renamed(module: Uint8Array, start: number, names: ReadonlyMap<string, string>): Uint8Array[] {
  const count = lebAt(module, start);
  const parts = [module.subarray(start, count.end)];
  let at = count.end;
  for (let left = count.value; left > 0; left--) {
    const length = lebAt(module, at);
    const nameEnd = length.end + length.value;
    const written = new TextDecoder('utf-8', { ignoreBOM: true }).decode(module.slice(length.end, nameEnd));
    const name = new TextEncoder().encode(names.get(written) ?? written);
    const index = lebAt(module, nameEnd + 1);
    parts.push(lebBytes(name.length), name, module.subarray(nameEnd, index.end));
    at = index.end;
  }
  return parts;
}
