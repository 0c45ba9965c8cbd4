import { expect, test } from 'vitest';
import type { PlainValue } from '../../contract/api.ts';
import { parseArguments } from '../model/arguments/arguments.ts';
import type { AppStores } from '../stores/context.ts';
import type { TypedInput } from '../stores/runtime-state.ts';
import { callAgain, chooseCall } from './call-again.ts';

interface Bar {
  target: string | null;
  argumentsText: string;
  typed: TypedInput | null;
  runs: number;
}

/** What the run bar shows, behind stores that do only this. */
function createBar(): { readonly bar: Bar; readonly stores: Pick<AppStores, 'project' | 'run'> } {
  const bar: Bar = { target: 'app:main', argumentsText: '[1]', typed: null, runs: 0 };
  const project = {
    id: 'p',
    main: null,
    get target() {
      return bar.target;
    },
    get argumentsText() {
      return bar.argumentsText;
    },
    setTarget: (id: string) => (bar.target = id),
    setArguments: (text: string) => (bar.argumentsText = text),
  };
  const run = {
    setTyped: (typed: TypedInput | null) => (bar.typed = typed),
    run: () => Promise.resolve(void bar.runs++),
  };
  const stores = { project: { getState: () => project }, run: { getState: () => run } };
  return { bar, stores: stores as unknown as Pick<AppStores, 'project' | 'run'> };
}

test('a call is put into the run bar with its arguments, and nothing runs', () => {
  const { bar, stores } = createBar();
  chooseCall(stores, 'app:compute', [6, 'seven', null]);
  expect(bar).toMatchObject({ target: 'app:compute', argumentsText: '[6, "seven", null]', runs: 0 });
});

test('of the function that is chosen already the arguments are replaced', () => {
  const { bar, stores } = createBar();
  chooseCall(stores, 'app:main', [2]);
  expect(bar).toMatchObject({ target: 'app:main', argumentsText: '[2]' });
});

test.each<readonly PlainValue[]>([[Number.NaN], [2n ** 64n - 1n], [new Uint8Array([0, 255])], [-0, Infinity]])(
  'what JSON has no way to write is called with as it was: %s',
  async (...args) => {
    const { bar, stores } = createBar();
    await callAgain(stores, 'app:compute', args);
    expect(bar.runs).toBe(1);
    expect(bar.typed).toEqual({ target: 'app:compute', text: bar.argumentsText, values: args, error: null });
    expect(parseArguments(bar.argumentsText).ok).toBe(true);
  },
);
