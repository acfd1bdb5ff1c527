import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { stubBrowser, type Browser } from './support/browser';
import { tokenOf } from './support/tokens';

const NOW = 1_800_000_000;
const LIVING = { exp: NOW + 60 };
const ENDED = { exp: NOW - 60 };
const BACK = '/concerts/c_1';

let browser: Browser;
let left: string[];

beforeEach(() => {
  vi.useFakeTimers({ now: NOW * 1_000, toFake: ['Date'] });
  browser = stubBrowser({ address: BACK });
  left = [];
  Object.assign(browser.location, { assign: (address: URL) => left.push(String(address)) });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function load(signIn: 'provider' | 'self' = 'provider') {
  vi.resetModules();
  const page = { ...await import('../src/state/session'), ...await import('../src/state/router'), ...await import('../src/state/signIn') };
  const open = () => {
    page.takeTokenFromAddress();
    page.settings.value = { signIn } as never;
    page.acceptToken();
    return page;
  };
  return { ...page, open };
}

const store = (accessToken: string) => browser.localStorage.setItem('concert.user', JSON.stringify({ name: '', accessToken }));

/** This tab leaves for the organizer's sign-in, which comes back with the token. */
async function signedInAs(token: string, signIn: 'provider' | 'self' = 'provider') {
  (await load()).signIn('https://organizer.example/login?to=page');
  const state = new URL(left[0]!).searchParams.get('state')!;
  Object.assign(browser.location, { pathname: '/', hash: `#token=${token}&state=${state}` });
  return (await load(signIn)).open();
}

describe('Signing in', () => {
  test('leads to the organizer with a state, and back to the screen that needed a user', async () => {
    const page = await signedInAs(tokenOf('u_1', LIVING));

    expect(left).toEqual([expect.stringMatching(/^https:\/\/organizer\.example\/login\?to=page&state=[0-9a-f]{32}$/)]);
    expect(page.user.value).toEqual({ name: '', accessToken: tokenOf('u_1', LIVING) });
    expect(browser.location).toMatchObject({ pathname: BACK, hash: '' });
    expect(page.route.value).toEqual({ at: 'concert', concertId: 'c_1' });
  });

  test.each([['the same user', tokenOf('u_1', LIVING)], ['a user whose token has ended', tokenOf('u_2', ENDED)]])(
    'replaces %s without a question', async (_, before) => {
      store(before);

      const page = await signedInAs(tokenOf('u_1', { exp: NOW + 99 }));

      expect(page.user.value?.accessToken).toBe(tokenOf('u_1', { exp: NOW + 99 }));
      expect(page.offeredToken.value).toBeUndefined();
    });

  test.each([[true, 'u_1'], [false, 'u_2']])('asks before it replaces another living user; answer %s gives %s', async (answer, userId) => {
    store(tokenOf('u_2', LIVING));
    const page = await signedInAs(tokenOf('u_1', LIVING));
    expect([page.user.value?.accessToken, page.offeredToken.value]).toEqual([tokenOf('u_2', LIVING), tokenOf('u_1', LIVING)]);

    page.answerOffer(answer);

    expect(page.user.value?.accessToken).toBe(tokenOf(userId, LIVING));
    expect(page.offeredToken.value).toBeUndefined();
  });

  test('is of no use twice', async () => {
    await signedInAs(tokenOf('u_1', LIVING));
    browser.location.hash = `#token=${tokenOf('u_2', LIVING)}&state=${new URL(left[0]!).searchParams.get('state')}`;

    const page = (await load()).open();

    expect([page.user.value?.accessToken, page.offeredToken.value]).toEqual([tokenOf('u_1', LIVING), undefined]);
  });
});

describe('A link with a token of somebody else', () => {
  test.each([
    ['without a state', ''], ['with a state of its own', '&state=0123456789abcdef0123456789abcdef'], ['with an empty state', '&state='],
    ['with the text undefined as its state', '&state=undefined'],
  ])('changes nothing, and leaves the address: %s', async (_, rest) => {
    store(tokenOf('u_1', LIVING));
    browser.location.hash = `#token=${tokenOf('u_2', LIVING)}${rest}`;

    const page = (await load()).open();

    expect([page.user.value?.accessToken, page.offeredToken.value]).toEqual([tokenOf('u_1', LIVING), undefined]);
    expect(browser.location).toMatchObject({ pathname: '/', hash: '' });
  });

  test('changes nothing while this tab waits for its own sign-in', async () => {
    (await load()).signIn('https://organizer.example/login');
    browser.location.hash = `#token=${tokenOf('u_2', LIVING)}&state=forged`;

    expect((await load()).open().user.value).toBeUndefined();

    browser.location.hash = `#token=${tokenOf('u_1', LIVING)}&state=${new URL(left[0]!).searchParams.get('state')}`;
    expect((await load()).open().user.value?.accessToken).toBe(tokenOf('u_1', LIVING));
  });

  test('changes nothing where guests do not sign in, even with the right state', async () => {
    const page = await signedInAs(tokenOf('u_2', LIVING), 'self');

    expect([page.user.value, page.offeredToken.value]).toEqual([undefined, undefined]);
  });

  test.each(['', '#/', '#/wallet', '#/token=abc'])('is none: "%s"', async (hash) => {
    browser.location.hash = hash;

    (await load()).open();

    expect(browser.location.hash).toBe(hash);
  });
});
