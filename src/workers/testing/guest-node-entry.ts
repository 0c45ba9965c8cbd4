/** Entry of a guest worker under Node. */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type { GuestInit, GuestMail } from '../../protocol/guest-messages.ts';
import { openToKernel } from '../../protocol/port-opening.ts';
import { GuestEnd } from '../../protocol/sync-channel-guest.ts';
import { Doorbell } from '../../protocol/sync-channel-layout.ts';
import { threadClock } from '../thread-clock.ts';
import { GuestLoop, type GuestLoopOptions } from '../guest/guest-loop.ts';

parentPort?.once('message', ({ shared, slot, originMs, port }: GuestInit) => {
  // Who asks hears of it as soon as the event loop has the thread.
  parentPort?.on('message', (question: unknown) => parentPort?.postMessage(question));
  if (!shared) throw new Error('guests in Node share memory');
  const { channel, doorbell } = shared;
  const platform = {
    clock: threadClock(originMs),
    random: { fill: (target: Uint8Array) => void crypto.getRandomValues(target as Uint8Array<ArrayBuffer>) },
  };
  const end = new GuestEnd({ channel, doorbell: new Doorbell(doorbell), slot });
  const loop = new GuestLoop(end, platform, (workerData ?? {}) as GuestLoopOptions);
  const mail = port as MessagePort;
  openToKernel(mail, () => {
    mail.on('message', (message: GuestMail) => loop.takeMail(message));
    loop.start();
  });
});
