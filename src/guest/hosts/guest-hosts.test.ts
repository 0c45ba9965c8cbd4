import { expect, test } from 'vitest';
import { PROFILES } from '../../contract/profile-table.ts';
import { HOST_INTERFACES } from '../../contract/hosts/index.ts';
import { GuestHosts } from './index.ts';

const interfacesOf = ({ component }: GuestHosts): string[] => component.map((one) => one.interface).toSorted();

test('nothing is fetched for a program that declares nothing', () => {
  const hosts = new GuestHosts();
  expect([hosts.need([]), hosts.need(['unknown']), hosts.lacking([]), hosts.component, hosts.core]).toEqual([
    null,
    null,
    null,
    [],
    [],
  ]);
});

test('a profile is fetched once, in any spelling, with polling where it needs that', async () => {
  const hosts = new GuestHosts();
  expect(hosts.lacking(['wasi:clocks'])).not.toBeNull();
  await Promise.all([hosts.need(['wasi:clocks']), hosts.need(['WASI:Clocks/wall-clock@0.2.3'])]);
  expect(hosts.need(['wasi:clocks'])).toBeNull();
  expect(hosts.lacking(['wasi:clocks'])).toBeNull();
  expect(interfacesOf(hosts)).toEqual(['wasi:clocks/monotonic-clock', 'wasi:clocks/wall-clock', 'wasi:io/poll']);
  expect(hosts.core).toEqual([]);
});

test('all profiles together have every interface that components or modules import', async () => {
  const hosts = new GuestHosts();
  await hosts.need(Object.keys(PROFILES));
  const declared = Object.values(HOST_INTERFACES).flatMap((one) =>
    'functions' in one && one.profile !== null ? [one.name] : [],
  );
  expect(interfacesOf(hosts)).toEqual(declared.toSorted());
  expect(hosts.core.map(({ declared: { name } }) => name)).toEqual(['wasi_snapshot_preview1']);
});
