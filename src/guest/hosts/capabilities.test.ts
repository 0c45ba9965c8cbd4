/** Which functions of the host an entry has by what it declares: every profile, every interface, every function, core and component. */
import { describe, expect, it, test } from 'vitest';
import { wasi1 } from '../../contract/hosts/wasi1.ts';
import type { GuestPorts, HostCalls } from '../../contract/ports.ts';
import { isOpened, profileTokens } from '../../contract/profiles.ts';
import { PROFILES, type ProfileName } from '../../contract/profile-table.ts';
import { HostImports } from '../component/component-host.ts';
import { createImports } from '../core-function.ts';
import { HostTrap } from '../faults.ts';
import { compileWat } from '../testing/wat.ts';
import { COMPONENT_HOSTS, CORE_HOSTS } from '../testing/all-hosts.ts';

const NAMES = Object.keys(PROFILES) as ProfileName[];
/** Binding asks nothing of the kernel. */
const NOBODY: HostCalls = {
  checkInterrupt: () => {},
  call: () => {
    throw new Error('nothing is called here');
  },
  readFile: () => ({ err: 'bad-descriptor' }),
  sleep: () => {},
  write: () => {},
  exit: () => {
    throw new Error('nothing ends here');
  },
};
const PORTS: GuestPorts = {
  calls: NOBODY,
  clock: { nowMs: () => 0, wallMs: () => 0 },
  random: { fill: () => {} },
};

const FUNCTIONS = COMPONENT_HOSTS.flatMap((host) => [...host.types].map(([name, type]) => ({ host, name, type })));

describe.each([[], ...NAMES.map((name) => [name]), NAMES])('of components that declare %s', (...declared: string[]) => {
  test('each function is there where one of its profiles is open, and traps by its name where not', () => {
    const imports = new HostImports(declared, COMPONENT_HOSTS, PORTS);
    for (const { host, name, type } of FUNCTIONS)
      for (const version of ['', '@0.2.0', '@0.2.12']) {
        const from = host.interface.startsWith('wasi:') ? `${host.interface}${version}` : host.interface;
        const found = imports.find({ from: 'import', import: from, name }, type);
        const isOpen = host.profiles.some((profile) => isOpened(profile as ProfileName, declared));
        if (isOpen) expect(found).toBeTypeOf('function');
        else expect(found).toEqual(new HostTrap(`unresolved host import "${from}#${name}"`));
      }
  });

  test('what is not declared traps by its name, also where nobody has fetched its code', () => {
    const imports = new HostImports(declared, [], PORTS);
    for (const { host, name, type } of FUNCTIONS)
      if (!host.profiles.some((profile) => isOpened(profile as ProfileName, declared)))
        expect(imports.find({ from: 'import', import: host.interface, name }, type)).toEqual(
          new HostTrap(`unresolved host import "${host.interface}#${name}"`),
        );
  });

  test('a handle of an interface that is not open is dropped without a trap', () => {
    const imports = new HostImports(declared, COMPONENT_HOSTS, PORTS);
    for (const { host } of FUNCTIONS) void imports.dropOf({ interface: host.interface, name: 'x' })(1);
  });
});

describe.each(NAMES)('the profile %s', (profile) => {
  it('opens nothing of any other profile but polling', () => {
    const imports = new HostImports([profile], COMPONENT_HOSTS, PORTS);
    const opened = FUNCTIONS.filter(
      ({ host, name, type }) =>
        typeof imports.find({ from: 'import', import: host.interface, name }, type) === 'function',
    );
    const others = new Set(opened.flatMap(({ host }) => host.profiles).filter((one) => one !== profile));
    expect([...others].filter((one) => one !== 'wasi:poll')).toEqual([]);
  });
});

describe('of core modules', () => {
  const names = Object.keys(wasi1.core);
  const text = names
    .map((name) => {
      const { parameters, result } = wasi1.core[name as keyof typeof wasi1.core];
      const taken = parameters === '' ? '' : ` (param ${parameters})`;
      return `(import "wasi_snapshot_preview1" "${name}" (func${taken}${result === null ? '' : ' (result i32)'}))`;
    })
    .join('');

  it('all functions of preview 1 are there where it is declared, in any spelling', async () => {
    const module = await compileWat(`(module ${text})`);
    for (const token of [...profileTokens()].filter((one) => isOpened('wasi1', [one]))) {
      const { imports, missing } = createImports(module, [token], CORE_HOSTS, PORTS);
      expect(missing).toBeNull();
      for (const name of names) expect(imports['wasi_snapshot_preview1']?.[name]).toBeTypeOf('function');
    }
  });

  it.each(names)('%s traps by its name where preview 1 is not declared, and only when it is called', async (name) => {
    const module = await compileWat(`(module ${text})`);
    const others = [...profileTokens()].filter((one) => !isOpened('wasi1', [one]));
    // Nobody may have fetched the code that would answer.
    for (const [declared, fetched] of [
      [[], CORE_HOSTS],
      [others, CORE_HOSTS],
      [[], []],
    ] as const) {
      const { imports, missing } = createImports(module, declared, fetched, PORTS);
      expect(missing).toBeNull();
      const call = imports['wasi_snapshot_preview1']?.[name] as () => void;
      expect(call).toThrow(new HostTrap(`unresolved host import "wasi_snapshot_preview1#${name}"`));
    }
  });
});
