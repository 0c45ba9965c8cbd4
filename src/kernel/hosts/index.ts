/** The kernel halves of all host interfaces: one line for each of `HOST_INTERFACES`, which does not compile before. */
import { HOST_FUNCTIONS, type HOST_INTERFACES } from '../../contract/hosts/index.ts';
import { KernelHalves, type KernelHalf } from './kernel-half.ts';
import { output } from './output.ts';
import { timers } from './timers.ts';

type Halves = { readonly [I in keyof typeof HOST_INTERFACES]: KernelHalf<(typeof HOST_INTERFACES)[I]> };

export const KERNEL_HALVES = new KernelHalves(HOST_FUNCTIONS, { timers, output } satisfies Halves);
