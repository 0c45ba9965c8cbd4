/** Names that readers must not break over. */
import { describe, expect, it } from 'vitest';
import { err } from '../base/result.ts';
import type { ProjectFiles } from '../contract/api.ts';
import { Diagnoser } from '../project/diagnose/diagnoser.ts';
import { project } from './testing/binary-project.ts';
import { sha256 } from './testing/digest.ts';
import { createRecordingKernel } from './testing/recording-kernel.ts';
import { parseText } from '../binary/component/testing/wasm-tools.ts';
import { describeBinary } from '../project/binaries/describe.ts';

describe('names of megabytes', () => {
  const name = 'a'.repeat(2_000_000);
  const files = async (text: string): Promise<ProjectFiles> => project(await parseText(text), { method: 'run' });

  it('in a component reject its entry, and the kernel goes on', async () => {
    const { kernel } = createRecordingKernel();
    const report = await kernel.open(await files(`(component (import "${name}" (func $f)) (export "run" (func $f)))`));
    expect(report.error).toMatchObject({
      message: 'failed to load state: operation failed for entry app:f: failed to load wasm module',
    });
    expect(report.diagnostics.map(({ line, message }) => `${line} ${message}`)).toEqual([
      expect.stringMatching(/^7 failed to load wasm module: name of more than 100000 bytes at byte \d+$/),
    ]);
    expect((await kernel.open({ '_index.yaml': 'namespace: app\nentries: []\n' })).ok).toBe(true);
  });

  it('are described and checked like others', async () => {
    const core = `(core module (func (export "${name}")))`;
    const component = await parseText(`(component (import "${name}" (func)))`);
    expect(describeBinary(component, '')).toMatchObject({
      form: 'component',
      problem: expect.stringContaining('name of more than 100000 bytes') as string,
    });
    expect(describeBinary(await parseText(`(component ${core})`), '')).toMatchObject({
      form: 'component',
      problem: null,
    });
    expect(describeBinary(await parseText(core.replace('core ', '')), '')).toMatchObject({
      form: 'core',
      exports: [{ kind: 'func' }],
    });
    const diagnoser = new Diagnoser({ compileWat: async () => err([]), sha256: async (bytes) => sha256(bytes) });
    const found = await diagnoser.check(
      await files(`(component (import "${name}" (func $f)) ${core} (export "run" (func $f)))`),
    );
    expect(found.map(({ code }) => code)).toContain('wasm-load');
  });
});
