/** Functions as guests run them. */
import { errorText } from '../../base/error-text.ts';
import { ComponentFunction } from '../../guest/component/component-function.ts';
import { createGuestFunction, type GuestFunction } from '../../guest/guest-function.ts';
import { CoreFunction } from '../../guest/core-function.ts';
import type { GuestHosts } from '../../guest/hosts/index.ts';
import type { InstanceMaker } from '../../guest/instances.ts';
import type { GuestFault, GuestPorts, Program } from '../../contract/ports.ts';
import { inTime } from './in-time.ts';

export interface Surroundings {
  readonly ports: GuestPorts;
  readonly instances: InstanceMaker;
  /** With all that the program needs, or it was not to be had. */
  readonly hosts: GuestHosts;
}

/** The code for looking into calls, once a program has needed it. */
let inspection: typeof import('./inspected-function.ts') | null = null;

/** What a program needs that is not here; null where all of it is. Never rejects: each call then ends with what is lacking. */
export function needOf({ profiles, inspects }: Program, hosts: GuestHosts): Promise<void> | null {
  const fetching = hosts.need(profiles);
  if (!inspects || inspection) return fetching;
  const parts = inTime(import('./inspected-function.ts')).then((fetched) => (inspection = fetched));
  // Whoever needs what did not come is told that it is lacking.
  return Promise.allSettled([fetching, parts]).then(() => {});
}

/** Never throws: where it cannot be made each call of it ends with the reason. */
export function createFunctionOf(program: Program, { ports, instances, hosts }: Surroundings): GuestFunction {
  const lacking = hosts.lacking(program.profiles);
  if (lacking !== null) return { ...failing(`the code of ${lacking} could not be fetched`), isLacking: true };
  const { inspects } = program;
  if (inspects && !inspection)
    return { ...failing('the code that looks into calls could not be fetched'), isLacking: true };
  try {
    return inspects
      ? new inspection!.InspectedFunction(program, inspects, ports, instances, (...made) => create(hosts, ...made))
      : create(hosts, program, ports, instances);
  } catch (error) {
    return failing(errorText(error));
  }
}

function create(hosts: GuestHosts, program: Program, ports: GuestPorts, instances: InstanceMaker): GuestFunction {
  return createGuestFunction(program, {
    core: (core) => new CoreFunction(core, hosts.core, ports, instances),
    component: (component) => new ComponentFunction(component, hosts.component, ports, instances),
  });
}

function failing(message: string): GuestFunction {
  const fault: GuestFault = { kind: 'instantiate', message };
  return { run: () => fault, runSuspended: () => Promise.resolve(fault) };
}
