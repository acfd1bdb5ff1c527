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
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** The page after a reload: its memory is empty, the browser's storage is not. */
async function load() {
  vi.resetModules();
  const [session, client] = [await import('../src/state/session'), await import('../src/api/client')];
  await (await import('../src/i18n')).loadTexts();
  const refused = (status: number, code: string) =>
    new client.RefusalError({ type: '', title: '', detail: '', traceId: '', status, code });
  return { ...session, unreachable: new client.UnreachableError('gone'), refused };
}

type Page = Awaited<ReturnType<typeof load>>;

const signIn = (accessToken = 'token') => browser.localStorage.setItem('concert.user', JSON.stringify({ name: 'Guest', accessToken }));

/** Sends the command and returns its idempotency key. */
async function keyOf(page: Page, command: string, fault?: Error): Promise<string> {
  let key: string | undefined;
  const sent = page.sendIdempotent(command, async (headers) => {
    key = headers['Idempotency-Key'];
    if (fault) throw fault;
  });
  if (fault) await expect(sent).rejects.toBe(fault);
  else await sent;
  expect(key).toMatch(/^[0-9a-f]{32}$/);
  return key!;
}

describe('A command', () => {
  beforeEach(() => signIn());

  test('carries its key and the user’s token, and returns its answer', async () => {
    const { sendIdempotent } = await load();

    const answer = await sendIdempotent('pay r_1', async (headers) => {
      expect(headers).toEqual({ 'Authorization': 'Bearer token', 'Idempotency-Key': expect.stringMatching(/^[0-9a-f]{32}$/) });
      return 'paid';
    });

    expect(answer).toBe('paid');
  });

  test('gets a new key after a success', async () => {
    const page = await load();

    expect(await keyOf(page, 'pay r_1')).not.toBe(await keyOf(page, 'pay r_1'));
    expect(browser.sessionStorage.length).toBe(0);
  });

  test.each([[402, 'insufficient_balance'], [409, 'seat_taken'], [422, 'idempotency_key_reused']])(
    'gets a new key after a final refusal: %i %s', async (status, code) => {
      const page = await load();

      expect(await keyOf(page, 'pay r_1', page.refused(status, code))).not.toBe(await keyOf(page, 'pay r_1'));
    });

  test.each([
    ['there was no answer', (page: Page) => page.unreachable],
    ['the service was unavailable', (page: Page) => page.refused(503, 'unavailable')],
    ['the service failed', (page: Page) => page.refused(500, 'internal_error')],
    ['the rate limit was exceeded', (page: Page) => page.refused(429, 'too_many_requests')],
  ])('keeps its key when %s, after a reload too', async (_, faultOf) => {
    const before = await load();
    const key = await keyOf(before, 'pay r_1', faultOf(before));
    expect(await keyOf(before, 'pay r_1', faultOf(before))).toBe(key);

    const after = await load();
    expect(await keyOf(after, 'pay r_1', faultOf(after))).toBe(key);
    expect(await keyOf(after, 'pay r_1')).toBe(key);
    expect(await keyOf(after, 'pay r_1')).not.toBe(key);
  });

  test('keeps its key after a reload while it was running', async () => {
    const before = await load();
    let key: string | undefined;
    await new Promise<void>((sent) => void before.sendIdempotent('pay r_1', (headers) => {
      key = headers['Idempotency-Key'];
      sent();
      return new Promise(() => {});
    }));

    expect(await keyOf(await load(), 'pay r_1')).toBe(key);
  });

  test('has a different key from another command', async () => {
    const page = await load();
    const key = await keyOf(page, 'pay r_1', page.unreachable);

    expect(await keyOf(page, 'pay r_2', page.unreachable)).not.toBe(key);
    expect(await keyOf(page, 'pay r_1')).toBe(key);
  });

  test('keeps its key until the reload in a browser without storage', async () => {
    browser.sessionStorage.isForbidden = true;
    const page = await load();
    const key = await keyOf(page, 'pay r_1', page.unreachable);

    expect(await keyOf(page, 'pay r_1')).toBe(key);
    expect(await keyOf(page, 'pay r_1')).not.toBe(key);
  });
});

describe('The user of this device', () => {
  test('is created on first use, once, and stored', async () => {
    const page = await load();
    service.answersWith(json({ signIn: 'self' }), json({ userId: 'u_1', name: 'Guest', accessToken: 'made' }, 201));

    const both = await Promise.all([page.authorization(), page.authorization()]);

    expect(both).toEqual([{ Authorization: 'Bearer made' }, { Authorization: 'Bearer made' }]);
    expect(service.requests.map(({ address, body }) => [address, body]))
      .toEqual([['/v1/settings', undefined], ['/v1/users', { name: 'Guest' }]]);
    expect((await load()).user.value).toEqual({ name: 'Guest', accessToken: 'made' });
  });

  test('is not created where users sign in externally', async () => {
    const page = await load();
    service.answersWith(json({ signIn: 'external' }));

    await expect(page.ensureUser()).rejects.toBeInstanceOf(page.SignInRequiredError);

    expect(service.requestCount).toBe(1);
  });

  test('is not created where the service has no such endpoint', async () => {
    const page = await load();
    service.answersWith(json({ signIn: 'self' }), problem(404, 'not_found'));

    await expect(page.ensureUser()).rejects.toBeInstanceOf(page.SignInRequiredError);
  });

  test('can be created after a failed attempt', async () => {
    const page = await load();
    service.answersWith(problem(500, 'internal_error'), json({ signIn: 'self' }), json({ name: 'Guest', accessToken: 'made' }, 201));
    await expect(page.ensureUser()).rejects.toMatchObject({ code: 'internal_error' });

    expect(await page.ensureUser()).toEqual({ name: 'Guest', accessToken: 'made' });
  });

  test('is that of another tab that began at the same time', async () => {
    const page = await load();
    service.answersWith(json({ signIn: 'self' }), json({ userId: 'u_2', name: 'Guest', accessToken: tokenOf('u_2') }, 201));
    const begun = page.ensureUser();
    signIn(tokenOf('u_1'));

    expect((await begun).accessToken).toBe(tokenOf('u_1'));
    expect(page.user.value?.accessToken).toBe(tokenOf('u_1'));
    expect(await load().then(({ user }) => user.value?.accessToken)).toBe(tokenOf('u_1'));
  });

  test('is the one that another tab has stored a moment ago', async () => {
    const page = await load();
    signIn(tokenOf('u_1'));

    expect((await page.ensureUser()).accessToken).toBe(tokenOf('u_1'));
    expect(service.requestCount).toBe(0);
  });

  test('changes with that of another tab, and screens are read anew only if it is somebody else', async () => {
    signIn(tokenOf('u_1'));
    const page = await load();
    const inAnotherTab = (accessToken: string) => {
      signIn(accessToken);
      browser.window.dispatchEvent(Object.assign(new Event('storage'), { key: 'concert.user' }));
    };

    inAnotherTab(tokenOf('u_1', { iat: 5 }));
    expect([page.user.value?.accessToken, page.switches.value]).toEqual([tokenOf('u_1', { iat: 5 }), 0]);

    inAnotherTab(tokenOf('u_2'));
    expect([page.user.value?.accessToken, page.switches.value]).toEqual([tokenOf('u_2'), 1]);
  });

  test('takes the open hold along when somebody else takes their place', async () => {
    signIn(tokenOf('u_1'));
    const page = await load();
    const hold = await import('../src/state/hold');
    hold.saveHold({ reservationId: 'r_1', expiresAt: '2027-03-01T12:05:00Z', concertId: 'c_1' });

    page.saveUser({ name: 'Guest', accessToken: tokenOf('u_1', { iat: 5 }) });
    expect(hold.openHold.value?.reservationId).toBe('r_1');

    page.saveUser({ name: 'Guest', accessToken: tokenOf('u_2') });
    expect(hold.openHold.value).toBeUndefined();
  });

  test('stays forgotten after a reload', async () => {
    signIn();
    const page = await load();
    expect(page.user.value).toBeDefined();

    page.clearUser();

    expect(page.user.value).toBeUndefined();
    expect((await load()).user.value).toBeUndefined();
  });
});
