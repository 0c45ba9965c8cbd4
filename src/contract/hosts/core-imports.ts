/** What core modules import, against the interfaces that are declared for them (spec/hosts §2, §10). */
import type { CoreFunctionType } from '../../wit/types.ts';
import { coreType, type CoreInterfaceSpec, type HostInterface } from './host-interface.ts';
import { HOST_INTERFACES } from './index.ts';

export const CORE_INTERFACES: readonly CoreInterfaceSpec[] = Object.values<HostInterface>(HOST_INTERFACES).filter(
  (declared) => 'core' in declared,
);

export interface CoreImport {
  readonly module: string;
  readonly name: string;
  readonly kind: string;
  /** null where it is not known. */
  readonly type: CoreFunctionType | null;
}

export type ImportRefusal =
  | { readonly why: 'missing'; readonly message: string }
  /** `expected`: what the host has under that name. */
  | { readonly why: 'signature'; readonly message: string; readonly expected: CoreFunctionType };

/** Why a module with this import can never be instantiated, in the words of Wippy's engine; null where nothing is wrong. */
export function refuseImport(
  { module, name, kind, type }: CoreImport,
  available: readonly CoreInterfaceSpec[] = CORE_INTERFACES,
): ImportRefusal | null {
  const what = `import ${kind === 'function' ? 'func' : kind}[${module}.${name}]`;
  const found = available.find((declared) => declared.name === module);
  if (!found) return { why: 'missing', message: `${what}: module[${module}] not instantiated` };
  const expected = kind === 'function' ? coreType(found, name) : null;
  if (!expected) return { why: 'missing', message: `${what}: "${name}" is not exported in module "${module}"` };
  if (type === null || engineText(type) === engineText(expected)) return null;
  const message = `${what}: signature mismatch: ${engineText(type)} != ${engineText(expected)}`;
  return { why: 'signature', message, expected };
}

/** `i32i64_i32`; `v` for nothing. */
function engineText({ parameters, results }: CoreFunctionType): string {
  return `${parameters.join('') || 'v'}_${results.join('') || 'v'}`;
}
