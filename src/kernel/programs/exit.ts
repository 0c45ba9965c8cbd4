/** How a command ends by what its process ended with (spec/processes §5.5). */
import { fitsInt64, INT64_MAX } from '../../base/integers.ts';
import type { CallError, PlainValue } from '../../contract/api.ts';
import { ErrorKind } from '../../contract/errors.ts';

export interface Exit {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function exitOf(value: PlainValue, error: CallError | null): Exit {
  return error ? exitOfError(error) : exitOfValue(value);
}

function exitOfValue(value: PlainValue): Exit {
  if (typeof value === 'string') return exit(0, value === '' ? '' : `${value}\n`);
  if (typeof value === 'number') {
    // Integers and truncated floats alike; a shell sees the lowest eight bits.
    return exit(fitsInt64(value) ? Number(BigInt.asUintN(8, BigInt(Math.trunc(value)))) : 1);
  }
  if (typeof value === 'bigint') return exit(value > INT64_MAX ? 1 : Number(BigInt.asUintN(8, value)));
  if (typeof value === 'boolean') return exit(value ? 0 : 1);
  return exit(0);
}

function exitOfError(error: CallError): Exit {
  if (error.from === 'guest') return exit(1, '', line(textOf(error.payload)));
  if (error.kind === ErrorKind.canceled) return exit(130);
  // A program that ends itself has said what it has to say.
  const status = error.details?.['exit_status'];
  if (typeof status === 'number') return exit(status & 0xff);
  return exit(1, '', line(error.message));
}

function exit(exitCode: number, stdout = '', stderr = ''): Exit {
  return { exitCode, stdout, stderr };
}

/** `X: X: …` says `X: …`. */
function line(text: string): string {
  return `${text.replace(/^(.+?: )\1/s, '$1')}\n`;
}

function textOf(payload: PlainValue): string {
  if (typeof payload === 'string') return payload;
  if (payload === null || payload === true) return 'error';
  return JSON.stringify(payload, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}
