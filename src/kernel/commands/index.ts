/** What processes, in Lua and in guests alike, may ask of the kernel. A command more is a file beside this one and a line here. */
import type { AnyCommand } from '../scheduler/command.ts';
import { asyncCall } from './async.ts';
import { call } from './call.ts';
import type { CommandHost } from './command.ts';
import { eventSubscription, nextEvent, sendEvent } from './events.ts';
import { filesWork } from './files.ts';
import { httpRead, httpRequest, httpStream, poll, socket } from './network.ts';
import {
  cancel,
  exec,
  findName,
  options,
  registerName,
  relate,
  send,
  spawn,
  terminate,
  unregisterName,
  upgrade,
} from './processes.ts';
import { readArguments, readInput, readLine, readSettings, watchInput } from './program.ts';
import { sleep } from './sleep.ts';
import { write } from './write.ts';

export const COMMANDS: readonly AnyCommand<CommandHost>[] = [
  asyncCall,
  call,
  cancel,
  eventSubscription,
  exec,
  filesWork,
  findName,
  httpRead,
  httpRequest,
  httpStream,
  nextEvent,
  options,
  poll,
  readArguments,
  readInput,
  readLine,
  readSettings,
  registerName,
  relate,
  send,
  sendEvent,
  sleep,
  socket,
  spawn,
  terminate,
  unregisterName,
  upgrade,
  watchInput,
  write,
];
