/** What a core module's imports are answered with, decided once per program (spec/hosts §2, §10). */
import type { BoundHost, GuestPorts, HostInterface } from '../contract/ports.ts';
import { HostTrap } from './guest-signals.ts';
import { MEMORY_SECTION } from '../contract/module-memory.ts';

export interface GuestImports {
  readonly imports: WebAssembly.Imports;
  readonly hosts: readonly BoundHost[];
  /** Why the module can never be instantiated, or null. */
  readonly missing: string | null;
}

/** `declared` are the profiles of the entry, in any spelling that spec/hosts §1 accepts. */
export function createImports(
  module: WebAssembly.Module,
  declared: readonly string[],
  available: readonly HostInterface[],
  ports: GuestPorts,
): GuestImports {
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = Object.create(null);
  const bound = new Map<HostInterface, BoundHost>();
  const tokens = new Set(declared.flatMap(spellings));
  let missing: string | null = null;
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    // Made for each instance.
    if (from === MEMORY_SECTION) continue;
    const fields = (imports[from] ??= Object.create(null) as Record<string, WebAssembly.ImportValue>);
    const host = available.find((candidate) => candidate.module === from);
    if (!host) {
      missing ??= `import ${shortKind(kind)}[${from}.${name}]: module[${from}] not instantiated`;
    } else if (!host.profiles.some((profile) => tokens.has(profile)) && kind === 'function') {
      fields[name] = () => {
        throw new HostTrap(`unresolved host import "${from}#${name}"`);
      };
    } else {
      let functions = bound.get(host);
      if (!functions) bound.set(host, (functions = host.bind(ports)));
      const implementation = Object.hasOwn(functions.functions, name) ? functions.functions[name] : undefined;
      if (kind === 'function' && implementation) fields[name] = implementation as (...parameters: unknown[]) => unknown;
      else missing ??= `import ${shortKind(kind)}[${from}.${name}]: "${name}" is not exported in module "${from}"`;
    }
  }
  return { imports, hosts: [...bound.values()], missing };
}

/** Trimmed, lower case, without version; the part after the first colon counts alone too (spec/hosts §1.2). */
function spellings(token: string): string[] {
  const plain = token.trim().toLowerCase().replace(/@.*$/, '');
  const colon = plain.indexOf(':');
  return colon < 0 ? [plain] : [plain, plain.slice(colon + 1)];
}

function shortKind(kind: WebAssembly.ImportExportKind): string {
  return kind === 'function' ? 'func' : kind;
}
