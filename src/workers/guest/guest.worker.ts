/** Entry of a guest worker in the browser. Blocks for most of its life, where there is shared memory. */
import type { GuestCall, GuestInit, GuestMail } from '../../protocol/guest-messages.ts';
import { GuestEnd } from '../../protocol/sync-channel-guest.ts';
import { Doorbell } from '../../protocol/sync-channel-layout.ts';
import { confineThread } from '../confine.ts';
import { GuestDesk } from './guest-desk.ts';
import { GuestLoop, type GuestPlatform } from './guest-loop.ts';

const { crypto, performance } = globalThis;
const platform: GuestPlatform = {
  clock: { nowMs: () => performance.now(), wallMs: () => Date.now() },
  random: { fill: (target) => void crypto.getRandomValues(target as Uint8Array<ArrayBuffer>) },
};

addEventListener(
  'message',
  (event: MessageEvent<GuestInit>) => {
    const { shared, slot, port } = event.data;
    const mail = port as MessagePort;
    if (shared) {
      const { channel, doorbell } = shared;
      const loop = new GuestLoop(new GuestEnd({ channel, doorbell: new Doorbell(doorbell), slot }), platform);
      mail.addEventListener('message', (message: MessageEvent<GuestMail>) => loop.takeMail(message.data));
      mail.start();
      loop.start();
    } else {
      const desk = new GuestDesk((report) => mail.postMessage(report), platform);
      mail.addEventListener('message', (message: MessageEvent<GuestMail | GuestCall>) => desk.take(message.data));
      mail.start();
    }
  },
  { once: true },
);

// Listeners are in place, so nothing below needs what this takes away.
confineThread('guest');
