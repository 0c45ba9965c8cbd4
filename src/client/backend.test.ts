import { expect, test } from 'vitest';
import { chooseBackend } from './backend.ts';

const all = { hasSharedMemory: true, hasPromises: true };

test('guests wait in shared memory where it is, suspended where that is all, and else not', () => {
  expect(chooseBackend(null, all)).toBe('shared');
  expect(chooseBackend(null, { ...all, hasSharedMemory: false })).toBe('jspi');
  expect(chooseBackend(null, { hasSharedMemory: false, hasPromises: false })).toBe('messages');
});

test('what is wanted is taken where it is there, and never more than that', () => {
  expect(chooseBackend('jspi', all)).toBe('jspi');
  expect(chooseBackend('messages', all)).toBe('messages');
  expect(chooseBackend('jspi', { ...all, hasPromises: false })).toBe('messages');
  expect(chooseBackend('shared', { ...all, hasSharedMemory: false })).toBe('jspi');
});
