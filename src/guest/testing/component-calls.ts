/** Calls functions of host interfaces as components do, without a component. */
import { putArguments, takeValue } from '../../contract/hosts/values.ts';
import type { GuestPorts } from '../../contract/ports.ts';
import { StagingWriter } from '../../kernel/values/staging.ts';
import { ArgumentBytes } from '../canonical-abi/argument-bytes.ts';
import { ResultBytes } from '../canonical-abi/result-bytes.ts';
import type { BoundInterface } from '../component/component-host.ts';
import type { TypedInterface } from '../hosts/guest-half.ts';
import { PassageReader } from '../hosts/passage.ts';
import { COMPONENT_HOSTS } from './all-hosts.ts';
import { portsOf } from './repeating.ts';

export interface ComponentCalls {
  /** `wasi:io/streams#[method]input-stream.read`; throws what is a trap. */
  readonly call: (name: string, ...args: readonly unknown[]) => unknown;
  readonly drop: (representation: number) => void;
}

/** Calls a function of an interface by the values of its types. */
export function callOf(
  functions: BoundInterface['functions'],
  types: TypedInterface['types'],
  name: string,
  args: readonly unknown[],
): unknown {
  const type = types.get(name);
  const fn = functions.get(name);
  if (!type || !fn) throw new Error(`no ${name}`);
  const sent = new StagingWriter();
  putArguments({ type }, args, sent);
  const source = new ArgumentBytes();
  source.bytes = sent.take();
  source.view = new DataView(source.bytes.buffer);
  const answer = new ResultBytes();
  answer.begin();
  void fn(source, answer);
  source.bytes = answer.written;
  source.view = new DataView(source.bytes.buffer);
  source.at = 0;
  return type.result ? takeValue(type.result, new PassageReader(source)) : undefined;
}

export function componentCalls(given: GuestPorts): ComponentCalls {
  const ports = portsOf(given);
  const bound = new Map(COMPONENT_HOSTS.map((host) => [host.interface, { host, of: host.bind(ports) }]));
  for (const { of } of bound.values()) of.enter();
  return {
    call: (name, ...args) => {
      const [from = '', fn = ''] = name.split('#');
      const found = bound.get(from);
      if (!found) throw new Error(`no ${name}`);
      return callOf(found.of.functions, found.host.types, fn, args);
    },
    drop: (representation) => void bound.get('wasi:io/streams')?.of.drop('', representation),
  };
}
