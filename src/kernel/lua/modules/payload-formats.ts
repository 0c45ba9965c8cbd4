/** What a payload's value is in JSON, in YAML and as text; importing this gives it to `payload.ts`. */
import { spend, type Portions } from '../../../base/effort.ts';
import { sorting } from '../../../base/sorting.ts';
import { toEnd } from '../../../base/steps.ts';
import { payloadSpec } from '../../../contract/lua-modules/payload.ts';
import * as cells from '../vm/cells.ts';
import type { Cell } from '../vm/cells.ts';
import { TextBuilder } from '../vm/held.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { JsonDecoder } from './json-decoder.ts';
import { EncodeError, JsonEncoder } from './json-encoder.ts';
import { DecodeError } from './json-mistakes.ts';
import { giveFormats } from './payload.ts';
import { decodeYaml } from './yaml-decoder.ts';
import { YamlEncoder } from './yaml-encoder.ts';

const FORMAT = payloadSpec.constants.format;

giveFormats({
  decoders: new Map([
    [FORMAT.JSON, (L: LuaState): Portions => new JsonDecoder(L, stack.toBytes(L, -1))],
    [FORMAT.YAML, (L: LuaState): Portions => ({ work: () => (decodeYaml(L, stack.toBytes(L, -1)), true) })],
  ]),
  encoders: new Map([
    [FORMAT.JSON, (L: LuaState): Portions => encodeTo(new JsonEncoder(L, stack.getTop(L)))],
    [FORMAT.YAML, (L: LuaState): Portions => encodeTo(new YamlEncoder(L, stack.getTop(L)))],
    [FORMAT.STRING, encodeText],
    [FORMAT.BYTES, encodeText],
  ]),
  isMistake: (error): error is Error => error instanceof DecodeError || error instanceof EncodeError,
});

function encodeTo(encoder: Portions & { pushing(): Portions }): Portions {
  let pushing: Portions | null = null;
  return { work: () => (pushing || encoder.work() ? (pushing ??= encoder.pushing()).work() : false) };
}

/** As Go prints it: `[1 2]`, `map[a:1 b:2]`. */
function encodeText(L: LuaState): Portions {
  const cell = cells.cellOf(L, -1);
  if (cells.cellType(cell) === 'string') return DONE;
  const out = new TextBuilder(L);
  if (cells.cellType(cell) !== 'nil') writeText(cell, out, 0);
  return out.pushing();
}

const DONE: Portions = { work: () => true };
const MAX_DEPTH = 128;

function writeText(cell: Cell, out: TextBuilder, depth: number): void {
  spend(1);
  const type = cells.cellType(cell);
  if (type === 'string') out.bytes(cells.cellBytes(cell));
  else if (type === 'nil') out.ascii('<nil>');
  else if (type !== 'table') out.text(cells.displayCell(cell));
  else if (depth > MAX_DEPTH) throw new EncodeError('tables are nested too deep');
  else writeTable(cell, out, depth);
}

function writeTable(cell: Cell, out: TextBuilder, depth: number): void {
  const count = cells.entryCount(cell);
  const isList = count > 0 && cells.border(cell) === count;
  out.ascii(isList ? '[' : 'map[');
  const keys: { readonly text: string; readonly value: Cell }[] = [];
  for (let entry = cells.firstEntry(cell); entry && !isList; entry = entry.n)
    keys.push({ text: cells.displayCell(entry.key), value: entry.value });
  const inOrder = toEnd(sorting(keys, (a, b) => (a.text < b.text ? -1 : 1)));
  for (let index = 0; index < count; index++) {
    if (index > 0) out.ascii(' ');
    const key = inOrder[index];
    if (key) out.text(`${key.text}:`);
    writeText(key?.value ?? cells.entryAt(cell, index + 1)?.value ?? cells.NIL_CELL, out, depth + 1);
  }
  out.ascii(']');
}
