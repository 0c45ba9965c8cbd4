/** The kernel halves of all host interfaces: one line for each that has functions of the kernel's, which does not compile before. */
import type { InterfacesOf } from '../../contract/hosts/host-interface.ts';
import { HOST_FUNCTIONS, type HOST_INTERFACES } from '../../contract/hosts/index.ts';
import { funcs } from './funcs.ts';
import { KernelHalves, type KernelHalf } from './kernel-half.ts';
import { files } from './files.ts';
import { output } from './output.ts';
import { requests } from './requests.ts';
import { program } from './program.ts';
import { sockets } from './sockets.ts';
import { system } from './system.ts';
import { timers } from './timers.ts';
import { waiting } from './waiting.ts';

type Answered = InterfacesOf<typeof HOST_INTERFACES, 'kernel'>;
type Halves = { readonly [I in keyof Answered]: KernelHalf<Answered[I]> };

export const HALVES = {
  timers,
  output,
  files,
  system,
  program,
  funcs,
  waiting,
  requests,
  sockets,
} satisfies Halves;

export const KERNEL_HALVES = new KernelHalves(HOST_FUNCTIONS, HALVES);
