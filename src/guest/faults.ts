/**
 * How a call of a guest ends early: what unwinds it from inside a host call, thrown through WebAssembly frames and caught where
 * the call began, and what the reference runtime says about what an engine throws (spec/wasm §6.1).
 */
import type { GuestFault } from '../contract/ports.ts';
import { trapStack } from './trap-stack.ts';

/** The call was interrupted. */
export class InterruptSignal extends Error {
  override name = 'InterruptSignal';
}

/** The guest ended its call by itself. */
export class ExitSignal extends Error {
  override name = 'ExitSignal';
  readonly status: number;

  constructor(status: number) {
    super(`exit with status ${status}`);
    this.status = status;
  }
}

/** A host function refuses to go on; `message` is the text of the trap. */
export class HostTrap extends Error {
  override name = 'HostTrap';
}

/** A call is refused the memory that it needs to begin with. */
export class MemoryRefused extends Error {
  override name = 'MemoryRefused';
}

/** What a function ends its call with that a module imports and its entry's profiles do not give, or nobody has. */
export function unresolved(from: string, name: string): HostTrap {
  return new HostTrap(`unresolved host import "${from}#${name}"`);
}

/**
 * Parts of engines' messages (V8; then SpiderMonkey and JavaScriptCore), most specific first, and the reference runtime's
 * words. V8 has one message for "not a number" and "out of range" of a float, and one for an empty and a wrongly typed
 * table element.
 */
const TRAPS: readonly (readonly [part: string, text: string])[] = [
  ['unreachable', 'unreachable'],
  ['divide by zero', 'integer divide by zero'],
  ['remainder by zero', 'integer divide by zero'],
  ['division by zero', 'integer divide by zero'],
  ['divide result unrepresentable', 'integer overflow'],
  ['float unrepresentable', 'invalid conversion to integer'],
  ['invalid conversion to integer', 'invalid conversion to integer'],
  ['out of bounds trunc operation', 'invalid conversion to integer'],
  ['integer overflow', 'integer overflow'],
  ['function signature mismatch', 'indirect call type mismatch'],
  ['indirect call signature mismatch', 'indirect call type mismatch'],
  ['to a signature that does not match', 'indirect call type mismatch'],
  ['indirect call to null', 'invalid table access'],
  ['null table entry', 'invalid table access'],
  ['out of bounds call_indirect', 'invalid table access'],
  ['table index is out of bounds', 'invalid table access'],
  ['table index out of bounds', 'invalid table access'],
  ['table access out of bounds', 'invalid table access'],
  ['element segment', 'invalid table access'],
  ['out of bounds table access', 'invalid table access'],
  ['memory access out of bounds', 'out of bounds memory access'],
  ['out of bounds memory access', 'out of bounds memory access'],
  ['data segment', 'out of bounds memory access'],
  ['unaligned', 'unaligned atomic'],
  ['dereferencing a null pointer', 'null reference'],
  ['illegal cast', 'illegal cast'],
  ['array access out of bounds', 'out of bounds array access'],
  ['index out of bounds', 'out of bounds memory access'],
];

/** JavaScript's own complaint when guest frames use up the stack. */
const STACK = /call stack|too much recursion/i;
const MEMORY = /out of memory|allocat/i;

/** `wasm error: …`, or the plain text for what did not come from the guest's code. Never empty. */
export function trapText(thrown: unknown): string {
  if (thrown instanceof HostTrap) return thrown.message;
  if (!(thrown instanceof Error))
    return isWasmException(thrown) ? 'wasm error: uncaught exception' : `host error: ${String(thrown)}`;
  if (thrown instanceof RangeError || thrown.name === 'InternalError') {
    if (STACK.test(thrown.message)) return 'wasm error: stack overflow';
    if (MEMORY.test(thrown.message)) return `wasm error: out of memory (${thrown.message})`;
  }
  if (thrown.name === 'SuspendError')
    return 'wasm error: only what an export calls can be suspended while it waits for the host';
  if (!(thrown instanceof WebAssembly.RuntimeError)) {
    return isWasmException(thrown) ? 'wasm error: uncaught exception' : `host error: ${thrown.message || thrown.name}`;
  }
  const message = thrown.message.toLowerCase();
  const known = TRAPS.find(([part]) => message.includes(part));
  return `wasm error: ${known ? known[1] : thrown.message}`;
}

/** What the end of a call by an exception means. */
export function faultOf(thrown: unknown): GuestFault {
  if (thrown instanceof InterruptSignal) return { kind: 'interrupted' };
  if (thrown instanceof ExitSignal) return { kind: 'exit', status: thrown.status };
  if (thrown instanceof MemoryRefused) return { kind: 'memory', message: thrown.message };
  const fault: GuestFault = { kind: 'trap', message: trapText(thrown) };
  const stack = trapStack(thrown);
  if (stack.length > 0) STACKS.set(fault, stack);
  return fault;
}

/** Beside the faults: these are compared, and where code trapped is no part of how its call ended. */
const STACKS = new WeakMap<GuestFault, readonly string[]>();

/** With what is known of where it happened, for whoever reports it. */
export function withStack(fault: GuestFault): GuestFault {
  const stack = STACKS.get(fault);
  return fault.kind === 'trap' && stack ? { ...fault, stack } : fault;
}

/** As {@link faultOf}, for what `where` names in the making of an instance. */
export function instantiateFaultOf(thrown: unknown, where: string): GuestFault {
  const fault = faultOf(thrown);
  if (fault.kind !== 'trap') return fault;
  const isLink =
    thrown instanceof WebAssembly.LinkError ||
    thrown instanceof WebAssembly.CompileError ||
    thrown instanceof TypeError;
  const message = isLink ? thrown.message.replace(/^WebAssembly\.Instance\(\): /, '') : fault.message;
  return { kind: 'instantiate', message: where === '' ? message : `${where} failed: ${message}` };
}

/** `WebAssembly.Exception` is newer than the rest and may be absent. */
function isWasmException(thrown: unknown): boolean {
  return Object.prototype.toString.call(thrown) === '[object WebAssembly.Exception]';
}
