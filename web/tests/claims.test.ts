import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { QueueStanding } from '../src/state/places';
import { stubBrowser, type Browser } from './support/browser';
import { json, networkError, problem, Service } from './support/service';

const NOON = Date.parse('2027-03-01T12:00:00Z');
const END = '2027-03-01T12:10:00Z';
const CLAIM_BY = '2027-03-01T12:02:00Z';
const RETURN_BY = '2027-03-01T12:12:00Z';

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

/** How the user looks at the page: in front of it, with another window on top of it, or at another tab. */
function lookingAt(where: 'page' | 'window' | 'elsewhere'): void {
  Object.assign(browser.document, { visibilityState: where === 'elsewhere' ? 'hidden' : 'visible', hasFocus: () => where === 'page' });
}

/** The page after a reload: its memory is empty, the browser's storage is not. */
async function load() {
  vi.resetModules();
  const page = {
    ...(await import('../src/state/places')), ...(await import('../src/state/claims')), ...(await import('../src/state/calls')),
  };
  page.startClaiming();
  return page;
}

const standing = (facts: Partial<QueueStanding> = {}): QueueStanding => ({
  token: 'mine', concertId: 'c_1', status: 'waiting', position: 5, estimatedWaitSeconds: 50, pollAfterSeconds: 4, paused: false, ...facts,
});
const active = (facts: Partial<QueueStanding> = {}) => standing({ status: 'active', position: 0, expiresAt: END, ...facts });
const called = () => active({ claimBy: CLAIM_BY });

/** A user who asked to be called, and whose turn has come. */
async function aCalledUser(where: 'page' | 'window' | 'elsewhere') {
  lookingAt(where);
  const page = await load();
  page.keepStanding('c_1', standing(), 'p_1');
  page.notePlace('c_1', { isCalled: true });
  page.callMe.value = true;
  await settle();
  page.keepStanding('c_1', called(), 'p_1');
  await settle();
  return page;
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const sent = () => service.requests.map(({ method, address, body }) => [method, address, body]);
const JOIN = '/v1/concerts/c_1/queue-tokens';

describe('A turn of a user who is called', () => {
  test('is claimed at once while the user looks at the page, with the token', async () => {
    service.answersWith(json(active()));

    const { placeIn } = await aCalledUser('page');

    expect(sent()).toEqual([['POST', JOIN, {}]]);
    expect(service.requests[0]!.headers['Queue-Token']).toBe('mine');
    expect(placeIn('c_1')).toMatchObject({ status: 'active', isCalled: true });
    expect(placeIn('c_1')?.claimBy).toBeUndefined();
  });

  test('is not claimed by a hidden tab, whatever happens there, and by the user who comes back to it', async () => {
    const { placeIn, keepStanding } = await aCalledUser('elsewhere');
    for (const event of ['click', 'keydown', 'focus']) browser.window.dispatchEvent(new Event(event));
    browser.document.dispatchEvent(new Event('visibilitychange'));
    keepStanding('c_1', called(), 'p_1');
    await settle();
    expect(service.requestCount).toBe(0);
    expect(placeIn('c_1')?.claimBy).toBe(CLAIM_BY);

    service.answersWith(json(active()));
    lookingAt('window');
    browser.document.dispatchEvent(new Event('visibilitychange'));
    await settle();

    expect(placeIn('c_1')?.claimBy).toBeUndefined();
  });

  test.each(['click', 'keydown', 'focus'])('is claimed by a %s on a page behind another window, once', async (act) => {
    const { isUnclaimed, placeIn } = await aCalledUser('window');
    expect([service.requestCount, isUnclaimed(placeIn('c_1'))]).toEqual([0, true]);
    service.answersWith(json(active()));

    for (let press = 0; press < 3; press++) browser.window.dispatchEvent(new Event(act));
    await settle();
    browser.window.dispatchEvent(new Event(act));
    await settle();

    expect(sent()).toEqual([['POST', JOIN, {}]]);
    expect(isUnclaimed(placeIn('c_1'))).toBe(false);
  });

  test('is claimed after a lost connection with the next answer', async () => {
    service.answersWith(...Array.from({ length: 5 }, networkError));
    const { keepStanding, placeIn } = await aCalledUser('page');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(service.requestCount).toBe(5);

    service.answersWith(json(active()));
    keepStanding('c_1', called(), 'p_1');
    await settle();

    expect(placeIn('c_1')?.claimBy).toBeUndefined();
  });

  test('is not claimed when it is over, so that a page that slept joins no line by itself', async () => {
    const { claim, endingOf } = await aCalledUser('elsewhere');
    vi.setSystemTime(Date.parse(CLAIM_BY));
    service.answersWith(json(standing({ status: 'expired', position: 0, returnBy: RETURN_BY })));

    await claim('c_1');

    expect(sent().map(([method]) => method)).toEqual(['GET']);
    expect(endingOf('c_1')).toMatchObject({ why: 'missed', back: { until: RETURN_BY, token: 'mine' } });
  });

  test('is claimed after its time too, while the service still keeps it', async () => {
    const { claim, placeIn } = await aCalledUser('elsewhere');
    vi.setSystemTime(Date.parse(CLAIM_BY) + 5_000);
    service.answersWith(json(called()), json(active()));

    await claim('c_1');

    expect(sent().map(([method]) => method)).toEqual(['GET', 'POST']);
    expect(placeIn('c_1')?.claimBy).toBeUndefined();
  });

  test('is known after a reload, and claimed by an answer that the user sees', async () => {
    await aCalledUser('elsewhere');
    lookingAt('page');
    const { placeIn, keepStanding } = await load();
    expect(placeIn('c_1')).toMatchObject({ claimBy: CLAIM_BY, isCalled: true });
    expect(service.requestCount).toBe(0);

    service.answersWith(json(active()));
    keepStanding('c_1', called(), 'p_1');
    await settle();

    expect(placeIn('c_1')?.claimBy).toBeUndefined();
  });
});

test('A turn that needs no claim, and a place that waits, are never claimed', async () => {
  lookingAt('page');
  const { keepStanding, claim } = await load();
  keepStanding('c_1', standing(), 'p_1');
  keepStanding('c_2', active({ concertId: 'c_2' }), 'p_2');

  browser.window.dispatchEvent(new Event('click'));
  await Promise.all(['c_1', 'c_2', 'c_3'].map(claim));

  expect(service.requestCount).toBe(0);
});

describe('The wish to be called', () => {
  test('is sent for every place that waits, and taken back, and known after a reload', async () => {
    lookingAt('page');
    const page = await load();
    page.keepStanding('c_1', standing(), 'p_1');
    page.keepStanding('c_2', standing({ concertId: 'c_2', token: 'second', status: 'lobby', position: null }), 'p_2');
    page.keepStanding('c_3', active({ concertId: 'c_3' }), 'p_3');
    service.answersWith(json(standing()), json(standing({ status: 'lobby' })));

    await page.askToBeCalled();
    await settle();

    expect(sent()).toEqual([['POST', JOIN, { callMe: true }], ['POST', '/v1/concerts/c_2/queue-tokens', { callMe: true }]]);
    expect(service.requests.map(({ headers }) => headers['Queue-Token'])).toEqual(['mine', 'second']);
    const reloaded = await load();
    expect([reloaded.callMe.value, reloaded.placeIn('c_1')?.isCalled, reloaded.placeIn('c_2')?.isCalled]).toEqual([true, true, true]);

    service.answersWith(json(standing()), json(standing()));
    reloaded.stopCalling();
    await settle();
    expect(sent().slice(2).map(([, , body]) => body)).toEqual([{ callMe: false }, { callMe: false }]);
    expect(reloaded.placeIn('c_1')?.isCalled).toBe(false);
  });

  test('does not change what is shown: its answer can be older than the last one', async () => {
    lookingAt('page');
    const { keepStanding, askToBeCalled, placeIn } = await load();
    keepStanding('c_1', standing({ position: 3 }), 'p_1');
    service.answersWith(json(standing({ position: 9, token: 'older' })));

    await askToBeCalled();
    await settle();

    expect(placeIn('c_1')).toMatchObject({ lastPosition: 3, token: 'mine', isCalled: true });
  });

  test('that meets a turn claims it: whoever presses is here', async () => {
    lookingAt('page');
    const { keepStanding, askToBeCalled, placeIn } = await load();
    keepStanding('c_1', standing(), 'p_1');
    service.answersWith(json(active()));

    await askToBeCalled();
    await settle();

    expect(placeIn('c_1')).toMatchObject({ status: 'active', activeUntil: END });
  });

  test('that did not reach the service is sent again with the next answer, but not by a hidden tab', async () => {
    lookingAt('page');
    const { keepStanding, askToBeCalled, placeIn } = await load();
    keepStanding('c_1', standing(), 'p_1');
    service.answersWith(...Array.from({ length: 5 }, networkError));
    await askToBeCalled();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(placeIn('c_1')?.isCalled).toBeUndefined();

    lookingAt('elsewhere');
    keepStanding('c_1', standing(), 'p_1');
    await settle();
    expect(service.requestCount).toBe(5);
    lookingAt('page');
    service.answersWith(json(standing()));
    keepStanding('c_1', standing(), 'p_1');
    await settle();

    expect(placeIn('c_1')?.isCalled).toBe(true);
  });

  test('that changes while it is sent is sent again', async () => {
    lookingAt('page');
    const { keepStanding, askToBeCalled, stopCalling, placeIn } = await load();
    keepStanding('c_1', standing(), 'p_1');
    service.answersWith(json(standing()), json(standing()));

    await askToBeCalled();
    stopCalling();
    await settle();

    expect(sent().map(([, , body]) => body)).toEqual([{ callMe: true }, { callMe: false }]);
    expect(placeIn('c_1')?.isCalled).toBe(false);
  });
});

describe('A user who missed the turn', () => {
  const missed = () => standing({ status: 'expired', position: 0, token: 'missed', returnBy: RETURN_BY });

  async function aUserWhoMissed() {
    lookingAt('page');
    const page = await load();
    page.keepStanding('c_1', standing(), 'p_1');
    page.notePlace('c_1', { title: 'Night on the Han' });
    page.keepStanding('c_1', missed(), 'p_1');
    return page;
  }

  test('can come back after a reload, with the token of the place, and only once', async () => {
    await aUserWhoMissed();
    const { endingOf, comeBack, placeIn, keepStanding } = await load();
    expect(endingOf('c_1')).toEqual({
      concertId: 'c_1', performanceId: 'p_1', title: 'Night on the Han', why: 'missed', back: { until: RETURN_BY, token: 'missed' },
    });
    service.answersWith(json(standing({ position: 1, token: 'back' })));

    await comeBack(endingOf('c_1')!);

    expect(service.requests[0]!.headers['Queue-Token']).toBe('missed');
    expect(sent()).toEqual([['POST', JOIN, { callMe: false }]]);
    expect(placeIn('c_1')).toMatchObject({ lastPosition: 1, token: 'back', hasReturned: true, title: 'Night on the Han' });
    expect(keepStanding('c_1', standing({ position: 1 }), 'p_1')).toMatchObject({ hasReturned: true });
    expect(endingOf('c_1')).toBeUndefined();
    expect((await load()).endings.value).toEqual([]);
  });

  test('keeps the way back when the service cannot be reached', async () => {
    const { endingOf, comeBack } = await aUserWhoMissed();
    service.answersWith(problem(503, 'unavailable', {}, { 'Retry-After': '60' }));

    await expect(comeBack(endingOf('c_1')!)).rejects.toMatchObject({ code: 'unavailable' });

    expect(endingOf('c_1')?.back).toBeDefined();
  });

  test('sees no way back that is over, and none that was dismissed', async () => {
    const { dismissEnding } = await aUserWhoMissed();
    vi.setSystemTime(Date.parse(RETURN_BY));
    expect((await load()).endings.value).toEqual([]);

    vi.setSystemTime(NOON);
    expect((await load()).endings.value.length).toBe(1);
    dismissEnding('c_1');
    expect((await load()).endings.value).toEqual([]);
  });

  test('who missed a second turn has no way back', async () => {
    const { keepStanding, notePlace, endingOf } = await aUserWhoMissed();
    keepStanding('c_1', standing({ position: 1 }), 'p_1');
    notePlace('c_1', { hasReturned: true });
    lookingAt('elsewhere');
    keepStanding('c_1', active({ claimBy: CLAIM_BY }), 'p_1');
    keepStanding('c_1', standing({ status: 'expired' }), 'p_1');

    expect(endingOf('c_1')).toEqual({ concertId: 'c_1', performanceId: 'p_1', why: 'missed' });
  });

  test('who came back in another tab has a place in this one, and one who read of it there still reads of it here', async () => {
    const { endings, endingOf } = await aUserWhoMissed();
    const change = (key: string) => browser.window.dispatchEvent(Object.assign(new Event('storage'), { key }));

    browser.localStorage.removeItem('concert.missed.c_1');
    change('concert.missed.c_1');
    expect(endingOf('c_1')).toBeDefined();
    browser.localStorage.setItem('concert.place.c_1', JSON.stringify({ token: 'back', performanceId: 'p_1', status: 'waiting' }));
    change('concert.place.c_1');
    expect(endings.value).toEqual([]);

    browser.localStorage.setItem('concert.missed.c_2', JSON.stringify({
      concertId: 'c_2', performanceId: 'p_2', why: 'missed', back: { until: RETURN_BY, token: 'other' },
    }));
    change('concert.missed.c_2');
    expect(endings.value.map(({ concertId }) => concertId)).toEqual(['c_2']);
  });
});
