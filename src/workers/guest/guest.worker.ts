/** Entry of a guest worker in the browser. Blocks for most of its life, where there is shared memory. */
import type { GuestInit, GuestMail, GuestOrder, GuestReport } from '../../protocol/guest-messages.ts';
import { openToKernel } from '../../protocol/port-opening.ts';
import { GuestEnd } from '../../protocol/sync-channel-guest.ts';
import { Doorbell } from '../../protocol/sync-channel-layout.ts';
import { confineThread } from '../confine.ts';
import { threadClock } from '../thread-clock.ts';
import { GuestLoop, type GuestPlatform } from './guest-loop.ts';
import { loudly } from './loudly.ts';

const { crypto, MessageChannel } = globalThis;
const platformOf = ({ originMs }: GuestInit): GuestPlatform => ({
  clock: threadClock(originMs),
  random: { fill: (target) => void crypto.getRandomValues(target as Uint8Array<ArrayBuffer>) },
});

addEventListener(
  'message',
  ({ data }: MessageEvent<GuestInit>) => {
    const mail = data.port as MessagePort;
    if (data.shared) {
      const { channel, doorbell } = data.shared;
      openToKernel(mail, () => {
        const loop = new GuestLoop(
          new GuestEnd({ channel, doorbell: new Doorbell(doorbell), slot: data.slot }),
          platformOf(data),
        );
        mail.addEventListener('message', (message: MessageEvent<GuestMail>) => loop.takeMail(message.data));
        loop.start();
      });
    } else void byMessages(mail, data);
  },
  { once: true },
);

async function byMessages(mail: MessagePort, data: GuestInit): Promise<void> {
  try {
    const { createDesk, threadTurns } = await import('./message-desks.ts');
    openToKernel(mail, () => {
      const report = (one: GuestReport): void => mail.postMessage(one);
      const desk = createDesk(report, platformOf(data), data.suspends, threadTurns(new MessageChannel()));
      mail.addEventListener('message', (message: MessageEvent<GuestMail | GuestOrder>) => desk.take(message.data));
    });
  } catch (error) {
    loudly(error);
  }
}

// Listeners are in place, so nothing below needs what this takes away.
confineThread('guest');
