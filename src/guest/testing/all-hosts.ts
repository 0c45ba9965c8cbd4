/** The guest halves of all profiles. */
import { PROFILES } from '../../contract/profile-table.ts';
import { GuestHosts } from '../hosts/index.ts';

const hosts = new GuestHosts();
await hosts.need(Object.keys(PROFILES));

export const { component: COMPONENT_HOSTS, core: CORE_HOSTS } = hosts;
