import type { Diagnostic } from '../../contract/api.ts';
import type { Failure } from '../../contract/errors.ts';

/** The entry is rejected, and with it the boot. */
export interface Rejection {
  readonly status: 'rejected';
  readonly error: Failure;
  readonly diagnostics: readonly Diagnostic[];
}
