/** How a core module is written again with something put into it (`module-shape.ts`). Pure. */
import { err, type Result } from '../base/result.ts';
import { MEMORY_SECTION } from '../contract/module-memory.ts';
import { Malformed, type Cursor } from './cursor.ts';
import { Instruction } from './instructions.ts';
import { ModuleOutput } from './module-output.ts';
import { CUSTOM, ORDER, PREAMBLE_BYTES, readShape, SECTION, type ModuleShape } from './module-shape.ts';

const I32 = 0x7f;
const MUTABLE = 1;

/** Custom sections that stay true, whatever code is added. */
export const KEPT_SECTIONS: ReadonlySet<string> = new Set([MEMORY_SECTION, 'name']);

/** A module, or why it is left alone. */
export type Rewritten = Result<Uint8Array, string>;

/** Does what `rewrite` does with the module, which gives way between its steps. */
export function* rewriteInSlices(
  bytes: Uint8Array,
  rewrite: (shape: ModuleShape) => Generator<void, Rewritten>,
): Generator<void, Rewritten> {
  try {
    return yield* rewrite(readShape(bytes));
  } catch (error) {
    if (error instanceof Malformed) return err(error.message);
    throw error;
  }
}

/** Without giving way. */
export function atOnce(slices: Generator<void, Rewritten>): Rewritten {
  for (;;) {
    const { done, value } = slices.next();
    if (done) return value;
  }
}

/** A name that no export has. */
export function nameBeside({ names }: ModuleShape, wanted: string): string {
  let name = wanted;
  while (names.has(name)) name += '.';
  return name;
}

/** Items that are put behind those of a section. */
export interface Addition {
  readonly count: number;
  readonly items: Uint8Array;
}

export function addition(count: number, write: (out: ModuleOutput) => void): Addition {
  const out = new ModuleOutput();
  write(out);
  return { count, items: out.take() };
}

/** A mutable i32. */
export function putGlobal(initial: number, out: ModuleOutput): void {
  out.u8(I32);
  out.u8(MUTABLE);
  out.u8(Instruction.i32Const);
  out.sleb(initial);
  out.u8(Instruction.end);
}

export function putExport(name: string, kind: number, index: number, out: ModuleOutput): void {
  putName(name, out);
  out.u8(kind);
  out.leb(index);
}

export interface Rewriting {
  /** Stands first; null = nothing is said of it. */
  readonly described: { readonly section: string; readonly value: object } | null;
  /** By section. */
  readonly additions: ReadonlyMap<number, Addition>;
  /** Of the section of the code. */
  readonly code: ModuleOutput;
  /** Sections that are put before the code. */
  readonly beforeCode?: (out: ModuleOutput) => void;
  /** Left out. */
  readonly dropped?: number;
  /** Custom sections that stay true; the others are left out. */
  readonly kept: ReadonlySet<string>;
}

export function writeModule(shape: ModuleShape, rewriting: Rewriting): Uint8Array {
  const { described, additions, code, beforeCode, dropped, kept } = rewriting;
  const out = new ModuleOutput();
  out.all(shape.bytes.subarray(0, PREAMBLE_BYTES));
  if (described)
    putCustom(described.section, out, (section) =>
      section.all(new TextEncoder().encode(JSON.stringify(described.value))),
    );
  const missing = ORDER.filter((id) => additions.has(id) && !shape.sections.some((section) => section.id === id));
  for (const { id, content, whole } of shape.sections) {
    while (missing.length > 0 && id !== CUSTOM && ORDER.indexOf(missing[0]!) < ORDER.indexOf(id))
      putExtended(missing.shift()!, null, additions, out);
    if (id === SECTION.code) {
      beforeCode?.(out);
      out.section(id, code);
    } else if (additions.has(id)) putExtended(id, content(), additions, out);
    else if (id === CUSTOM ? kept.has(content().name()) : id !== dropped) out.all(whole);
  }
  for (const id of missing) putExtended(id, null, additions, out);
  return out.take();
}

export function putCustom(name: string, out: ModuleOutput, write: (section: ModuleOutput) => void): void {
  const section = new ModuleOutput();
  putName(name, section);
  write(section);
  out.section(CUSTOM, section);
}

export function putName(name: string, out: ModuleOutput): void {
  const bytes = new TextEncoder().encode(name);
  out.leb(bytes.length);
  out.all(bytes);
}

function putExtended(
  id: number,
  content: Cursor | null,
  additions: ReadonlyMap<number, Addition>,
  out: ModuleOutput,
): void {
  const { count, items } = additions.get(id)!;
  const section = new ModuleOutput();
  section.leb((content?.u32() ?? 0) + count);
  if (content) section.all(content.rest());
  section.all(items);
  out.section(id, section);
}
