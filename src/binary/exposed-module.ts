/**
 * Rewrites a core module so that what its instances have can be looked at: every memory, global and table is exported besides, under
 * names of our own. Nothing else of it changes. Pure.
 */
import { EXPOSED_PREFIX } from '../contract/inspection.ts';
import { ModuleOutput } from './module-output.ts';
import {
  addition,
  atOnce,
  nameBeside,
  putExport,
  rewriteInSlices,
  writeModule,
  type Rewritten,
} from './module-rewriting.ts';
import { KIND, SECTION, type ModuleShape } from './module-shape.ts';

/** Engines take a million exports and are slow with many of them. */
const MAX_EXPOSED = 10_000;

/** The module, exposed; the same bytes where it cannot be. */
export function exposeModule(bytes: Uint8Array): Uint8Array {
  const exposed = atOnce(rewriteInSlices(bytes, expose));
  return exposed.ok ? exposed.value : bytes;
}

// eslint-disable-next-line require-yield -- nothing of it takes long
function* expose(shape: ModuleShape): Generator<void, Rewritten> {
  const { globals, wideMemories, wideTables } = shape;
  const all = [
    ...indices(wideMemories.length, KIND.memory),
    ...indices(globals, KIND.global),
    ...indices(wideTables.length, KIND.table),
  ].slice(0, MAX_EXPOSED);
  const code = new ModuleOutput();
  if (shape.code) code.all(shape.code.content().rest());
  const module = writeModule(shape, {
    described: null,
    additions: new Map([
      [
        SECTION.export,
        addition(all.length, (out) => {
          for (const { kind, index } of all)
            putExport(nameBeside(shape, `${EXPOSED_PREFIX}${kind}:${index}`), kind, index, out);
        }),
      ],
    ]),
    code,
    kept: KEPT,
  });
  return { ok: true, value: module };
}

/** Names of what it has. */
const KEPT: ReadonlySet<string> = new Set(['name']);

function indices(count: number, kind: number): { readonly kind: number; readonly index: number }[] {
  return Array.from({ length: count }, (_, index) => ({ kind, index }));
}
