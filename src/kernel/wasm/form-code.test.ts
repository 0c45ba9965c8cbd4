/** Code for one form of binary is fetched with the first entry that has one. */
import { afterEach, expect, it, vi } from 'vitest';
import { parseText } from '../../binary/component/testing/wasm-tools.ts';
import { createTestKernel } from '../testing/test-kernel.ts';
import { project } from '../testing/binary-project.ts';
import { ADD } from '../testing/binary-boots.ts';
import { FORM_CODE } from './form-code.ts';

const COMPONENT = await parseText(`(component
  (core module $m (func (export "f") (result i32) i32.const 1)) (core instance $i (instantiate $m))
  (func (export "f") (result s32) (canon lift (core func $i "f"))))`);
const TEXT = {
  '_index.yaml': `namespace: app\nentries:\n  - {name: f, kind: function.wat, method: f, wit: "add: func(a: s32, b: s32) -> s32", source: file://f.wat}\n`,
  'f.wat': '(module)',
};

afterEach(() => vi.restoreAllMocks());

it.each([
  ['core', 'core modules', 'a text', TEXT],
  ['core', 'core modules', 'a core module', project(ADD)],
  ['component', 'components', 'a component', project(COMPONENT)],
] as const)(
  'code for a %s binary that cannot be fetched is asked for again; until then calls fail for it (%s: %s)',
  async (form, what, _name, files) => {
    vi.spyOn(FORM_CODE, form).mockRejectedValueOnce(new Error('no network'));
    const { kernel, settle } = createTestKernel();
    const message = `what runs ${what} could not be loaded: no network`;
    const said = { severity: 'warning', code: 'wasm-load', message: `calls will fail: ${message}`, entry: 'app:f' };

    const offline = await settle(kernel.open(files));
    expect(offline.ok).toBe(true);
    expect(offline.diagnostics).toContainEqual(expect.objectContaining(said));
    expect(await settle(kernel.call('app:f', []))).toMatchObject({
      error: { kind: 'Unavailable', message, retryable: true },
    });

    const { diagnostics } = await settle(kernel.apply(files));
    expect(diagnostics).not.toContainEqual(expect.objectContaining({ code: 'wasm-load' }));
  },
);
