/** The `store` module (spec/lua-modules §15). Values are copies, as they are between processes; nothing of it waits. */
import { spend, spendBytes } from '../../../base/effort.ts';
import type { EntryId, PlainValue } from '../../../contract/api.ts';
import { ErrorKind, failure, invalid, notFound, type Failure } from '../../../contract/errors.ts';
import { storeSpec } from '../../../contract/lua-modules/store.ts';
import { sizeOfPlain } from '../../../contract/plain-size.ts';
import type { Clock } from '../../../contract/ports.ts';
import { ValueTooDeep, WriterFull } from '../../../wit/codec.ts';
import type { KeyValueStore } from '../../files/key-value-store.ts';
import { denied } from '../../security/permissions.ts';
import { returnFailure } from '../error-object.ts';
import type { Methods } from '../methods.ts';
import { plainAt } from '../plain-lua.ts';
import { pushPlain } from '../push-plain.ts';
import * as call from '../vm/call.ts';
import { makeRoom } from '../vm/held.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { defineUserdata, type Method } from '../vm/userdata.ts';
import { may, type Guard } from './identity.ts';
import { defineModule } from './module.ts';
import { booleanField, isNothing, textAt } from './process-arguments.ts';

interface OpenStore {
  readonly id: string;
  readonly store: KeyValueStore;
  readonly guard: Guard;
  readonly clock: Clock;
  isReleased: boolean;
}

const MAX_LISTED = 1000;
const MS_PER_SECOND = 1000;

export const storeModule = defineModule(storeSpec, ({ running, permissions, clock, store }) => ({
  get: (L) => {
    const id = textAt(L, 1, 'get');
    if (id === '') return returnFailure(L, invalid('store ID required'));
    const guard = { running, permissions };
    if (!may(guard, 'store.get', id)) return returnFailure(L, denied(`not allowed to access store: ${id}`));
    const found = store(id as EntryId);
    if (!found) return returnFailure(L, notFound(`store not found: ${id}`));
    storeClass.push(L, { id, store: found, guard, clock, isReleased: false });
    return 1;
  },
}));

const storeClass = defineUserdata<OpenStore>('store', {
  sizeBytes: ({ id }) => 150 + id.length,
  methods: {
    get: withKey('get', (L, { store }, key) => {
      const entry = store.get(key);
      return entry ? pushValue(L, entry.value) : returnFailure(L, missing(key));
    }),
    entry: withKey(
      'entry',
      (L, { store, clock }, key) => {
        const entry = store.get(key);
        if (!entry) return returnFailure(L, missing(key));
        const { value, version, endsMs } = entry;
        const ttl = endsMs === null ? {} : { ttl: (endsMs - clock.nowMs()) / MS_PER_SECOND };
        return pushValue(L, { key, value, version, ...ttl });
      },
      'get',
    ),
    set: withKey('set', (L, self, key) => {
      const ttlMs = isNothing(L, 4) ? null : call.checkNumber(L, 4, 'set') * MS_PER_SECOND;
      return put(L, self, key, { ttlMs: ttlMs !== null && ttlMs > 0 ? ttlMs : null }, () => pushBoolean(L, true));
    }),
    put: withKey(
      'put',
      (L, self, key) => {
        const hasOptions = !isNothing(L, 4);
        const ttl = hasOptions ? numberField(L, 4, 'ttl', 'put') : null;
        return put(
          L,
          self,
          key,
          {
            ttlMs: ttl !== null && ttl > 0 ? ttl * MS_PER_SECOND : null,
            onlyIfAbsent: hasOptions && booleanField(L, 4, 'only_if_absent', 'put') === true,
            ifVersion: hasOptions ? numberField(L, 4, 'if_version', 'put') : null,
          },
          (version) => {
            stack.pushInteger(L, version);
            return 1;
          },
        );
      },
      'set',
    ),
    list: (L, self) => {
      const refusal = refuse(self, 'list', self.id);
      if (refusal) return returnFailure(L, refusal);
      const hasOptions = !isNothing(L, 2);
      const prefix = hasOptions ? (textField(L, 2, 'prefix', 'list') ?? '') : '';
      const after = hasOptions ? textField(L, 2, 'after', 'list') : null;
      const limit = (hasOptions ? numberField(L, 2, 'limit', 'list') : null) ?? MAX_LISTED;
      return pushValue(L, self.store.list(prefix, after, Math.min(Math.max(0, limit), MAX_LISTED)));
    },
    has: withKey('has', (L, { store }, key) => pushBoolean(L, store.get(key) !== null)),
    delete: withKey('delete', (L, { store }, key) => pushBoolean(L, store.delete(key))),
    info: (L, self) => {
      if (self.isReleased) return returnFailure(L, RELEASED);
      if (!may(self.guard, 'store.info', self.id))
        return returnFailure(L, denied(`not allowed to access store: ${self.id}`));
      return pushValue(L, { id: self.id, backend: 'memory', consistency: 'strong', size: self.store.size });
    },
    release: (L, self) => {
      self.isReleased = true;
      return pushBoolean(L, true);
    },
  } satisfies Methods<typeof storeSpec.types.store, OpenStore>,
});

const RELEASED = invalid('store is released');

function missing(key: string): Failure {
  return notFound(`key not found: ${key}`);
}

function refuse({ isReleased, guard }: OpenStore, what: string, resource: string): Failure | null {
  if (isReleased) return RELEASED;
  return may(guard, `store.key.${what}`, resource) ? null : denied(`not allowed to ${what} key: ${resource}`);
}

/** With the key that is the first argument, for whoever may do `what` to it. */
function withKey(
  name: string,
  work: (L: LuaState, self: OpenStore, key: string) => number,
  what = name,
): Method<OpenStore> {
  return (L, self) => {
    const key = textAt(L, 2, name);
    spendBytes(key.length);
    if (key === '') return returnFailure(L, invalid('key required'));
    const refusal = refuse(self, what, key);
    return refusal ? returnFailure(L, refusal) : work(L, self, key);
  };
}

function put(
  L: LuaState,
  { store }: OpenStore,
  key: string,
  options: Parameters<KeyValueStore['put']>[2],
  done: (version: number) => number,
): number {
  let value: PlainValue;
  try {
    value = isNothing(L, 3) ? null : plainAt(L, 3);
  } catch (error) {
    if (error instanceof WriterFull) return returnFailure(L, invalid('the value has too many parts'));
    if (error instanceof ValueTooDeep) return returnFailure(L, invalid('the value is nested too deep'));
    throw error;
  }
  const version = store.put(key, value, options);
  if (typeof version === 'number') return done(version);
  if (version === 'full') return returnFailure(L, failure(ErrorKind.unavailable, 'the store is full'));
  return returnFailure(
    L,
    version === 'exists'
      ? failure(ErrorKind.alreadyExists, `key already exists: ${key}`)
      : failure(ErrorKind.conflict, `version of key has changed: ${key}`),
  );
}

function pushValue(L: LuaState, value: PlainValue): number {
  makeRoom(L, sizeOfPlain(value));
  spend(1);
  pushPlain(L, value);
  return 1;
}

function pushBoolean(L: LuaState, value: boolean): number {
  stack.pushBoolean(L, value);
  return 1;
}

function numberField(L: LuaState, index: number, field: string, name: string): number | null {
  return withField(L, index, field, name, 'number', () => stack.toFloat(L, -1));
}

function textField(L: LuaState, index: number, field: string, name: string): string | null {
  return withField(L, index, field, name, 'string', () => textAt(L, -1, name));
}

/** Null where the table at `index` has none. */
function withField<T>(
  L: LuaState,
  index: number,
  field: string,
  name: string,
  wanted: 'number' | 'string',
  read: () => T,
): T | null {
  call.checkTable(L, index, name);
  stack.rawGetField(L, index, field);
  const type = stack.typeName(L, -1);
  if (type !== 'nil' && type !== wanted)
    return call.argumentError(L, index, name, `${field}: ${wanted} expected, got ${type}`);
  const value = type === 'nil' ? null : read();
  stack.pop(L, 1);
  return value;
}
