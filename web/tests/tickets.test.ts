import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { stubBrowser, type Browser } from './support/browser';
import { json, problem, Service } from './support/service';
import { tokenOf } from './support/tokens';

const NOW = Date.parse('2027-03-31T08:00:00Z');
const STARTS_AT = '2027-03-31T10:00:00Z';
const DAY = 86_400_000;

let browser: Browser;
let service: Service;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  browser = stubBrowser();
  service = new Service();
  signIn('u_1');
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const signIn = (id: string) => browser.localStorage.setItem('concert.user', JSON.stringify({ name: 'Guest', accessToken: tokenOf(id) }));

async function load() {
  vi.resetModules();
  const [session, tickets] = [await import('../src/state/session'), await import('../src/state/tickets')];
  return { ...session, ...tickets };
}

const SEAT = { section: 'R', row: 2, number: 14, seatId: '1-2-14' };
const PERFORMANCE = {
  performanceId: 'p_1', concertId: 'c_1', title: 'Moonlight over Seoul', venue: 'Olympic Hall', startsAt: STARTS_AT, timeZone: 'Asia/Seoul',
};

const reservation = (change: object = {}) => json({
  reservationId: 'r_1', performanceId: 'p_1', status: 'paid', number: '7KQM4X2P', seats: [{ ...SEAT, price: 88_000 }],
  tickets: [{ ticketId: 'tk_1', seatId: SEAT.seatId, code: 'T1.code' }], ...change,
});

async function read(page: Awaited<ReturnType<typeof load>>, change: object = {}, performance: object = {}) {
  service.answersWith(reservation(change), json({ ...PERFORMANCE, ...performance }));
  return await page.readReservation('r_1', {});
}

describe('The tickets of a reservation', () => {
  test('are kept when it was read, and are there after a restart without network', async () => {
    await read(await load());

    expect((await load()).keptTickets.value).toEqual([{
      userId: 'u_1', readAt: NOW, reservationId: 'r_1', number: '7KQM4X2P', concertId: 'c_1', title: 'Moonlight over Seoul',
      venue: 'Olympic Hall', startsAt: STARTS_AT, timeZone: 'Asia/Seoul', seats: [{ ...SEAT, code: 'T1.code' }],
    }]);
  });

  test('keep their code while only its signature is another one, and take the code of a new version', async () => {
    const page = await load();
    const answered = async (code: string) => {
      await read(page, { tickets: [{ ticketId: 'tk_1', seatId: SEAT.seatId, code }] });
      return page.keptOf('r_1')?.seats[0]?.code;
    };

    expect(await answered('T1.k1.p_1.1-2-14.r_1.1.first')).toBe('T1.k1.p_1.1-2-14.r_1.1.first');
    expect(await answered('T1.k1.p_1.1-2-14.r_1.1.second')).toBe('T1.k1.p_1.1-2-14.r_1.1.first');
    expect(await answered('T1.k1.p_1.1-2-14.r_1.2.third')).toBe('T1.k1.p_1.1-2-14.r_1.2.third');
    expect(await answered('T1.k2.p_1.1-2-14.r_1.2.fourth')).toBe('T1.k2.p_1.1-2-14.r_1.2.fourth');
  });

  test('say which was used', async () => {
    const page = await load();
    await read(page, { tickets: [{ ticketId: 'tk_1', seatId: SEAT.seatId, code: 'T1.code', checkedInAt: '2027-03-31T09:30:00Z' }] });

    expect(page.keptOf('r_1')?.seats[0]?.checkedInAt).toBe('2027-03-31T09:30:00Z');
  });

  test.each(['refunded', 'held', 'expired', 'released'])('are removed when the reservation is %s', async (status) => {
    const page = await load();
    await read(page);

    await read(page, { status, tickets: null });

    expect(page.keptOf('r_1')).toBeUndefined();
    expect(browser.localStorage.getItem('concert.tickets.r_1')).toBeNull();
  });

  test('stay when the service is not reachable, or refuses for the moment', async () => {
    const page = await load();
    await read(page);

    service.answersWith(new TypeError('offline'));
    await expect(page.readReservation('r_1', { noRetry: true })).rejects.toBeInstanceOf(Error);
    service.answersWith(problem(401, 'unauthenticated'));
    await expect(page.readReservation('r_1', { noRetry: true })).rejects.toBeInstanceOf(Error);

    expect(page.keptOf('r_1')?.seats[0]?.code).toBe('T1.code');
  });

  test('of a provider’s user are there without network after the token has ended, and after the next sign-in, until another user signs in', async () => {
    browser.localStorage.setItem('concert.settings', JSON.stringify({ signIn: 'provider', timeZone: 'Asia/Seoul' }));
    // As btoa takes it: the bytes of UTF-8.
    const subject = String.fromCharCode(...new TextEncoder().encode('auth0|5f7c8ec7/민지'));
    const tokenAt = (iat: number, sub = subject) => tokenOf(sub, { iat, exp: iat + 3_600 });
    const signedInAt = NOW / 1_000;
    browser.localStorage.setItem('concert.user', JSON.stringify({ name: '', accessToken: tokenAt(signedInAt) }));
    await read(await load());

    vi.setSystemTime(NOW + 2 * 3_600_000);
    const page = await load();
    service.answersWith(new TypeError('no network'), problem(401, 'unauthenticated'));
    await expect(page.readReservation('r_1', { noRetry: true })).rejects.toBeInstanceOf(Error);
    await expect(page.readReservation('r_1', { noRetry: true })).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(page.keptOf('r_1')?.seats[0]?.code).toBe('T1.code');
    page.saveUser({ name: '', accessToken: tokenAt(signedInAt + 7_200) });
    expect(page.keptOf('r_1')?.seats[0]?.code).toBe('T1.code');

    page.saveUser({ name: '', accessToken: tokenAt(signedInAt + 7_200, 'auth0|another') });
    expect([page.keptTickets.value, browser.localStorage.getItem('concert.tickets.r_1')]).toEqual([[], null]);
  });

  test('are removed when this device goes on for another user, here or in another tab', async () => {
    const page = await load();
    await read(page);
    page.saveUser({ name: 'Guest', accessToken: tokenOf('u_1', { iat: 5 }) });
    expect(page.keptTickets.value).toHaveLength(1);

    page.saveUser({ name: 'Guest', accessToken: tokenOf('u_2') });

    expect([page.keptTickets.value, browser.localStorage.getItem('concert.tickets.r_1')]).toEqual([[], null]);
  });

  test('are removed when the user of this device is given up', async () => {
    const page = await load();
    await read(page);

    page.clearUser();

    expect([page.keptTickets.value, browser.localStorage.getItem('concert.tickets.r_1')]).toEqual([[], null]);
  });

  test('are not kept for another user who took over while they were read', async () => {
    const page = await load();
    service.answersWith(reservation(), json(PERFORMANCE));
    const reading = page.readReservation('r_1', {});
    page.saveUser({ name: 'Guest', accessToken: tokenOf('u_2') });
    await reading;

    expect(browser.localStorage.getItem('concert.tickets.r_1')).toBeNull();
  });

  test('are removed two days after the start, and not kept again', async () => {
    await read(await load());
    vi.setSystemTime(Date.parse(STARTS_AT) + 2 * DAY - 1);
    expect((await load()).keptTickets.value).toHaveLength(1);

    vi.setSystemTime(Date.parse(STARTS_AT) + 2 * DAY + 1);
    const page = await load();
    expect([page.keptTickets.value, browser.localStorage.getItem('concert.tickets.r_1')]).toEqual([[], null]);

    await read(page);
    expect(browser.localStorage.getItem('concert.tickets.r_1')).toBeNull();
  });

  test('follow another tab, the next performance first', async () => {
    const page = await load();
    await read(page);
    const other = { ...page.keptOf('r_1')!, reservationId: 'r_2', startsAt: '2027-03-31T09:00:00Z' };
    browser.localStorage.setItem('concert.tickets.r_2', JSON.stringify(other));
    browser.window.dispatchEvent(Object.assign(new Event('storage'), { key: 'concert.tickets.r_2' }));

    expect(page.keptTickets.value.map(({ reservationId }) => reservationId)).toEqual(['r_2', 'r_1']);
  });

  test('are there until the reload in a browser without storage', async () => {
    browser.localStorage.isFull = true;
    const page = await load();
    await read(page);

    expect(page.keptOf('r_1')?.seats[0]?.code).toBe('T1.code');
  });
});
