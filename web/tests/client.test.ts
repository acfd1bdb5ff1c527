import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { addressOf, get, post, RefusalError, remove, UnreachableError } from '../src/api/client';
import { delay } from '../src/api/delay';
import { waitingForTurn } from '../src/api/turns';
import { fromProxy, json, networkError, problem, Service } from './support/service';

const BACKOFF_MS = [300, 800, 2_000, 4_000];

let service: Service;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  service = new Service();
});

afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const advance = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** Records the outcome of a call without awaiting it. */
function track<T>(call: Promise<T>): { answer?: T; error?: unknown } {
  const outcome: { answer?: T; error?: unknown } = {};
  call.then((answer) => (outcome.answer = answer), (error: unknown) => (outcome.error = error));
  return outcome;
}

const pay = (signal?: AbortSignal) => post('/v1/payments', {}, { reservationId: 'r_1' }, {
  headers: { 'Idempotency-Key': 'key', Authorization: 'Bearer token' }, ...(signal ? { signal } : {}),
});

describe('A call', () => {
  test('sends its headers and its body, and returns the service’s answer', async () => {
    service.answersWith(json({ paymentId: 'x' }, 201));

    expect(await pay()).toEqual({ paymentId: 'x' });

    expect(service.requests).toMatchObject([{
      address: '/v1/payments',
      method: 'POST',
      headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'Idempotency-Key': 'key', Authorization: 'Bearer token' },
      body: { reservationId: 'r_1' },
    }]);
  });

  test('without a body has no Content-Type', async () => {
    service.answersWith(json({}));

    await get('/v1/settings', {});

    expect(service.requests).toMatchObject([{ method: 'GET', headers: { Accept: 'application/json' }, body: undefined }]);
    expect(service.requests[0]!.headers).not.toHaveProperty('Content-Type');
  });

  test('returns undefined for an answer without content', async () => {
    service.answersWith(new Response(null, { status: 204 }));

    expect(await remove('/v1/reservations/{reservationId}', { reservationId: 'r_1' })).toBeUndefined();

    expect(service.requests).toMatchObject([{ method: 'DELETE', address: '/v1/reservations/r_1' }]);
  });

  test('is retried unchanged, with the same key and growing pauses', async () => {
    service.answersWith(
      networkError(), problem(503, 'unavailable'), fromProxy(502), problem(504, 'unavailable'), json({ paymentId: 'x' }, 201));

    const outcome = track(pay());
    for (const [tries, pause] of BACKOFF_MS.entries()) {
      await advance(pause - 1);
      expect(service.requestCount).toBe(tries + 1);
      await advance(1);
      expect(service.requestCount).toBe(tries + 2);
    }

    expect(outcome).toEqual({ answer: { paymentId: 'x' } });
    expect(new Set(service.requests.map((request) => JSON.stringify(request))).size).toBe(1);
  });

  test('waits for Retry-After when that is longer than its own pause', async () => {
    service.answersWith(problem(503, 'unavailable', {}, { 'Retry-After': '7' }), json({}));

    const outcome = track(pay());
    await advance(6_999);
    expect(service.requestCount).toBe(1);
    await advance(1);

    expect(outcome).toEqual({ answer: {} });
  });

  test('gives up at once when Retry-After is longer than the limit', async () => {
    service.answersWith(problem(503, 'unavailable', {}, { 'Retry-After': '11' }), json({}));

    const outcome = track(pay());
    await advance(0);

    expect(outcome).toMatchObject({ error: { code: 'unavailable' } });
    expect(service.requestCount).toBe(1);
  });

  test('waits for its own pause when Retry-After is shorter', async () => {
    service.answersWith(problem(503, 'unavailable', {}, { 'Retry-After': '0' }), json({}));

    const outcome = track(pay());
    await advance(299);
    expect(service.requestCount).toBe(1);
    await advance(1);

    expect(outcome).toEqual({ answer: {} });
  });

  test('waits for its own pause when Retry-After is a date, as a proxy may send', async () => {
    service.answersWith(problem(503, 'unavailable', {}, { 'Retry-After': 'Sun, 01 Mar 2026 12:00:00 GMT' }), json({}));

    const outcome = track(pay());
    await advance(299);
    expect(service.requestCount).toBe(1);
    await advance(1);

    expect(outcome).toEqual({ answer: {} });
  });

  test.each<[string, () => Response]>([
    ['broke off in the middle', () => new Response(brokenBody(), { status: 201 })],
    ['was from a proxy', () => fromProxy(200)],
    ['was a problem that broke off', () =>
      new Response(brokenBody(), { status: 503, headers: { 'Content-Type': 'application/problem+json' } })],
  ])('is retried when its answer %s', async (_, broken) => {
    service.answersWith(broken(), json({ paymentId: 'x' }, 201));

    const outcome = track(pay());
    await advance(300);

    expect(outcome).toEqual({ answer: { paymentId: 'x' } });
    expect(new Set(service.requests.map((request) => JSON.stringify(request))).size).toBe(1);
  });

  test('fails with UnreachableError when its answer breaks off each time', async () => {
    service.answersWith(...Array.from({ length: 5 }, () => new Response(brokenBody(), { status: 201 })));

    const outcome = track(pay());
    await advance(BACKOFF_MS.reduce((sum, pause) => sum + pause));

    expect(outcome.error).toBeInstanceOf(UnreachableError);
  });

  test.each<[string, () => Response | Error]>([['there is no answer', networkError], ['a proxy answers', () => fromProxy(504)]])(
    'fails with UnreachableError when %s after the last pause too', async (_, answer) => {
      service.answersWith(...Array.from({ length: 5 }, answer));

      const outcome = track(pay());
      await advance(BACKOFF_MS.reduce((sum, pause) => sum + pause));

      expect(outcome.error).toBeInstanceOf(UnreachableError);
      expect(service.requestCount).toBe(5);
    });

  test('fails with RefusalError when the service is still unavailable after the last pause', async () => {
    service.answersWith(...Array.from({ length: 5 }, () => problem(503, 'unavailable')));

    const outcome = track(pay());
    await advance(BACKOFF_MS.reduce((sum, pause) => sum + pause));

    expect(outcome.error).toMatchObject({ code: 'unavailable', problem: { status: 503 } });
  });

  test.each([
    [400, 'invalid_request'], [401, 'unauthenticated'], [402, 'insufficient_balance'], [404, 'reservation_not_found'], [409, 'seat_taken'],
    [422, 'idempotency_key_reused'], [500, 'internal_error'],
  ])('fails at once with RefusalError on %i %s, with the problem and its facts', async (status, code) => {
    service.answersWith(problem(status, code, { balance: 5, seatIds: ['1-1-1'] }));

    const outcome = track(pay());
    await advance(0);

    expect(outcome.error).toBeInstanceOf(RefusalError);
    expect(outcome.error).toMatchObject({
      code, message: `The title of ${code}.`, problem: { status, code, detail: `The detail of ${code}.`, balance: 5, seatIds: ['1-1-1'] },
    });
    expect(service.requestCount).toBe(1);
  });

  test('fails at once with UnreachableError when a proxy refuses it', async () => {
    service.answersWith(fromProxy(404));

    const outcome = track(pay());
    await advance(0);

    expect(outcome.error).toBeInstanceOf(UnreachableError);
  });

  test('stops waiting when it is aborted, and is not retried', async () => {
    const leaving = new AbortController();
    service.answersWith(problem(503, 'unavailable'));
    const outcome = track(pay(leaving.signal));
    await advance(100);

    leaving.abort(new Error('The user has left.'));
    await advance(0);

    expect(outcome.error).toEqual(new Error('The user has left.'));
    expect(vi.getTimerCount()).toBe(0);
    await advance(60_000);
    expect(service.requestCount).toBe(1);
  });

  test('is not retried when its request is aborted', async () => {
    const leaving = new AbortController();
    leaving.abort();

    const outcome = track(pay(leaving.signal));
    await advance(60_000);

    expect(outcome.error).toMatchObject({ name: 'AbortError' });
    expect(service.requestCount).toBe(1);
  });
});

describe('A call that comes too early (429)', () => {
  const tooMany = (retryAfter: string) => problem(429, 'too_many_requests', {}, { 'Retry-After': retryAfter });
  const jitter = (part: number) => vi.spyOn(Math, 'random').mockReturnValue(part);

  afterEach(() => {
    expect(waitingForTurn.value).toBe(0);
    vi.restoreAllMocks();
  });

  test('waits for Retry-After, unchanged, with the same key, and meanwhile says so', async () => {
    jitter(0);
    service.answersWith(tooMany('7'), json({ paymentId: 'x' }, 201));

    const outcome = track(pay());
    await advance(6_999);
    expect(service.requestCount).toBe(1);
    expect(waitingForTurn.value).toBe(1);
    await advance(1);

    expect(outcome).toEqual({ answer: { paymentId: 'x' } });
    expect(new Set(service.requests.map((request) => JSON.stringify(request))).size).toBe(1);
  });

  test('waits up to half as long again, so that devices do not come back together', async () => {
    jitter(0.999);
    service.answersWith(tooMany('30'), json({}));

    const outcome = track(pay());
    await advance(44_000);
    expect(service.requestCount).toBe(1);
    await advance(1_000);

    expect(outcome).toEqual({ answer: {} });
  });

  test('waits longer each time, even if Retry-After stays short', async () => {
    jitter(0);
    service.answersWith(...Array.from({ length: 6 }, () => tooMany('1')), json({}));

    const outcome = track(pay());
    for (const [tries, pause] of [1_000, 2_000, 4_000, 8_000, 15_000, 15_000].entries()) {
      await advance(pause - 1);
      expect(service.requestCount).toBe(tries + 1);
      await advance(1);
      expect(service.requestCount).toBe(tries + 2);
    }

    expect(outcome).toEqual({ answer: {} });
  });

  test.each<[string, () => Response]>([
    ['without Retry-After', () => problem(429, 'too_many_requests')],
    ['with a date in Retry-After', () => tooMany('Sun, 01 Mar 2026 12:00:00 GMT')],
    ['from a proxy', () => fromProxy(429)],
  ])('never loops without a pause: %s', async (_, answer) => {
    jitter(0);
    service.answersWith(answer(), json({}));

    const outcome = track(pay());
    await advance(999);
    expect(service.requestCount).toBe(1);
    await advance(1);

    expect(outcome).toEqual({ answer: {} });
  });

  test('fails after two minutes with the refusal, which is not final', async () => {
    jitter(0);
    service.answersWith(...Array.from({ length: 40 }, () => tooMany('1')));

    const outcome = track(pay());
    await advance(120_000);

    expect(outcome.error).toMatchObject({ code: 'too_many_requests', isFinal: false });
    const sent = service.requestCount;
    await advance(600_000);
    expect(service.requestCount).toBe(sent);
  });

  test('fails at once if the wait would be longer than that', async () => {
    jitter(0);
    service.answersWith(tooMany('121'));

    const outcome = track(pay());
    await advance(0);

    expect(outcome.error).toMatchObject({ code: 'too_many_requests', retryAfterMs: 121_000 });
  });

  test('keeps its attempts for faults', async () => {
    jitter(0);
    service.answersWith(tooMany('1'), tooMany('1'), ...Array.from({ length: 4 }, networkError), json({}));

    const outcome = track(pay());
    await advance(3_000 + BACKOFF_MS.reduce((sum, pause) => sum + pause));

    expect(outcome).toEqual({ answer: {} });
  });

  test('is not retried where the next poll replaces it', async () => {
    service.answersWith(tooMany('6'));

    await expect(get('/v1/settings', {}, { noRetry: true })).rejects.toMatchObject({ code: 'too_many_requests', retryAfterMs: 6_000 });
  });

  test('stops waiting when it is aborted', async () => {
    const leaving = new AbortController();
    service.answersWith(tooMany('7'));
    const outcome = track(pay(leaving.signal));
    await advance(100);

    leaving.abort(new Error('The user has left.'));
    await advance(60_000);

    expect(outcome.error).toEqual(new Error('The user has left.'));
    expect(service.requestCount).toBe(1);
  });
});

describe('An address', () => {
  test('has its values encoded', () => {
    expect(addressOf('/v1/reservations/{reservationId}', { reservationId: 'a/b?c=d#e %좌' }))
      .toBe('/v1/reservations/a%2Fb%3Fc%3Dd%23e%20%25%EC%A2%8C');
  });

  test('has its query encoded, without undefined values', () => {
    expect(addressOf('/v1/concerts', {}, { cursor: 'a&b=c', limit: 20, other: undefined })).toBe('/v1/concerts?cursor=a%26b%3Dc&limit=20');
    expect(addressOf('/v1/concerts', {}, { cursor: undefined })).toBe('/v1/concerts');
    expect(addressOf('/v1/concerts', {})).toBe('/v1/concerts');
  });
});

describe('A delay', () => {
  test('ends in time, and removes its listener from the signal', async () => {
    const { signal } = new AbortController();
    const [added, removed] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')];
    const outcome = track(delay(500, signal).then(() => 'over'));

    await advance(499);
    expect(outcome).toEqual({});
    await advance(1);

    expect(outcome).toEqual({ answer: 'over' });
    expect(removed.mock.calls.map(([, listener]) => listener)).toEqual(added.mock.calls.map(([, listener]) => listener));
  });

  test('does not start when its signal was already aborted', async () => {
    await expect(delay(500, AbortSignal.abort('left'))).rejects.toBe('left');
  });
});

/** A body that breaks off after its first bytes. */
function brokenBody(): ReadableStream<Uint8Array> {
  const pieces = [new TextEncoder().encode('{"paymentId":')];
  return new ReadableStream({
    pull: (controller) => {
      const piece = pieces.shift();
      if (piece) controller.enqueue(piece);
      else controller.error(new TypeError('network error'));
    },
  });
}
