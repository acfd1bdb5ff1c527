import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Route } from '../src/state/router';
import { stubBrowser, type Browser } from './support/browser';

let browser: Browser;

async function load(address = '/') {
  browser = stubBrowser({ address });
  vi.resetModules();
  return await import('../src/state/router');
}

afterEach(() => {
  vi.unstubAllGlobals();
});

const IDS = ['c_4fk2', 'a/b', '좌석', 'line', 'concerts', '..', '%2F', '100%', '#?&=', ' '];

const ROUTES: Route[] = [
  { at: 'concerts' },
  { at: 'mine' },
  { at: 'wallet' },
  ...IDS.flatMap((id, index): Route[] => {
    const other = IDS[(index + 3) % IDS.length]!;
    return [
      { at: 'concert', concertId: id },
      { at: 'line', concertId: id, performanceId: other },
      { at: 'seats', concertId: id, performanceId: other },
      { at: 'reservation', reservationId: id },
      { at: 'change', reservationId: id },
    ];
  }),
];

describe('Addresses', () => {
  let router: typeof import('../src/state/router');

  beforeEach(async () => {
    router = await load();
  });

  test.each(ROUTES)('parse to the route they were made from: $at $concertId $performanceId $reservationId', (route) => {
    expect(router.parse(router.hrefOf(route))).toEqual(route);
  });

  test.each([
    '', '#', '#/', '/', 'rubbish', '/rubbish', '/concerts', '/concerts/', '/reservations', '/Mine', '//mine', '/%', '#/rubbish', '#/rubbish/concerts/c_1', '#/concerts', '#/concerts/', '#/reservations', '#/reservations/',
    '#/Mine', '#//mine', '#token=abc', '#/%',
  ])('that are unknown open the list of concerts: "%s"', (hash) => {
    expect(router.parse(hash)).toEqual({ at: 'concerts' });
  });

  test.each(['/concerts/c_1', '/concerts/c_1/', '/concerts/c_1/p_1/rubbish', '#/concerts/c_1/', '#/concerts/c_1/p_1', '#/concerts/c_1/p_1/', '#/concerts/c_1/p_1/rubbish', '#/concerts/c_1//seats'])(
    'of a concert with an unknown rest open the concert: "%s"', (hash) => {
      expect(router.parse(hash)).toEqual({ at: 'concert', concertId: 'c_1' });
    });

  test('with an invalid escape are used unchanged', () => {
    expect(router.parse('#/concerts/100%')).toEqual({ at: 'concert', concertId: '100%' });
  });
});

const addressOf = ({ location }: Browser) => location.pathname + location.hash;

test('The page opens the screen of its address', async () => {
  expect((await load('/wallet')).route.value).toEqual({ at: 'wallet' });
});

test('Opening a screen changes the route and the address', async () => {
  const { go, route } = await load();

  go({ at: 'concert', concertId: 'a/b' });

  expect(route.value).toEqual({ at: 'concert', concertId: 'a/b' });
  expect(addressOf(browser)).toBe('/concerts/a%2Fb');
});

test('The page follows a change of its address', async () => {
  const { cameBack, go, route, startRouting } = await load('/wallet');
  startRouting();
  go({ at: 'mine' });
  expect(cameBack()).toBe(false);

  browser.location.pathname = '/wallet';
  browser.window.dispatchEvent(new Event('popstate'));

  expect([route.value, cameBack()]).toEqual([{ at: 'wallet' }, true]);
});

describe('A link of an earlier version', () => {
  test.each([...ROUTES])('leads to its screen: $at $concertId $performanceId $reservationId', async (to) => {
    const { hrefOf, route, startRouting } = await load(`/#${(await load()).hrefOf(to)}`);
    startRouting();

    expect(route.value).toEqual(to);
    expect(addressOf(browser)).toBe(hrefOf(to));
  });

  test.each(['hashchange', 'popstate'])('leads there from an open page (%s)', async (event) => {
    const { route, startRouting } = await load('/concerts/c_1');
    startRouting();

    browser.location.hash = '#/reservations/r_1';
    browser.window.dispatchEvent(new Event(event));

    expect(route.value).toEqual({ at: 'reservation', reservationId: 'r_1' });
    expect(addressOf(browser)).toBe('/reservations/r_1');
  });

  test('with an unknown rest leads to the list', async () => {
    (await load('/#/rubbish')).startRouting();

    expect(addressOf(browser)).toBe('/');
  });
});

test.each(['#create', '#token=abc', '#content'])('A fragment that is no old link leaves the address, and the screen stays: %s', async (hash) => {
  const { route, startRouting } = await load('/wallet');
  startRouting();

  browser.location.hash = hash;
  browser.window.dispatchEvent(new Event('hashchange'));

  expect(route.value).toEqual({ at: 'wallet' });
  expect(addressOf(browser)).toBe('/wallet');
});

test('The operators\' page keeps its fragments: only the booking page starts routing', async () => {
  await load('/admin#/create');

  expect(addressOf(browser)).toBe('/admin#/create');
});
