/** Entry of a guest worker in the browser. Blocks for most of its life. */
import type { GuestInit, GuestMail } from '../../protocol/guest-messages.ts';
import { GuestEnd } from '../../protocol/sync-channel-guest.ts';
import { Doorbell } from '../../protocol/sync-channel-layout.ts';
import { confineThread } from '../confine.ts';
import { GuestLoop } from './guest-loop.ts';

const { crypto, performance } = globalThis;

addEventListener(
  'message',
  (event: MessageEvent<GuestInit>) => {
    const { channel, doorbell, slot, port } = event.data;
    const end = new GuestEnd({ channel, doorbell: new Doorbell(doorbell), slot });
    const loop = new GuestLoop(end, {
      clock: { nowMs: () => performance.now(), wallMs: () => Date.now() },
      random: { fill: (target) => void crypto.getRandomValues(target as Uint8Array<ArrayBuffer>) },
    });
    const mail = port as MessagePort;
    mail.addEventListener('message', (message: MessageEvent<GuestMail>) => loop.takeMail(message.data));
    mail.start();
    loop.start();
  },
  { once: true },
);

// Listeners are in place, so nothing below needs what this takes away.
confineThread('guest');
