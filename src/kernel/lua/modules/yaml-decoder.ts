/** YAML to Lua values: read as the project's own files are, within narrower bounds, for it goes in one piece. */
import { spend, spendBytes } from '../../../base/effort.ts';
import { sizeOfPlain } from '../../../contract/plain-size.ts';
import { Report, SourceFile } from '../../../project/registry/source.ts';
import { toPlain } from '../../../project/registry/tree.ts';
import { readYaml } from '../../../project/registry/yaml-text.ts';
import { parseYaml } from '../../../project/registry/yaml.ts';
import { pushPlain } from '../push-plain.ts';
import { makeRoom } from '../vm/held.ts';
import type { LuaState } from '../vm/types.ts';
import { DecodeError } from './json-mistakes.ts';

const MAX_BYTES = 256 * 1024;
/** Lines, keys and other signs, each of which takes up to 20 µs. */
const MAX_MARKS = 3_000;
const MARKS = /[\n:,[\]{}"'&*]|- /g;
const UNITS_PER_MARK = 50;
const decoder = new TextDecoder();

/** Pushes the value of the first document. Throws {@link DecodeError}. */
export function decodeYaml(L: LuaState, bytes: Uint8Array): void {
  if (bytes.length > MAX_BYTES) throw new DecodeError(`yaml: the text is longer than ${MAX_BYTES} bytes`);
  makeRoom(L, 8 * bytes.length);
  spendBytes(bytes.length);
  const text = decoder.decode(bytes);
  const marks = text.match(MARKS)?.length ?? 0;
  if (marks > MAX_MARKS) throw new DecodeError(`yaml: the text has more than ${MAX_MARKS} lines, keys and other signs`);
  spend(marks * UNITS_PER_MARK);
  const report = new Report();
  const tree = parseYaml(new SourceFile('', text), report, readYaml);
  if (!tree) {
    const mistake = report.diagnostics.find(({ severity }) => severity === 'error');
    throw new DecodeError(`yaml: line ${mistake?.line ?? 1}: ${mistake?.message ?? 'the text cannot be read'}`);
  }
  const plain = toPlain(tree);
  makeRoom(L, sizeOfPlain(plain));
  pushPlain(L, plain, 'bare');
}
