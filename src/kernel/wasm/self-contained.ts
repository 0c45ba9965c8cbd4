/** Which programs may be tried on the kernel's thread (`workers/kernel/attempts.ts`). */
import type { LinkPlan } from '../../contract/link-plan.ts';
import { MEMORY_SECTION } from '../../contract/module-memory.ts';
import { metersOf } from '../../contract/module-meter.ts';
import type { Program } from '../../contract/ports.ts';

/** Each instance has fuel of its own. */
const MAX_INSTANCES = 4;

/** What a call of it does cannot be seen before it answers, and it ends by itself. */
export function mayBeTried(program: Program): boolean {
  const isAlone = program.form === 'core' ? importsNothing(program.module) : isSelfContained(program.plan);
  return isAlone && (metersOf(program)?.every(({ mayWait }) => !mayWait) ?? false);
}

export function importsNothing(module: WebAssembly.Module): boolean {
  return WebAssembly.Module.imports(module).every((wanted) => wanted.module === MEMORY_SECTION);
}

/**
 * Nothing of the component is the host's, and nothing in it is ours to run: what the linker does between core modules (calls from
 * component to component, handles) is paid by no fuel.
 */
export function isSelfContained({ functions, resources, builtins, steps }: LinkPlan): boolean {
  return (
    builtins.length === 0 &&
    steps.length <= MAX_INSTANCES &&
    functions.every(({ source }) => source.from === 'lift') &&
    resources.every((resource) => !resource.import)
  );
}
