import type { LuaFunctionSpec, LuaModuleSpec } from './spec.ts';

const planned = (signature: string, doc: string): LuaFunctionSpec & { readonly isPlanned: true } => ({
  signature,
  doc,
  isPlanned: true,
});

const ENTRY = '{id: string, kind: string, meta: {[string]: any}, data: any}';

/** spec/lua-modules §12 */
export const registrySpec = {
  name: 'registry',
  doc: 'The entries of the project.',
  functions: {
    get: { signature: `(id: string) -> (${ENTRY}?, error?)`, doc: 'The entry of this ID.' },
    find: {
      signature: `(filter: {[string]: any}) -> ({${ENTRY}}?, error?)`,
      doc: 'The entries that `.kind`, `.ns`, `.name` and `.id` with `*`, and `meta.FIELD` fit.',
    },
    parse_id: {
      signature: '(id: string) -> {ns: string, name: string}',
      doc: 'Namespace and name of an ID.',
    },
    snapshot: planned('() -> (any, error?)', 'The entries as they are now.'),
    snapshot_at: planned('(version: number) -> (any, error?)', 'The entries as they were in a version.'),
    current_version: planned('() -> (any, error?)', 'The version that is in effect.'),
    versions: planned('() -> ({any}?, error?)', 'All versions that there were.'),
    history: planned('() -> (any, error?)', 'What became of the registry.'),
    apply_version: planned('(version: any) -> (boolean, error?)', 'Brings the registry to a version.'),
    build_delta: planned(
      '(from: {any}, to: {any}) -> ({any}?, error?)',
      'What leads from one list of entries to another.',
    ),
  },
} as const satisfies LuaModuleSpec;
