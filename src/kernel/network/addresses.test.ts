import { expect, it } from 'vitest';
import { privateAddress } from './addresses.ts';

/** As requests see it: by way of `URL`. */
const of = (host: string): string | null => privateAddress(new URL(`http://${host}/`).hostname);

it.each([
  ['localhost', '127.0.0.1'],
  ['LOCALHOST.', '127.0.0.1'],
  ['api.localhost', '127.0.0.1'],
  ['127.0.0.1', '127.0.0.1'],
  ['127.1', '127.0.0.1'],
  ['2130706433', '127.0.0.1'],
  ['0x7f.0.0.1', '127.0.0.1'],
  ['0.0.0.0', '0.0.0.0'],
  ['10.1.2.3', '10.1.2.3'],
  ['172.16.0.1', '172.16.0.1'],
  ['172.31.255.255', '172.31.255.255'],
  ['192.168.1.1', '192.168.1.1'],
  ['169.254.169.254', '169.254.169.254'],
  ['100.64.0.1', '100.64.0.1'],
  ['[::1]', '::1'],
  ['[::]', '::'],
  ['[fd00::1]', 'fd00::1'],
  ['[fe80::1]', 'fe80::1'],
  ['[::ffff:10.0.0.1]', '::ffff:a00:1'],
])('%s is of a machine or its surroundings', (host, address) => {
  expect(of(host)).toBe(address);
});

it.each([
  'example.com',
  'localhost.example.com',
  '8.8.8.8',
  '172.32.0.1',
  '192.169.0.1',
  '[2001:db8::1]',
  '[::ffff:8.8.8.8]',
])('%s is of the internet', (host) => {
  expect(of(host)).toBeNull();
});
