/** After it the tools answer nothing any more. */
import { expect, it } from 'vitest';
import { BinaryTools } from './binary-tools.ts';
import { ToolLoader } from './tool-loader.ts';
import { areToolsSpent } from '../../toolchain/component-tools.ts';
import { componentOf } from '../../toolchain/testing/components.ts';

class Offline extends ToolLoader {
  override load(): Promise<string> {
    return Promise.resolve('no network');
  }
}

it('a component that the tools were not there for may be asked about again', async () => {
  const tools = new BinaryTools(() => Promise.reject(new Error('no text to compile')), new Offline());
  const { output } = await tools.describe({ bytes: await componentOf('(component)') }, () => {});
  expect(output).toMatchObject({ problem: null, unchecked: 'no network', mayAskAgain: true });
});

it('a component over which the validator breaks down is called neither valid nor invalid, but unchecked, and why', async () => {
  const component = await componentOf(`(component
    (component $c
      (type $t (instance (type $u u32) (export "t" (type (eq $u)))))
      (import "a" (instance (type $t)))
      (import "b" (instance (type $t))))
    (type $u u32)
    (instance $i (export "t" (type $u)))
    (instance (instantiate $c (with "a" (instance $i)) (with "b" (instance $i)))))`);
  const tools = new BinaryTools(() => Promise.reject(new Error('no text to compile')), new ToolLoader());
  const { output, isSpent } = await tools.describe({ bytes: component }, () => {});
  expect(output).toMatchObject({
    form: 'component',
    problem: null,
    unchecked: 'the tools that validate components broke down over it, which does not make it invalid',
  });
  expect(output).not.toHaveProperty('mayAskAgain');
  expect(isSpent).toBe(true);
  expect(areToolsSpent()).toBe(true);
});
