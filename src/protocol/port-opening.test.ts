import { expect, test } from 'vitest';
import { openToGuest, openToKernel } from './port-opening.ts';

test('the kernel sends nothing before the guest has spoken, and the guest begins before what comes after the answer', async () => {
  const { port1, port2 } = new MessageChannel();
  const heard: unknown[] = [];
  await new Promise<void>((resolve) => {
    openToGuest(port1, () => {
      heard.push('the kernel is open');
      port1.postMessage('a program');
    });
    // Whatever time the guest takes to come, nothing is on its way to it.
    setTimeout(() => {
      heard.push('the guest comes');
      openToKernel(port2, () => {
        heard.push('the guest is open');
        port2.addEventListener('message', ({ data }) => {
          heard.push(data);
          resolve();
        });
      });
    }, 0);
  });
  expect(heard).toEqual(['the guest comes', 'the kernel is open', 'the guest is open', 'a program']);
  port1.close();
});
