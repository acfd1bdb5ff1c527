import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { QueueStanding } from '../src/state/places';
import { stubBrowser, type Browser } from './support/browser';
import { json, networkError, problem, Service } from './support/service';

const NOON = Date.parse('2027-03-01T12:00:00Z');
const END = '2027-03-01T12:10:00Z';

let browser: Browser;
let service: Service;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  vi.setSystemTime(NOON);
  browser = stubBrowser();
  browser.localStorage.setItem('concert.user', JSON.stringify({ name: 'Minji', accessToken: 'me' }));
  service = new Service();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function load() {
  vi.resetModules();
  return { ...(await import('../src/state/places')), ...(await import('../src/state/follow')) };
}

const standing = (concertId: string, facts: Partial<QueueStanding>): QueueStanding => ({
  token: `token of ${concertId}`, concertId, status: 'waiting', position: 5, estimatedWaitSeconds: 50, pollAfterSeconds: 4, paused: false,
  ...facts,
});

const inLobby = (concertId: string, facts: Partial<QueueStanding> = {}) =>
  standing(concertId, { status: 'lobby', position: null, estimatedWaitSeconds: null, pollAfterSeconds: 55, ...facts });

describe('A place', () => {
  test('in the lobby is read when the service says, and then in line', async () => {
    const { keepStanding, followPlace, placeIn } = await load();
    const from = inLobby('c_1', { opensAt: '2027-03-01T12:01:00Z' });
    keepStanding('c_1', from, 'p_1');
    service.answersWith(json(inLobby('c_1', { pollAfterSeconds: 8 })), json(standing('c_1', { position: 3 })));
    const last = followPlace('c_1', new AbortController().signal, { from, isEnough: ({ status }) => status !== 'lobby' });

    await vi.advanceTimersByTimeAsync(54_999);
    expect(service.requestCount).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(service.requestCount).toBe(1);
    await vi.advanceTimersByTimeAsync(8_000);

    expect(await last).toMatchObject({ status: 'waiting', position: 3 });
    expect(placeIn('c_1')).toMatchObject({ status: 'waiting', lastPosition: 3, firstPosition: 3 });
  });

  test('that is active is read seldom, and at the end of its slot', async () => {
    const { pauseAfter } = await load();
    const active = { status: 'active' as const, pollAfterSeconds: 1, expiresAt: END };

    expect(pauseAfter(active, NOON)).toBe(30_000);
    expect(pauseAfter(active, Date.parse(END) - 12_000)).toBe(12_000);
    expect(pauseAfter(active, Date.parse(END) + 500)).toBe(1_000);
    expect(pauseAfter({ status: 'waiting', pollAfterSeconds: 7 }, NOON)).toBe(7_000);
  });

  test('whose user is called is read for an answer of another device, and at the end of the claim window', async () => {
    const { pauseAfter } = await load();
    const called = { status: 'active' as const, pollAfterSeconds: 1, expiresAt: END, claimBy: '2027-03-01T12:02:00Z' };

    expect(pauseAfter(called, NOON)).toBe(5_000);
    expect(pauseAfter(called, NOON + 118_000)).toBe(2_000);
    expect(pauseAfter(called, NOON + 121_000)).toBe(1_000);
  });

  test('is read again after a lost connection, and not given up', async () => {
    const { keepStanding, followPlace, placeIn } = await load();
    keepStanding('c_1', standing('c_1', {}), 'p_1');
    const contacts: boolean[] = [];
    service.answersWith(...Array.from({ length: 5 }, networkError), json(standing('c_1', { position: 2 })), networkError());
    const stopped = new AbortController();
    const ended = followPlace('c_1', stopped.signal, { onLost: (isLost) => contacts.push(isLost) });

    await vi.advanceTimersByTimeAsync(12_000);
    stopped.abort();
    await ended;

    expect(contacts).toEqual([true, false]);
    expect(placeIn('c_1')).toMatchObject({ lastPosition: 2 });
  });

  test('that is refused for good is removed', async () => {
    const { keepStanding, followPlace, places } = await load();
    keepStanding('c_1', standing('c_1', {}), 'p_1');
    service.answersWith(problem(401, 'queue_token_invalid'));

    await expect(followPlace('c_1', new AbortController().signal)).rejects.toMatchObject({ code: 'queue_token_invalid' });

    expect(places.value.size).toBe(0);
  });
});

describe('Several places', () => {
  test('are kept after a reload, and followed each on its own', async () => {
    const before = await load();
    before.keepStanding('c_1', standing('c_1', {}), 'p_1');
    before.keepStanding('c_2', inLobby('c_2'), 'p_2');

    const { places, followPlace, placeIn } = await load();
    expect([...places.value.keys()]).toEqual(['c_1', 'c_2']);
    service.answersWith(json(standing('c_1', { status: 'active', position: 0, expiresAt: END })), json(inLobby('c_2')));
    const stopped = new AbortController();
    void followPlace('c_1', stopped.signal);
    void followPlace('c_2', stopped.signal);
    await vi.advanceTimersByTimeAsync(0);
    stopped.abort();

    expect(service.requests.map(({ headers }) => headers['Queue-Token'])).toEqual(['token of c_1', 'token of c_2']);
    expect([placeIn('c_1')?.status, placeIn('c_2')?.status]).toEqual(['active', 'lobby']);
  });

  test('that another tab joined or left are seen in this one', async () => {
    const { keepStanding, places } = await load();
    keepStanding('c_1', standing('c_1', {}), 'p_1');
    const change = (key: string) => browser.window.dispatchEvent(Object.assign(new Event('storage'), { key }));

    browser.localStorage.setItem('concert.place.c_2', JSON.stringify({ token: 'other', performanceId: 'p_2', status: 'lobby' }));
    change('concert.place.c_2');
    expect([...places.value.keys()]).toEqual(['c_1', 'c_2']);
    browser.localStorage.removeItem('concert.place.c_1');
    change('concert.place.c_1');

    expect([...places.value.keys()]).toEqual(['c_2']);
  });

  test('that an earlier version of the page stored still count', async () => {
    const old = { token: 'old', performanceId: 'p_1', firstPosition: 9, lastPosition: 4, estimatedWaitSeconds: 40 };
    browser.localStorage.setItem('concert.place.c_1', JSON.stringify(old));
    browser.localStorage.setItem('concert.place.c_2', JSON.stringify({ ...old, activeUntil: END }));

    const { placeIn } = await load();

    expect([placeIn('c_1')?.status, placeIn('c_2')?.status]).toEqual(['waiting', 'active']);
  });
});

describe('A turn', () => {
  test('is called once, and only where somebody waited', async () => {
    const { keepStanding, onTurn, notePlace } = await load();
    const called: [string, string | undefined][] = [];
    onTurn.add((concertId, { title }) => called.push([concertId, title]));
    const active = (concertId: string) => standing(concertId, { status: 'active', position: 0, expiresAt: END });

    keepStanding('c_1', standing('c_1', {}), 'p_1');
    notePlace('c_1', { title: 'Night on the Han' });
    keepStanding('c_1', active('c_1'), 'p_1');
    keepStanding('c_1', active('c_1'), 'p_1');
    // A user who is admitted while joining is there.
    keepStanding('c_2', active('c_2'), 'p_2');

    expect(called).toEqual([['c_1', 'Night on the Han']]);
  });

  test('calls until the user has seen it', async () => {
    const { keepStanding, notePlace } = await load();
    const { unseenTurns } = await import('../src/state/calls');
    keepStanding('c_1', standing('c_1', {}), 'p_1');
    expect(unseenTurns.value).toEqual([]);
    keepStanding('c_1', standing('c_1', { status: 'active', expiresAt: END }), 'p_1');
    expect(unseenTurns.value.map(([concertId]) => concertId)).toEqual(['c_1']);

    notePlace('c_1', { isAttended: true });
    keepStanding('c_1', standing('c_1', { status: 'active', expiresAt: END }), 'p_1');

    expect(unseenTurns.value).toEqual([]);
  });

  test('that nobody took is explained, until the user has read it or waits again', async () => {
    const { keepStanding, notePlace, endingOf, dismissEnding } = await load();
    const miss = (concertId: string) => {
      keepStanding(concertId, standing(concertId, {}), 'p_1');
      notePlace(concertId, { title: 'Night on the Han' });
      keepStanding(concertId, standing(concertId, { status: 'expired' }), 'p_1');
    };

    miss('c_1');
    miss('c_2');
    expect(endingOf('c_1')).toEqual({ concertId: 'c_1', performanceId: 'p_1', title: 'Night on the Han', why: 'missed' });
    dismissEnding('c_1');
    keepStanding('c_2', standing('c_2', {}), 'p_1');

    expect([endingOf('c_1'), endingOf('c_2')]).toEqual([undefined, undefined]);
  });
});

test('A place that this user left or paid with leaves nothing to explain', async () => {
  const { keepStanding, clearPlace, endings } = await load();
  keepStanding('c_1', standing('c_1', { status: 'active', expiresAt: END }), 'p_1');
  // The stream reports the end before the command has been answered.
  keepStanding('c_1', standing('c_1', { status: 'expired' }), 'p_1');
  expect(endings.value.map(({ why }) => why)).toEqual(['over']);

  clearPlace('c_1');

  expect(endings.value).toEqual([]);
});

describe('Being called', () => {
  test('works without notifications and without sound', async () => {
    await load();
    const { askToBeCalled, callMe, notifications, stopCalling } = await import('../src/state/calls');

    await askToBeCalled();
    expect([callMe.value, notifications.value]).toEqual([true, 'none']);
    vi.resetModules();
    expect((await import('../src/state/calls')).callMe.value).toBe(true);

    stopCalling();
    vi.resetModules();
    expect((await import('../src/state/calls')).callMe.value).toBe(false);
  });

  test('asks for notifications only when the user presses, and respects a refusal', async () => {
    const requestPermission = vi.fn(async () => {
      Notification_.permission = 'denied';
    });
    const Notification_ = { permission: 'default', requestPermission };
    vi.stubGlobal('Notification', Notification_);
    await load();
    const { askToBeCalled, notifications } = await import('../src/state/calls');
    expect(requestPermission).not.toHaveBeenCalled();

    await askToBeCalled();
    await askToBeCalled();

    expect(requestPermission).toHaveBeenCalledTimes(1);
    expect(notifications.value).toBe('denied');
  });
});
