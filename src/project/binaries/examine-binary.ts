/** A `function.wasm` entry against the bytes of its file (spec/wasm §3 and §5, spec/wit-mapping §9, spec/hosts §1 and §2). Pure. */
import type { WasmBinaryEntry } from '../kinds/wasm-binary.ts';
import { soundShape, type BinaryExamination, type BinaryShape } from './binary-examination.ts';
import { examineComponent } from './examine-component.ts';
import { examineModule } from './examine-module.ts';

/** All that can be said of an entry at once, for whoever has the code for either form. */
export function examineBinary(entry: WasmBinaryEntry, shape: BinaryShape): BinaryExamination {
  const sound = soundShape(entry, shape);
  if (!sound.ok) return sound.error;
  const { value } = sound;
  return value.form === 'core' ? examineModule(entry, value.module) : examineComponent(entry, value.component);
}
