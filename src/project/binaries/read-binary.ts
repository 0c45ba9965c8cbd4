import { binaryKind } from '../../binary/binary.ts';
import { readComponent } from '../../binary/component/reader.ts';
import { readCoreBinary, type BinaryShape } from './binary-examination.ts';

/** Spec/wasm §3.1: what is no component is a module, if need be a malformed one. Never throws for what the bytes hold. */
export function readBinary(bytes: Uint8Array): BinaryShape {
  if (binaryKind(bytes) !== 'component') return readCoreBinary(bytes);
  const component = readComponent(bytes);
  return component.ok
    ? { form: 'component', component: component.value }
    : { form: 'component', problem: component.error, sections: component.error.sections };
}
