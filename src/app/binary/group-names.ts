/** Imports and exports by the interface they belong to. */
import type { BinaryExport, BinaryImport } from '../../contract/binaries.ts';

export interface ExportGroup {
  /** '' for what the binary exports by itself. */
  readonly owner: string;
  readonly items: readonly { readonly name: string; readonly item: BinaryExport }[];
}

/** Functions only; in the order of the binary. */
export function groupExports(exports: readonly BinaryExport[]): readonly ExportGroup[] {
  const groups = new Map<string, { name: string; item: BinaryExport }[]>();
  for (const item of exports.filter(isFunction)) {
    const hash = item.name.lastIndexOf('#');
    const owner = item.name.slice(0, Math.max(0, hash));
    const group = groups.get(owner) ?? [];
    groups.set(owner, group);
    group.push({ name: item.name.slice(hash + 1), item });
  }
  return Array.from(groups, ([owner, items]) => ({ owner, items }));
}

export function isFunction(item: BinaryExport): boolean {
  return item.kind === 'func';
}

export interface ImportGroup {
  readonly module: string;
  readonly items: readonly BinaryImport[];
  /** Tokens for `imports`, each once. */
  readonly profiles: readonly string[];
  /** How many functions nothing gives. */
  readonly missing: number;
}

export function groupImports(imports: readonly BinaryImport[]): readonly ImportGroup[] {
  const groups = new Map<string, BinaryImport[]>();
  for (const item of imports) {
    const group = groups.get(item.module) ?? [];
    groups.set(item.module, group);
    group.push(item);
  }
  return Array.from(groups, ([module, items]) => ({
    module,
    items,
    profiles: [...new Set(items.flatMap((item) => (item.profile === null ? [] : [item.profile])))],
    missing: items.filter((item) => item.profile === null && isCode(item)).length,
  }));
}

/** What is only a name for a type is there in any case. */
function isCode({ kind }: BinaryImport): boolean {
  return kind !== 'type';
}

/** `export "f": resource handle …` without the name that stands beside it. */
export function refusalWithoutName(refusal: string): string {
  return refusal.replace(/^export "[^"]*": /, '');
}

/** `add: func(a: s32) -> s32;` without the name that stands beside it. */
export function withoutName(signature: string): string {
  return signature
    .replace(/^(?:export\s+)?(?:\[[\w-]+\])?%?[\w.-]+\s*:\s*(?=(?:async\s+)?func\b)/, '')
    .replace(/;\s*$/, '');
}
