import { describe, expect, it } from 'vitest';
import { ExitSignal, HostTrap, InterruptSignal, faultOf, instantiateFaultOf, trapText } from './faults.ts';

describe('messages of other engines', () => {
  it.each([
    ['unreachable executed', 'unreachable'],
    ["Unreachable code should not be executed (evaluating 'f()')", 'unreachable'],
    ["Division by zero (evaluating 'f()')", 'integer divide by zero'],
    ['index out of bounds', 'out of bounds memory access'],
    ["Out of bounds memory access (evaluating 'f()')", 'out of bounds memory access'],
    ['indirect call to null', 'invalid table access'],
    ['indirect call signature mismatch', 'indirect call type mismatch'],
    ['table index is out of bounds', 'invalid table access'],
    ['operation does not support unaligned accesses', 'unaligned atomic'],
    ['something new', 'something new'],
  ])('"%s" becomes "%s"', (message, text) => {
    expect(trapText(new WebAssembly.RuntimeError(message))).toBe(`wasm error: ${text}`);
  });
});

describe('what is not a trap of the guest', () => {
  it('keeps its kind', () => {
    expect(faultOf(new InterruptSignal())).toEqual({ kind: 'interrupted' });
    expect(faultOf(new ExitSignal(3))).toEqual({ kind: 'exit', status: 3 });
    expect(faultOf(new HostTrap('unresolved host import "a#b"'))).toEqual({
      kind: 'trap',
      message: 'unresolved host import "a#b"',
    });
  });

  it('is told apart from one', () => {
    expect(trapText(new TypeError('Cannot convert 5 to a BigInt'))).toBe('host error: Cannot convert 5 to a BigInt');
    expect(trapText('thrown string')).toBe('host error: thrown string');
  });

  it('names missing memory when an instance is made', () => {
    const fault = instantiateFaultOf(
      new RangeError('WebAssembly.Instance(): Out of memory: Cannot allocate Wasm memory for new instance'),
      '',
    );
    expect(fault).toMatchObject({ kind: 'instantiate', message: expect.stringMatching(/^wasm error: out of memory/) });
  });
});
