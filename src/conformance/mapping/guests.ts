/** Guests on the test's own thread, made as guest workers make them. Node only. */
import type { ComponentProgram, GuestPorts } from '../../contract/ports.ts';
import { ComponentFunction } from '../../guest/component/component-function.ts';
import type { GuestFunction } from '../../guest/guest-function.ts';
import { Instances } from '../../guest/instances.ts';
import { ScriptedHost } from '../../guest/testing/guest-harness.ts';

export function createComponentFunction(
  program: ComponentProgram,
  ports: GuestPorts = new ScriptedHost(),
): GuestFunction {
  return new ComponentFunction(program, [], ports, new Instances());
}
