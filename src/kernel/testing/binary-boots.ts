/** Projects of binaries, opened and called. */
import { readFileSync } from 'node:fs';
import createWabt from 'wabt';
import { expect } from 'vitest';
import type { BootReport, Diagnostic, ProjectFiles } from '../../contract/api.ts';
import type { Compiler } from '../../contract/ports.ts';
import { sortByPlace } from '../../project/registry/registry-loader.ts';
import { createRecordingKernel } from './recording-kernel.ts';

export const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../samples/fixtures/${name}.wasm`, import.meta.url)));
export const APP = fixture('test-app');
export const RESOURCES = fixture('resources');
const wabt = await createWabt();
export function assemble(wat: string): Uint8Array {
  const parsed = wabt.parseWat('a.wat', wat);
  const { buffer } = parsed.toBinary({});
  parsed.destroy();
  return new Uint8Array(buffer);
}
export const ADD = assemble(
  '(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))',
);

export const SIGNED = 'wit: "add: func(a: s32, b: s32) -> s32"\n';

export async function open(files: ProjectFiles, compiler?: Partial<Compiler>): Promise<BootReport> {
  return createRecordingKernel(compiler).kernel.open(files);
}
export async function call(files: ProjectFiles, compiler?: Partial<Compiler>): Promise<unknown> {
  const { kernel, settle } = createRecordingKernel(compiler);
  const report = await kernel.open(files);
  expect(report.error).toBe(undefined);
  return (await settle(kernel.call('app:f', []))).error;
}
export const lines = (diagnostics: readonly Diagnostic[]): string[] =>
  sortByPlace(diagnostics).map((one) => `${one.line}:${one.column} ${one.severity} ${one.message}`);
export const REJECTED = 'failed to load state: operation failed for entry app:f: ';
export const RETRIED = 'failed to load state: unresolved dependencies after retry: app:f: ';
