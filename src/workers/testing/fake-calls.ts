/** Loans and calls of a host whose guests are fakes. */
import type { Result } from '../../base/result.ts';
import type { EntryId } from '../../contract/api.ts';
import type { Failure } from '../../contract/errors.ts';
import type { Guest, Program } from '../../contract/ports.ts';
import { FakeGuests, RecordingListener } from './fake-guests.ts';

export const program: Program = {
  form: 'core',
  id: 7,
  entry: 'app:f' as EntryId,
  module: {},
  method: 'f',
  type: { name: 'f', parameters: [], result: null },
  profiles: [],
};

/** An idle guest, lent at once. */
export function lend(guests: FakeGuests): Guest {
  let lent: Result<Guest, Failure> | null = null;
  guests.host.acquire((guest) => (lent = guest));
  return valueOf(lent);
}

export function valueOf(result: Result<Guest, Failure> | null): Guest {
  if (!result?.ok) throw new Error(`no guest: ${JSON.stringify(result)}`);
  return result.value;
}

export function startCall(guests: FakeGuests, guest = lend(guests)): { guest: Guest; listener: RecordingListener } {
  const listener = new RecordingListener();
  guest.call(program, () => {}, listener);
  return { guest, listener };
}

export function settled(options: ConstructorParameters<typeof FakeGuests>[0] = {}): FakeGuests {
  const guests = new FakeGuests(options);
  guests.settle();
  return guests;
}
