/** Entry of a guest worker in the browser. Blocks for most of its life, where there is shared memory. */
import { promiseIntegration } from '../../guest/promise-integration.ts';
import type { GuestInit, GuestMail, GuestOrder, GuestReport } from '../../protocol/guest-messages.ts';
import { openToKernel } from '../../protocol/port-opening.ts';
import { GuestEnd } from '../../protocol/sync-channel-guest.ts';
import { Doorbell } from '../../protocol/sync-channel-layout.ts';
import { confineThread } from '../confine.ts';
import { GuestDesk } from './guest-desk.ts';
import { GuestLoop, type GuestPlatform } from './guest-loop.ts';
import { SuspendingDesk } from './suspending-desk.ts';

const { crypto, performance } = globalThis;
const platform: GuestPlatform = {
  clock: { nowMs: () => performance.now(), wallMs: () => Date.now() },
  random: { fill: (target) => void crypto.getRandomValues(target as Uint8Array<ArrayBuffer>) },
};

addEventListener(
  'message',
  (event: MessageEvent<GuestInit>) => {
    const mail = event.data.port as MessagePort;
    openToKernel(mail, () => begin(event.data, mail));
  },
  { once: true },
);

function begin({ shared, slot, suspends }: GuestInit, mail: MessagePort): void {
  if (shared) {
    const { channel, doorbell } = shared;
    const loop = new GuestLoop(new GuestEnd({ channel, doorbell: new Doorbell(doorbell), slot }), platform);
    mail.addEventListener('message', (message: MessageEvent<GuestMail>) => loop.takeMail(message.data));
    loop.start();
  } else {
    const report = (one: GuestReport): void => mail.postMessage(one);
    const integration = suspends ? promiseIntegration() : null;
    const desk = integration ? new SuspendingDesk(report, platform, integration) : new GuestDesk(report, platform);
    mail.addEventListener('message', (message: MessageEvent<GuestMail | GuestOrder>) => desk.take(message.data));
  }
}

// Listeners are in place, so nothing below needs what this takes away.
confineThread('guest');
