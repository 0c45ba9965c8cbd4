/** After it the tools answer nothing any more. */
import { expect, it } from 'vitest';
import { componentProblem } from './binary-validity.ts';
import { areToolsSpent } from './component-tools.ts';
import { componentOf } from './testing/components.ts';

it('a component that the tools find valid, and break down over when they say its world, is valid', async () => {
  const component = await componentOf('(component (import "a:b/c@1.0.0" (func)))');
  expect(await componentProblem(component)).toEqual({ ok: true, value: null });
  expect(areToolsSpent()).toBe(true);
});
