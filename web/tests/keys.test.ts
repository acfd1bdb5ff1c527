import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { stubBrowser, type Browser } from './support/browser';

let browser: Browser;

beforeEach(() => {
  browser = stubBrowser();
  vi.resetModules();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('A key of the staff', () => {
  test.each(['demo', '!~', 'a-very-long-key-of-the-door'])('can be sent: %s', async (text) => {
    expect((await import('../src/state/keys')).isSendableKey(text)).toBe(true);
  });

  test.each(['', ' ', 'two words', ' demo', 'demo ', 'dém', 'a\tb', 'a\nb', '키'])('cannot be sent: %j', async (text) => {
    expect((await import('../src/state/keys')).isSendableKey(text)).toBe(false);
  });

  test('is stored until the tab closes, or the service refuses it', async () => {
    const { keptKey } = await import('../src/state/keys');
    const first = keptKey<string>('concert.some-key');
    expect(first.kept.value).toBeUndefined();
    first.save('demo');

    const afterReload = keptKey<string>('concert.some-key');
    expect(afterReload.kept.value).toBe('demo');
    afterReload.clear(true);

    expect([afterReload.kept.value, afterReload.wasRefused.value]).toEqual([undefined, true]);
    expect(browser.sessionStorage.getItem('concert.some-key')).toBeNull();
    afterReload.save('other');
    expect(afterReload.wasRefused.value).toBe(false);
  });
});
