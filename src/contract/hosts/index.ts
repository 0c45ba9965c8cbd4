/**
 * The host interfaces of the playground: what modules import under a profile, and what their guest halves ask the kernel for. An interface
 * more is a file beside this one and a line here.
 */
import { funcs } from './funcs.ts';
import { hostTable, type HostInterfaces } from './host-interface.ts';
import { files } from './files.ts';
import { output } from './output.ts';
import { program } from './program.ts';
import { requests } from './requests.ts';
import { sockets } from './sockets.ts';
import { system } from './system.ts';
import { timers } from './timers.ts';
import { waiting } from './waiting.ts';
import { httpTypes, outgoingHandler } from './wasi-http.ts';
import { wasi1 } from './wasi1.ts';
import {
  environment,
  exit,
  stderr,
  stdin,
  stdout,
  terminalInput,
  terminalOutput,
  terminalStderr,
  terminalStdin,
  terminalStdout,
} from './wasi-cli.ts';
import { filesystemTypes, preopens } from './wasi-filesystem.ts';
import { ioError, streams } from './wasi-io.ts';
import { monotonicClock, poll, wallClock } from './wasi-clocks.ts';
import { instanceNetwork, ipNameLookup, tcp, tcpCreateSocket, udp, udpCreateSocket } from './wasi-sockets.ts';
import { insecureRandom, insecureSeed, random } from './wasi-random.ts';

export const HOST_INTERFACES = {
  timers,
  output,
  program,
  files,
  system,
  wasi1,
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
  terminalInput,
  terminalOutput,
  terminalStdin,
  terminalStdout,
  terminalStderr,
  filesystemTypes,
  preopens,
  funcs,
  waiting,
  requests,
  httpTypes,
  outgoingHandler,
  sockets,
  instanceNetwork,
  ipNameLookup,
  tcp,
  tcpCreateSocket,
  udp,
  udpCreateSocket,
} as const satisfies HostInterfaces;

export const HOST_FUNCTIONS = hostTable(HOST_INTERFACES);
