import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  prints: [
    'works -> 42',
    /^trap -> nil Internal: failed to call wasm method: divide: .*(divide|division) by zero/,
    'too few -> nil Invalid: expected 2 arguments, got 1',
    'too many -> nil Invalid: expected 2 arguments, got 3',
    'wrong type -> nil Invalid: argument 1: a: expected s32, got string',
    'fraction -> nil Invalid: argument 1: a: expected s32, got 8.5',
    'no such entry -> nil NotFound: no handler registered for target',
    'no namespace -> nil Invalid: namespace required in function ID',
    'too long -> nil Timeout: failed to call wasm method: forever: context deadline exceeded',
    'worth another try: true',
    'argument 2 b expected s32 got boolean',
    'still works -> 3',
  ],
  value: true,
};
