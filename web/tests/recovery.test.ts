import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { stubBrowser, type Browser } from './support/browser';
import { json, problem, Service } from './support/service';
import { tokenOf } from './support/tokens';

let browser: Browser;
let service: Service;

beforeEach(() => {
  browser = stubBrowser();
  service = new Service();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

async function load() {
  vi.resetModules();
  await (await import('../src/i18n')).loadTexts();
  return {
    ...await import('../src/state/session'), ...await import('../src/state/renewal'), ...await import('../src/state/recovery'),
    ...await import('../src/ui/belongings'),
  };
}

const store = (accessToken: string) => browser.localStorage.setItem('concert.user', JSON.stringify({ name: 'Guest', accessToken }));
const me = (more = {}) => json({ userId: 'u_1', ticketCount: 2, balance: 5_000, currency: 'KRW', ...more });

describe('A recovery', () => {
  test('makes the user of the code this device’s user, and is no news to this device', async () => {
    store(tokenOf('u_1'));
    const page = await load();
    const recoveredAt = '2027-03-01T12:00:00Z';
    service.answersWith(json({ userId: 'u_2', name: 'Minji', accessToken: tokenOf('u_2'), expiresAt: recoveredAt, recoveredAt }));

    await page.recover('7kqm 2xwd 9htr');

    expect(service.requests[0]).toMatchObject({ address: '/v1/users/recover', body: { code: '7kqm 2xwd 9htr' } });
    expect(page.user.value).toEqual({ name: 'Minji', accessToken: tokenOf('u_2') });
    expect(page.switches.value).toBe(1);
    expect(browser.localStorage.getItem('concert.recovery-seen')).toBe(JSON.stringify(recoveredAt));
  });

  test.each([[401, 'recovery_code_invalid'], [429, 'too_many_requests']])('that is refused changes nothing, and is sent once: %i', async (status, code) => {
    store(tokenOf('u_1'));
    const page = await load();
    service.answersWith(problem(status, code));

    await expect(page.recover('7KQM-2XWD-9HTR')).rejects.toMatchObject({ code });

    expect(page.user.value?.accessToken).toBe(tokenOf('u_1'));
    expect(service.requestCount).toBe(1);
  });
});

describe('A recovery code', () => {
  test('is shown for its user until the page is closed', async () => {
    store(tokenOf('u_1'));
    const page = await load();
    service.answersWith(json({ code: '7KQM-2XWD-9HTR' }, 201));

    await page.makeCode();

    expect(page.shownCode.value).toEqual({ userId: 'u_1', code: '7KQM-2XWD-9HTR' });
    expect((await load()).shownCode.value).toBeUndefined();
    expect([...Array(browser.localStorage.length).keys()].map((index) => browser.localStorage.getItem(browser.localStorage.key(index)!)).join())
      .not.toContain('7KQM');
  });

  test('is not asked for twice by one press', async () => {
    store(tokenOf('u_1'));
    const page = await load();
    service.answersWith(problem(503, 'unavailable', {}, { 'Retry-After': '0' }));

    await expect(page.makeCode()).rejects.toMatchObject({ code: 'unavailable' });

    expect(service.requestCount).toBe(1);
  });
});

describe('What belongs to the user', () => {
  test('is remembered after the token has ended, for that user alone', async () => {
    store(tokenOf('u_1'));
    const page = await load();
    service.answersWith(me());
    await page.readMe();

    expect((await load()).lastBelongings()).toEqual({ userId: 'u_1', ticketCount: 2, balance: 5_000, currency: 'KRW' });
    store(tokenOf('u_2'));
    expect((await load()).lastBelongings()).toBeUndefined();
  });

  test.each([
    [2, 5_000, '2 tickets and ₩5,000'], [1, 0, '1 ticket'], [0, 5_000, '₩5,000'], [0, 0, undefined],
  ])('is said in words: %i tickets and %i', async (ticketCount, balance, text) => {
    const page = await load();

    expect(page.belongingsText({ userId: 'u_1', ticketCount, balance, currency: 'KRW' })).toBe(text);
  });
});
