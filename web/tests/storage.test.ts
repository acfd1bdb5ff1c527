import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stubBrowser, type Browser } from './support/browser';

let browser: Browser;
let device: typeof import('../src/state/storage').device;

beforeEach(async () => {
  browser = stubBrowser();
  await load();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

async function load(): Promise<void> {
  vi.resetModules();
  ({ device } = await import('../src/state/storage'));
}

test('A value survives a reload until it is removed', async () => {
  device.write('place', { token: 't' });

  await load();
  expect(device.read('place')).toEqual({ token: 't' });

  device.remove('place');
  expect(device.read('place')).toBeUndefined();
});

test.each(['isForbidden', 'isFull'] as const)('A browser whose storage %s keeps values until the reload', async (fault) => {
  browser.localStorage[fault] = true;
  device.write('place', 1);
  device.write('place', 2);
  device.write('other', 3);
  device.remove('other');

  expect(device.read('place')).toBe(2);
  expect(device.read('other')).toBeUndefined();

  await load();
  expect(device.read('place')).toBeUndefined();
});

test('With a full storage a new value hides the stored one', () => {
  device.write('place', 'before');
  browser.localStorage.isFull = true;
  device.write('place', 'after');

  expect(device.read('place')).toBe('after');
});

test('A storage that has room again keeps the last value', async () => {
  browser.localStorage.isFull = true;
  device.write('place', 'while it was full');
  browser.localStorage.isFull = false;
  device.write('place', 'after');

  expect(device.read('place')).toBe('after');
  await load();
  expect(device.read('place')).toBe('after');
});

test('A stored value that is not JSON reads as undefined', () => {
  browser.localStorage.setItem('place', '{"token":');

  expect(device.read('place')).toBeUndefined();
});
