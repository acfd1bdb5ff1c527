import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { stubBrowser, type Browser } from './support/browser';
import { json, networkError, problem, Service } from './support/service';
import { tokenOf } from './support/tokens';

const HOUR = 3_600_000;
const NOON = Date.UTC(2027, 2, 1, 12);
const NOON_SECONDS = NOON / 1_000;

let browser: Browser;
let service: Service;

beforeEach(() => {
  vi.useFakeTimers({ now: NOON, toFake: ['setInterval', 'clearInterval', 'Date'] });
  browser = stubBrowser();
  service = new Service();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function load() {
  vi.resetModules();
  return { ...await import('../src/state/session'), ...await import('../src/state/renewal') };
}

const store = (accessToken: string) => browser.localStorage.setItem('concert.user', JSON.stringify({ name: 'Guest', accessToken }));
const stored = () => (JSON.parse(browser.localStorage.getItem('concert.user') ?? '{}') as { accessToken?: string }).accessToken;
const renewedAs = (accessToken: string, more = {}) => json({ userId: 'u_1', name: 'Guest', accessToken, expiresAt: '2027-04-01T00:00:00Z', ...more });
const self = () => json({ signIn: 'self' });

describe('The token of this device', () => {
  test('is renewed with the old one, and replaces it', async () => {
    store(tokenOf('u_1'));
    const page = await load();
    service.answersWith(self(), renewedAs(tokenOf('u_1', { iat: 7 })));

    await page.renewToken();

    expect(service.requests[1]).toMatchObject({
      address: '/v1/users/me/token', method: 'POST', headers: { Authorization: `Bearer ${tokenOf('u_1')}` },
    });
    expect([page.user.value?.accessToken, stored()]).toEqual([tokenOf('u_1', { iat: 7 }), tokenOf('u_1', { iat: 7 })]);
    expect(page.switches.value).toBe(0);
  });

  test.each([['networkError', networkError], ['401', () => problem(401, 'unauthenticated')], ['503', () => problem(503, 'unavailable')]])(
    'stays if it can’t be renewed: %s', async (_, fault) => {
      store(tokenOf('u_1'));
      const page = await load();
      service.answersWith(self(), fault());

      await page.renewToken();

      expect([page.user.value?.accessToken, stored()]).toEqual([tokenOf('u_1'), tokenOf('u_1')]);
      expect(service.requestCount).toBe(2);
    });

  test('is not renewed where users sign in with a provider, or if there is none', async () => {
    const empty = await load();
    await empty.renewToken();
    expect(service.requestCount).toBe(0);

    store(tokenOf('u_1'));
    const page = await load();
    service.answersWith(json({ signIn: 'provider' }));
    await page.renewToken();
    expect(service.requestCount).toBe(1);
  });

  test.each([['recovered another user', () => store(tokenOf('u_2'))], ['began as a new guest', () => browser.localStorage.removeItem('concert.user')]])(
    'does not come back if another tab %s in the meantime', async (_, change) => {
      store(tokenOf('u_1'));
      const page = await load();
      service.answersWith(self(), renewedAs(tokenOf('u_1', { iat: 7 })));
      const renewing = page.renewToken();
      change();
      const now = stored();

      await renewing;

      expect(stored()).toBe(now);
    });

  test('is renewed at the start, and daily while the page stays open', async () => {
    store(tokenOf('u_1', { iat: NOON_SECONDS - 600 }));
    const page = await load();
    const tokenAfter = (hours: number) => tokenOf('u_1', { iat: NOON_SECONDS + hours * 3_600 });
    service.answersWith(self(), renewedAs(tokenAfter(0)), renewedAs(tokenAfter(24)), renewedAs(tokenAfter(48)));

    page.startRenewing();
    await vi.waitFor(() => expect(service.requestCount).toBe(2));
    await vi.waitFor(() => expect(page.user.value?.accessToken).toBe(tokenAfter(0)));
    await vi.advanceTimersByTimeAsync(23 * HOUR);
    expect(service.requestCount).toBe(2);
    await vi.advanceTimersByTimeAsync(HOUR);
    await vi.waitFor(() => expect(page.user.value?.accessToken).toBe(tokenAfter(24)));
    await vi.advanceTimersByTimeAsync(24 * HOUR);
    await vi.waitFor(() => expect(page.user.value?.accessToken).toBe(tokenAfter(48)));
    expect(service.requestCount).toBe(4);
  });

  test('is not renewed by reloads in the minutes after it was', async () => {
    store(tokenOf('u_1', { iat: NOON_SECONDS - 599 }));
    const page = await load();
    service.answersWith(self());

    await page.renewToken(600_000);

    expect(service.requestCount).toBe(1);
  });

  test('is renewed when a phone that slept for days shows the page again', async () => {
    store(tokenOf('u_1', { iat: NOON_SECONDS }));
    const page = await load();
    service.answersWith(self(), renewedAs(tokenOf('u_1', { iat: 9 })));
    page.startRenewing();
    await vi.waitFor(() => expect(page.settings.value).toBeDefined());
    vi.setSystemTime(NOON + 72 * HOUR);

    Object.assign(browser.document, { visibilityState: 'visible' });
    browser.document.dispatchEvent(new Event('visibilitychange'));

    await vi.waitFor(() => expect(page.user.value?.accessToken).toBe(tokenOf('u_1', { iat: 9 })));
  });
});

describe('The use of a recovery code', () => {
  const first = '2027-03-01T12:00:00Z';
  const second = '2027-03-02T12:00:00Z';

  async function pageThatReads(recoveredAt: string) {
    const page = await load();
    service.answersWith(self(), renewedAs(tokenOf('u_1'), { recoveredAt }));
    await page.renewToken();
    return page;
  }

  test('is told once for each use', async () => {
    store(tokenOf('u_1'));
    const page = await pageThatReads(first);
    expect(page.recoveredAt.value).toBe(first);

    page.noteRecoverySeen(first);

    expect(page.recoveredAt.value).toBeUndefined();
    expect((await pageThatReads(first)).recoveredAt.value).toBeUndefined();
    expect((await pageThatReads(second)).recoveredAt.value).toBe(second);
  });
});
