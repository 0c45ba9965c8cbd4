import type { Portions } from '../../../base/effort.ts';
import { ownValue } from '../../../base/own.ts';
import type { EntryId, Pid, PlainValue } from '../../../contract/api.ts';
import type { ValueWriter } from '../../../contract/values.ts';
import { unavailableYet } from '../../../contract/errors.ts';
import {
  plannedNames,
  readyNames,
  type LuaConstant,
  type LuaFunctionSpecs,
  type LuaModuleSpec,
  type ReadyNames,
} from '../../../contract/lua-modules/spec.ts';
import type { Clock, Random, Sink } from '../../../contract/ports.ts';
import type { Environment } from '../../env/environment.ts';
import type { Volume } from '../../files/volume.ts';
import type { KeyValueStore } from '../../files/key-value-store.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { Frame } from '../../scheduler/process.ts';
import type { Permissions } from '../../security/permissions.ts';
import type { Policies } from '../../security/policies.ts';
import type { TokenStores } from '../../security/tokens.ts';
import { returnFailure } from '../error-object.ts';
import type { Running } from '../running.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState, NativeFunction, PushValue } from '../vm/types.ts';

/** What is told of an entry of the registry. */
export interface RegistryEntry {
  readonly id: EntryId;
  readonly kind: string;
  readonly meta: { readonly [key: string]: PlainValue };
  readonly data: { readonly [key: string]: PlainValue };
}

/** What the kernel tells of itself. */
export interface SystemView {
  readonly memory: () => { readonly luaBytes: number; readonly luaLimitBytes: number };
  /** How many processes and calls there are. */
  readonly running: () => number;
  readonly hosts: () => readonly {
    readonly id: EntryId;
    readonly processes: readonly { readonly pid: Pid; readonly source: string; readonly state: string }[];
  }[];
  readonly services: () => readonly { readonly id: EntryId; readonly state: string; readonly isWanted: boolean }[];
}

/** Something on its way to be kept whole. */
export interface Keeping extends Portions {
  /** Its handle, once the work is done; null for what is more than is kept. */
  take(): string | null;
}

/** All that natives get from the kernel. One per VM. */
export interface ModuleHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly sink: Sink;
  /** Begins to keep what a row of the console has the beginning of; null where there is no room for it. */
  readonly keeping: (begin: (writer: ValueWriter) => Portions) => Keeping | null;
  readonly running: Running;
  /** The request that the call is to answer. */
  readonly exchangeOf: (frame: Frame) => Exchange | null;
  /** The project's registry, as it is now. */
  readonly entries: () => readonly RegistryEntry[];
  readonly system: SystemView;
  readonly environment: Environment;
  readonly volume: (id: EntryId) => Volume | undefined;
  readonly store: (id: EntryId) => KeyValueStore | undefined;
  readonly permissions: Permissions;
  readonly policies: Pick<Policies, 'find' | 'group'>;
  readonly tokens: Pick<TokenStores, 'find'>;
}

/** Makes the module's natives for a VM; what it returns pushes the value that `require(name)` gives, frozen. */
export interface LuaModule {
  readonly spec: LuaModuleSpec;
  create(host: ModuleHost): PushValue;
}

/** Natives in a file of their own, which is fetched once a project lists the module. */
export interface LazyModule {
  readonly load: () => Promise<LuaModule>;
}

/** A native for each name of the specification that is not only planned. */
export type Natives<F extends LuaFunctionSpecs> = { readonly [N in ReadyNames<F>]: NativeFunction };

/** What pushes each of a module's fields. */
export type Made<F extends LuaModuleSpec['fields']> = { readonly [N in keyof F & string]: PushValue };

/** A module that is a table of functions and constants. Throws where natives and names are not the same ones. */
export function defineModule<S extends LuaModuleSpec>(
  spec: S,
  natives: (host: ModuleHost) => Natives<S['functions']>,
  fields: (host: ModuleHost) => Made<S['fields']> = () => ({}) as Made<S['fields']>,
): LuaModule {
  const names = readyNames(spec.functions);
  const planned = plannedNames(spec.functions);
  return {
    spec,
    create(host) {
      const functions: Readonly<Record<string, NativeFunction>> = natives(host);
      const made: Readonly<Record<string, PushValue>> = fields(host);
      const bare = names.find((name) => !Object.hasOwn(functions, name));
      if (bare !== undefined) throw new Error(`${spec.name}.${bare} has no native`);
      const unknown = Object.keys(functions).find((name) => !names.includes(name));
      if (unknown !== undefined) throw new Error(`${spec.name}.${unknown} has no signature`);
      return (L) => {
        stack.createTable(L, 0, 16);
        for (const [name, native] of Object.entries(functions)) setFunction(L, name, native);
        setConstants(L, spec.constants ?? {});
        for (const name of Object.keys(spec.fields ?? {})) {
          const push = ownValue(made, name);
          if (!push) throw new Error(`${spec.name}.${name} is made by nobody`);
          push(L);
          stack.rawSetField(L, -2, name);
        }
        for (const name of planned) setFunction(L, name, notYet(`${spec.name}.${name}`));
        stack.freeze(L, -1);
      };
    },
  };
}

/** A field that is a table of functions. `whole`: what it has by its specification, where some of that is only planned. */
export function functionTable(
  natives: Readonly<Record<string, NativeFunction>>,
  whole?: { readonly name: string; readonly functions: LuaFunctionSpecs },
): PushValue {
  return (L) => {
    stack.createTable(L, 0, 8);
    for (const [name, native] of Object.entries(natives)) setFunction(L, name, native);
    for (const name of plannedNames(whole?.functions ?? {})) setFunction(L, name, notYet(`${whole?.name}.${name}`));
    stack.freeze(L, -1);
  };
}

/** A module that is one object, whose methods its type has. */
export function defineObjectModule(
  spec: LuaModuleSpec & { readonly object: string },
  create: (host: ModuleHost) => PushValue,
): LuaModule {
  return { spec, create };
}

/** A table whose every field is a function that answers `nil, err`. */
export function pushPlannedModule(L: LuaState, module: string): void {
  stack.createTable(L, 0, 0);
  stack.createTable(L, 0, 1);
  stack.pushNative(L, '__index', (state) => {
    const name = stack.typeName(state, 2) === 'string' ? stack.toText(state, 2) : '?';
    stack.pushNative(state, name, notYet(`${module}.${name}`));
    return 1;
  });
  stack.rawSetField(L, -2, '__index');
  stack.setMetatable(L, -2);
  stack.freeze(L, -1);
}

/** Into the table on top. */
function setConstants(L: LuaState, constants: Readonly<Record<string, LuaConstant>>): void {
  for (const [name, value] of Object.entries(constants)) {
    if (typeof value === 'string') stack.pushText(L, value);
    else if (typeof value === 'number') stack.pushInteger(L, value);
    else {
      stack.createTable(L);
      setConstants(L, value);
      stack.freeze(L, -1);
    }
    stack.rawSetField(L, -2, name);
  }
}

/** Into the table on top. */
export function setFunction(L: LuaState, name: string, native: NativeFunction): void {
  stack.pushNative(L, name, native);
  stack.rawSetField(L, -2, name);
}

function notYet(name: string): NativeFunction {
  return (L) => returnFailure(L, unavailableYet(name));
}
