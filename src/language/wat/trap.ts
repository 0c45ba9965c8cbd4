/** Where a module trapped, as far as its text and the names on the stack tell: lines are sure where one instruction alone can be meant. */
import type { TextRange, Trap } from '../../contract/help.ts';
import type { WatFunction, WatModule, WatName } from './names.ts';
import type { WatAtom, WatList, WatNode } from './tree.ts';

export interface Frame {
  readonly name: string;
  readonly place: TextRange | null;
  readonly instructions: readonly TextRange[];
}

/** Ends of messages (`guest/faults.ts`), and the instructions that end so. */
const CAUSES: readonly (readonly [ending: string, instructions: RegExp])[] = [
  ['unreachable', /^unreachable$/],
  ['integer divide by zero', /^i\d+\.(?:div|rem)_[su]$/],
  // Firefox says it of a float that is out of range as well.
  ['integer overflow', /^i\d+\.(?:div_s$|trunc_f)/],
  ['invalid conversion to integer', /^i\d+\.trunc_f/],
  ['indirect call type mismatch', /^(?:return_)?call_indirect$/],
  ['invalid table access', /^(?:return_)?call_indirect$|^table\.|^elem\.drop$/],
  ['out of bounds memory access', /^[ifv]\d+\.(?:atomic\.)?(?:load|store|rmw)|^memory\.(?:copy|fill|init)$/],
  ['null reference', /^ref\.as_non_null$|^(?:return_)?call_ref$|^(?:struct|array)\./],
  ['illegal cast', /^ref\.cast$/],
  ['out of bounds array access', /^array\./],
  ['uncaught exception', /^(?:throw|throw_ref|rethrow)$/],
];
const DIRECT = /^(?:return_)?call$/;
const INDIRECT = /^(?:return_)?call_(?:indirect|ref)$/;

export function trapFrames(module: WatModule, { message, stack }: Trap): Frame[] {
  const functions = module.spaces.get('func') ?? [];
  const cause = CAUSES.find(([ending]) => message.endsWith(ending))?.[1] ?? null;
  let inner: WatName | null = null;
  return stack.map((name, depth): Frame => {
    const found = functionNamed(module, functions, name);
    const body = module.functions.find((one) => one.name === found) ?? null;
    const instructions =
      body === null ? [] : depth === 0 ? instructionsLike(body, cause) : callsOf(module, body, inner);
    inner = found;
    return { name, place: found && (found.definition ?? headOfField(found)), instructions };
  });
}

/** By its `$name`, by `function 3`, or by what it is exported as; engines may put the name of the module in front. */
function functionNamed(module: WatModule, functions: readonly WatName[], name: string): WatName | null {
  const index = /^function (\d+)$/.exec(name)?.[1];
  if (index !== undefined) return functions[Number(index)] ?? null;
  const named = (wanted: string): WatName | undefined =>
    functions.find((one) => one.name === `$${wanted}`) ??
    module.exports.find((one) => one.kind === 'func' && one.name === wanted)?.target ??
    undefined;
  return named(name) ?? named(name.slice(name.indexOf('.') + 1)) ?? null;
}

function headOfField({ at }: WatName): TextRange {
  const head = at.type === 'list' ? at.nodes[0] : undefined;
  return head ?? at;
}

function instructionsLike({ list }: WatFunction, cause: RegExp | null): WatAtom[] {
  return cause === null ? [] : wordsOf(list, ({ text }) => cause.test(text));
}

/** Calls of `callee`, or, where there are none, those whose target is known when they run. */
function callsOf(module: WatModule, { list }: WatFunction, callee: WatName | null): WatAtom[] {
  const functions = module.spaces.get('func') ?? [];
  const direct = callee
    ? wordsOf(list, (atom, target) => {
        if (!DIRECT.test(atom.text) || target?.type !== 'atom') return false;
        return (module.byAtom.get(target) ?? functions[Number(target.text)]) === callee;
      })
    : [];
  return direct.length > 0 ? direct : wordsOf(list, ({ text }) => INDIRECT.test(text));
}

/** Words of a function's body that are meant, each asked about with what stands behind it. */
function wordsOf(list: WatList, isMeant: (atom: WatAtom, next: WatNode | undefined) => boolean): WatAtom[] {
  return list.nodes.flatMap((node, index) => {
    if (node.type === 'list') return wordsOf(node, isMeant);
    return node.kind === 'word' && isMeant(node, list.nodes[index + 1]) ? [node] : [];
  });
}
