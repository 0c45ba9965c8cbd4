/**
 * Between a page and its toolchain worker. The page asks and the worker answers, one answer per request, by `id`; neither
 * waits in place. The worker works on one job at a time and may be terminated in the middle of it.
 */
import type { Diagnostic } from '../kernel/api.ts';

export const TOOLCHAIN_PROTOCOL_VERSION = 1;

/** Each job once: what it takes and what it gives. */
export interface ToolchainJobs {
  compileWat: {
    readonly request: { readonly source: string };
    /** `bytes` are transferred. */
    readonly answer:
      | { readonly ok: true; readonly value: { readonly bytes: Uint8Array<ArrayBuffer> } }
      | { readonly ok: false; readonly error: readonly Diagnostic[] };
  };
  /** Loads the compiler so that the first job need not wait. */
  warmUp: { readonly request: null; readonly answer: null };
}

export type ToolchainJobName = keyof ToolchainJobs;

export type ToolchainRequest = {
  readonly [Name in ToolchainJobName]: { readonly id: number; readonly job: Name; readonly input: ToolchainJobs[Name]['request'] };
}[ToolchainJobName];

export type ToolchainResponse =
  | { readonly type: 'ready'; readonly version: number }
  | { readonly type: 'done'; readonly id: number; readonly output: ToolchainJobs[ToolchainJobName]['answer'] }
  /** The tool itself failed: it did not load, or there is a bug. */
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
