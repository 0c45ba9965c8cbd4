/** What is answered where there is no runtime yet, or none any more. */
import type { BootReport, CallError, KernelState, RunResult, WrittenFiles } from '../contract/api.ts';
import { ErrorKind, failure, type Failure } from '../contract/errors.ts';

export const NO_STATE: KernelState = {
  processes: [],
  pools: [],
  guests: { alive: 0, parked: 0, terminating: 0, list: [] },
  memory: { luaBytes: 0, luaLimitBytes: 0 },
};

export const NOTHING_WRITTEN: WrittenFiles = { files: [], count: 0, usedBytes: 0, limitBytes: 0 };

export const GONE = failure(ErrorKind.unavailable, 'the runtime went away before the call ended', { retryable: true });
export const NOTHING_OPEN = failure(
  ErrorKind.unavailable,
  'no project is open yet: playground.open(files) opens one, and so does Run',
  { retryable: true },
);
export const LOST: BootReport = {
  ok: false,
  error: failure(ErrorKind.unavailable, 'the runtime went away while the project was booting', { retryable: true }),
  entries: [],
  diagnostics: [],
};

/** That the runtime is gone, unless it is something else that is not there now and may be the next time. */
export function unavailable(message = GONE.message): CallError {
  return { from: 'runtime', ...GONE, message };
}

export function failedRun(reason: Failure): RunResult {
  const error = { from: 'runtime', ...reason } as const;
  return { exitCode: 1, stdout: '', stderr: `${reason.message}\n`, value: null, error, durationMs: 0 };
}
