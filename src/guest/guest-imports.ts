/** What a core module's imports are answered with, decided once per program (spec/hosts §2, §10). */
import { refuseImport } from '../contract/hosts/core-imports.ts';
import { MEMORY_SECTION } from '../contract/module-memory.ts';
import { STOP_SECTION } from '../contract/module-stop.ts';
import type { BoundHost, GuestPorts, HostInterface } from '../contract/ports.ts';
import { isOpened } from '../contract/profiles.ts';
import { HostTrap } from './guest-signals.ts';

export interface GuestImports {
  readonly imports: WebAssembly.Imports;
  readonly hosts: readonly BoundHost[];
  /** Why the module can never be instantiated, or null. */
  readonly missing: string | null;
}

/** `profiles`: those that the entry declares, in any spelling that spec/hosts §1 accepts. */
export function createImports(
  module: WebAssembly.Module,
  profiles: readonly string[],
  available: readonly HostInterface[],
  ports: GuestPorts,
): GuestImports {
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = Object.create(null);
  const bound = new Map<string, BoundHost>();
  const interfaces = available.map(({ declared }) => declared);
  let missing: string | null = null;
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    // Made for each instance.
    if (from === MEMORY_SECTION || from === STOP_SECTION) continue;
    const fields = (imports[from] ??= Object.create(null) as Record<string, WebAssembly.ImportValue>);
    const refusal = refuseImport({ module: from, name, kind, type: null }, interfaces);
    const found = available.find(({ declared }) => declared.name === from);
    if (refusal || !found) {
      missing ??= refusal?.message ?? null;
    } else if (!isOpened(found.declared.profile, profiles)) {
      fields[name] = () => {
        throw unresolved(from, name);
      };
    } else {
      let host = bound.get(from);
      if (!host) bound.set(from, (host = found.bind(ports)));
      fields[name] = host.functions[name] as (...parameters: unknown[]) => unknown;
    }
  }
  return { imports, hosts: [...bound.values()], missing };
}

/** What a function ends its call with that a module imports and its entry's profiles do not give, or nobody has. */
export function unresolved(from: string, name: string): HostTrap {
  return new HostTrap(`unresolved host import "${from}#${name}"`);
}
