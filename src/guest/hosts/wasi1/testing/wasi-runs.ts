/** Core modules that call functions of WASI preview 1. */
import { expect } from 'vitest';
import { runGuest, ScriptedHost, type Run } from '../../../testing/guest-harness.ts';
import { compileWat } from '../../../testing/wat.ts';
import type { ScalarName } from '../../../../wit/types.ts';
import { coreType } from '../../../../contract/hosts/host-interface.ts';
import { wasi1 } from '../../../../contract/hosts/wasi1.ts';
import { createWasi1 } from '../imports.ts';

export const SUCCESS = 0,
  BADF = 8,
  FAULT = 21,
  INVAL = 28,
  NOTDIR = 54,
  NOTSUP = 58,
  SPIPE = 70;

interface WasiRun extends Run {
  readonly host: ScriptedHost;
}

interface WasiOptions {
  readonly host?: ScriptedHost;
  readonly profiles?: readonly string[];
  readonly result?: ScalarName | null;
  readonly memory?: string;
  readonly method?: string;
}

/** Runs `body` in a module that imports `names`. */
export async function run(names: readonly string[], body: string, options: WasiOptions = {}): Promise<WasiRun> {
  const host = options.host ?? new ScriptedHost();
  const imports = names.map((name) => {
    const { parameters, results } = coreType(wasi1, name) ?? { parameters: [], results: ['i32'] };
    return `(import "wasi_snapshot_preview1" "${name}" (func $${name} (param ${parameters.join(' ')}) (result ${results.join(' ')})))`;
  });
  const result = options.result === undefined ? 's32' : options.result;
  const core = result === null ? '' : `(result ${result.endsWith('64') ? 'i64' : 'i32'})`;
  const module = await compileWat(
    `(module ${imports.join('\n')} ${options.memory ?? '(memory (export "memory") 1)'} (func (export "${options.method ?? 'f'}") ${core} ${body}))`,
  );
  const ran = runGuest(module, options.method ?? 'f', {
    host,
    hosts: [createWasi1()],
    profiles: options.profiles ?? ['wasi1'],
    result,
  });
  return { ...ran, host };
}

/** The errno of one call. */
export async function errno(name: string, args: string, options: WasiOptions = {}): Promise<number> {
  const { fault, result } = await run([name], `(call $${name} ${args})`, options);
  expect(fault).toBeNull();
  return result.u32() | 0;
}

export const numbers = (...values: number[]): string => values.map((value) => `(i32.const ${value})`).join(' ');
