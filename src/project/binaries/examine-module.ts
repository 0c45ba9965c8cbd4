/** A core module against its `function.wasm` entry (spec/wasm §5). Pure. */
import type { Diagnostic } from '../../contract/api.ts';
import { withoutEffect } from '../kinds/wasi-field.ts';
import type { WasmBinaryEntry } from '../kinds/wasm-binary.ts';
import type { ModuleShape } from '../../binary/binary.ts';
import { info, type BinaryExamination } from './binary-examination.ts';
import { examineCore } from './examine-core.ts';

export function examineModule(entry: WasmBinaryEntry, module: ModuleShape): BinaryExamination {
  const { method, wit, profiles, places } = entry.config;
  const declared = profiles.map(({ token }) => token);
  const examined = examineCore(
    { id: entry.id, method, wit, edits: entry.edits, profiles: declared, places, placeOfImport: () => places.path },
    module,
  );
  const note = wasiNote(entry);
  const diagnostics = [...note, ...examined.diagnostics];
  return examined.status === 'ready' ? { ...examined, form: 'core', diagnostics } : { ...examined, diagnostics };
}

function wasiNote(entry: WasmBinaryEntry): Diagnostic[] {
  const { profiles, places } = entry.config;
  const unread = withoutEffect(profiles.flatMap(({ profile }) => profile ?? []));
  return places.wasi && unread ? [info(entry, places.wasi, 'no-effect', unread)] : [];
}
