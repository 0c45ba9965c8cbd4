/** From an entry's `method` to an export of a component (spec/wasm §5.2, spec/wit-mapping §7 and §9). */
import { notFound, type Failure } from '../../contract/errors.ts';
import type { ComponentImport } from '../../contract/ports.ts';
import { withoutVersion } from '../../wit/interface-name.ts';
import { unsupportedType } from '../../wit/unsupported.ts';
import type { ComponentShape, ExportedFunction } from './shape.ts';

/** null when no export has that name, or several have. */
export function findMethod(shape: ComponentShape, method: string): ExportedFunction | null {
  const exact = shape.functions.find((candidate) => candidate.method === method);
  if (exact) return exact;
  const hash = method.indexOf('#');
  if (hash < 0 || method.lastIndexOf('@', hash) >= 0) return null;
  const unversioned = shape.functions.filter(
    (candidate) =>
      candidate.interface !== null && `${withoutVersion(candidate.interface)}#${candidate.name}` === method,
  );
  return unversioned.length === 1 ? unversioned[0]! : null;
}

export function missingMethod(shape: ComponentShape, method: string): Failure {
  return notFound(`failed to call wasm method: ${method}: export "${method}" not found in component`, {
    exports: shape.functions.map((candidate) => candidate.method),
  });
}

/** Why calls of an export are refused; null when its types can be carried. */
export function refusalOf({ name, type }: ExportedFunction): string | null {
  return type ? unsupportedType(type) : `export "${name}": its type cannot be told from the component`;
}

/** What a guest has to be given, without what only descriptions need. */
export function importsOf(shape: ComponentShape): ComponentImport[] {
  return shape.imports
    .filter(({ kind, resources }) => kind === 'instance' || kind === 'func' || resources.length > 0)
    .map(({ name, functions, resources }) => ({ name, functions, resources }));
}
