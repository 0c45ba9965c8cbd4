/** One exported function of a link plan, as a program that guests are sent. */
import { err, ok, type Result } from '../../base/result.ts';
import type { LinkPlan } from '../../contract/link-plan.ts';
import type { FunctionType } from '../../wit/types.ts';
import { isSameShape } from '../../wit/same-shape.ts';

/**
 * The plan without what calls of this function do not need: guests hold one for each function, of which a component may have
 * hundreds. `type`: by which values are sent. Fails for a function that cannot be called, with the reason.
 */
export function planOfFunction(
  plan: LinkPlan,
  exported: { readonly interface: string | null; readonly name: string },
  type: FunctionType,
): Result<{ readonly plan: LinkPlan; readonly index: number }, string> {
  const found = plan.exports.find((item) => item.interface === exported.interface && item.name === exported.name);
  const method = found && plan.functions[found.function];
  if (!found || !method) return err('the function is not there');
  if (method.source.from === 'import') return err('the function is one of its imports');
  if (method.source.refusal !== null) return err(method.source.refusal);
  if (!isSameShape(method.type, type)) return err('the function is exported with a type that is not its own');
  const kept: number[] = [];
  const keep = (index: number): number => {
    const at = kept.indexOf(index);
    return at < 0 ? kept.push(index) - 1 : at;
  };
  const index = keep(found.function);
  const builtins = plan.builtins.map((builtin) =>
    builtin.type === 'lower' ? { ...builtin, function: keep(builtin.function) } : builtin,
  );
  const functions = kept.map((at) => plan.functions[at]!);
  return ok({ plan: { ...plan, builtins, functions, exports: [] }, index });
}
