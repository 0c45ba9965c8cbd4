/** What guests may ask of the kernel. An interface more is a file beside this one and a line here. */
import { hostTable } from './host-interface.ts';
import { output } from './output.ts';
import { timers } from './timers.ts';

export const HOST_INTERFACES = { timers, output } as const;

export const HOST_FUNCTIONS = hostTable(HOST_INTERFACES);
