/** What metered modules ask whether they may go on (`contract/module-meter.ts`). On a guest's thread. */

/** A function of an instance, as tables take it: answers 0, or 1 = end the call. */
export type CheckFunction = () => number;

/** `(module (import "" "" (func (result i32))) (export "" (func 0)))`: tables of functions take no others. */
const PASSAGE = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 5, 1, 0x60, 0, 1, 0x7f],
  ...[2, 5, 1, 0, 0, 0, 0],
  ...[7, 4, 1, 0, 0, 0],
);

/** `isOver` is asked about every 0.2 ms of a call's time; where it is, the call ends with a trap, which no code of a guest can catch. */
export function createCheck(isOver: () => boolean): CheckFunction {
  const passed = new WebAssembly.Instance(new WebAssembly.Module(PASSAGE), { '': { '': () => (isOver() ? 1 : 0) } });
  return passed.exports[''] as CheckFunction;
}
