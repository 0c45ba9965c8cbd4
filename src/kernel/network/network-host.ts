/** What requests of a project's code need of the kernel. All that is here from the beginning: the rest is fetched with its first user. */
import type { DisposableStore } from '../../base/disposable.ts';
import type { HeldBytes } from '../../base/held-bytes.ts';
import type { Network } from '../../contract/network.ts';
import type { HttpProject } from '../http/http-project.ts';
import type { ServeOptions } from '../http/serve.ts';
import type { Frame } from '../scheduler/process.ts';
import type { Timers } from '../scheduler/timers.ts';
import type { Permissions } from '../security/permissions.ts';

export interface NetworkHost {
  readonly network: Network;
  readonly http: HttpProject;
  readonly calls: ServeOptions['calls'];
  readonly permissions: Permissions;
  /** Answers that have come and that nobody has yet. */
  readonly held: HeldBytes;
  readonly timers: Pick<Timers, 'after'>;
  /** What ends with a call of a guest. */
  readonly ownedBy: (frame: Frame) => DisposableStore;
  /** Tells the kernel's owner that something came up between turns. */
  readonly wake: () => void;
  /** Tells whoever looks at the console. */
  readonly hint: (text: string, frame: Frame) => void;
}
