/** Entry of a guest worker under Node. */
import { parentPort, type MessagePort } from 'node:worker_threads';
import type { GuestInit, GuestMail } from '../../protocol/guest-messages.ts';
import { openToKernel } from '../../protocol/port-opening.ts';
import { GuestEnd } from '../../protocol/sync-channel-guest.ts';
import { Doorbell } from '../../protocol/sync-channel-layout.ts';
import { GuestLoop } from '../guest/guest-loop.ts';

parentPort?.once('message', ({ shared, slot, port }: GuestInit) => {
  if (!shared) throw new Error('guests in Node share memory');
  const { channel, doorbell } = shared;
  const loop = new GuestLoop(new GuestEnd({ channel, doorbell: new Doorbell(doorbell), slot }), {
    clock: { nowMs: () => performance.now(), wallMs: () => Date.now() },
    random: { fill: (target) => void crypto.getRandomValues(target as Uint8Array<ArrayBuffer>) },
  });
  const mail = port as MessagePort;
  openToKernel(mail, () => {
    mail.on('message', (message: GuestMail) => loop.takeMail(message));
    loop.start();
  });
});
