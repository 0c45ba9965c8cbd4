/** References that must be full IDs (spec/registry §2): written without a namespace they are found by nobody. */
import type { EntryId } from '../../contract/api.ts';
import type { Definition } from './definitions.ts';
import { formatId, parseId } from './ids.ts';
import type { Place, Report } from './source.ts';
import type { TreeNode } from './tree.ts';
import { didYouMean } from '../../base/suggestion.ts';

/** A relative name where none is allowed. Nothing at load depends on it, so it is a warning. */
export interface RelativeReference {
  readonly entry: EntryId;
  readonly name: string;
  /** The ID that was probably meant, when an entry has it. */
  readonly own: EntryId;
  readonly message: string;
  readonly place: Place;
}

interface Rule {
  readonly kinds: readonly string[];
  /** Keys from the config down; `*` stands for every item of a list. */
  readonly path: readonly string[];
  readonly message: (name: string) => string;
}

const STORAGE = (): string => 'invalid storage ID format, must have both namespace and name';

const RULES: readonly Rule[] = [
  { kinds: ['process.wasm'], path: ['fs'], message: (name) => `filesystem not found: ${name}` },
  {
    kinds: ['function.wat', 'function.wasm', 'process.wasm'],
    path: ['wasi', 'mounts', '*', 'fs'],
    message: (name) => `wasi mount filesystem not found: :${name}`,
  },
  { kinds: ['env.variable'], path: ['storage'], message: STORAGE },
  { kinds: ['env.storage.router'], path: ['storages', '*'], message: STORAGE },
  { kinds: ['process.service'], path: ['host'], message: () => 'host not found' },
];

/** Relative names of one definition, in the order of the rules. */
export function relativeReferences(definition: Definition): RelativeReference[] {
  return RULES.filter((rule) => rule.kinds.includes(definition.kind)).flatMap((rule) =>
    valuesAt(definition.config, rule.path).flatMap((node) => {
      const name = node.type === 'scalar' && typeof node.value === 'string' ? node.value : '';
      if (name === '' || parseId(name).namespace !== '') return [];
      const bare = parseId(name).name;
      const own = formatId({ namespace: definition.namespace, name: bare });
      return [{ entry: definition.id, name, own, message: rule.message(bare), place: node.place }];
    }),
  );
}

/** Says what each of them will end in, and which entry was meant. */
export function reportRelative(
  references: readonly RelativeReference[],
  isKnown: (id: EntryId) => boolean,
  report: Report,
): void {
  for (const { entry, own, message, place } of references) {
    const hint = isKnown(own) ? didYouMean(own) : 'write the full ID, with its namespace';
    report.add(place, 'relative-reference', message, { severity: 'warning', entry, hint });
  }
}

function valuesAt(node: TreeNode | undefined, path: readonly string[]): TreeNode[] {
  const [first, ...rest] = path;
  if (!node) return [];
  if (first === undefined) return [node];
  if (first === '*') return node.type === 'list' ? node.items.flatMap((item) => valuesAt(item, rest)) : [];
  return node.type === 'map' ? valuesAt(node.fields.get(first)?.value, rest) : [];
}
