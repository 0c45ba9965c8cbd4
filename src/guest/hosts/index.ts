/** The guest halves of all host interfaces: one line for each that has functions of the guest's, which does not compile before. */
import type { InterfacesOf } from '../../contract/hosts/host-interface.ts';
import { HOST_FUNCTIONS, HOST_INTERFACES } from '../../contract/hosts/index.ts';
import type { HostInterface } from '../../contract/ports.ts';
import { monotonicClock, wallClock } from './clocks.ts';
import { componentInterfaces, type GuestHalf } from './guest-half.ts';
import { environment, exit, stderr, stdin, stdout, terminalStderr, terminalStdin, terminalStdout } from './cli.ts';
import { filesystemTypes, preopens } from './filesystem.ts';
import { httpTypes, outgoingHandler } from './http.ts';
import { instanceNetwork, ipNameLookup } from './socket-addresses.ts';
import { tcp, tcpCreateSocket } from './sockets.ts';
import { udp, udpCreateSocket } from './udp-sockets.ts';
import { ioError, streams } from './streams.ts';
import { poll } from './poll.ts';
import { insecureRandom, insecureSeed, random } from './random.ts';
import { createWasi1 } from './wasi1/imports.ts';

type Answered = InterfacesOf<typeof HOST_INTERFACES, 'guest'>;
type Halves = { readonly [I in keyof Answered]: GuestHalf<Answered[I]> };

/** What components import. */
export const COMPONENT_HOSTS = componentInterfaces(HOST_INTERFACES, HOST_FUNCTIONS, {
  poll,
  wallClock,
  monotonicClock,
  random,
  insecureRandom,
  insecureSeed,
  ioError,
  streams,
  environment,
  exit,
  stdin,
  stdout,
  stderr,
  terminalStdin,
  terminalStdout,
  terminalStderr,
  filesystemTypes,
  preopens,
  httpTypes,
  outgoingHandler,
  instanceNetwork,
  ipNameLookup,
  tcp,
  tcpCreateSocket,
  udp,
  udpCreateSocket,
} satisfies Halves);

/** What core modules import. */
export const CORE_HOSTS: readonly HostInterface[] = [createWasi1()];
