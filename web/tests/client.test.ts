import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { addressOf, get, post, Refused, remove, Unreachable, waitFor } from '../src/api/client';
import { json, offline, problem, Service, stranger } from './support/service';

const PAUSES_MS = [300, 800, 2_000, 4_000];

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

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** What has become of a call, without waiting for it. */
function watch<T>(call: Promise<T>): { answer?: T; error?: unknown } {
  const outcome: { answer?: T; error?: unknown } = {};
  call.then((answer) => (outcome.answer = answer), (error: unknown) => (outcome.error = error));
  return outcome;
}

const pay = (signal?: AbortSignal) => post('/v1/payments', {}, { reservationId: 'r_1' }, {
  headers: { 'Idempotency-Key': 'key', Authorization: 'Bearer token' }, ...(signal ? { signal } : {}),
});

describe('A call', () => {
  test('sends its headers and its body, and gives back what the service answers', async () => {
    service.answersWith(json({ paymentId: 'x' }, 201));

    expect(await pay()).toEqual({ paymentId: 'x' });

    expect(service.asked).toMatchObject([{
      address: '/v1/payments',
      method: 'POST',
      headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'Idempotency-Key': 'key', Authorization: 'Bearer token' },
      body: { reservationId: 'r_1' },
    }]);
  });

  test('without a body says nothing of its type', async () => {
    service.answersWith(json({}));

    await get('/v1/settings', {});

    expect(service.asked).toMatchObject([{ method: 'GET', headers: { Accept: 'application/json' }, body: undefined }]);
    expect(service.asked[0]!.headers).not.toHaveProperty('Content-Type');
  });

  test('gives back nothing of an answer without content', async () => {
    service.answersWith(new Response(null, { status: 204 }));

    expect(await remove('/v1/reservations/{reservationId}', { reservationId: 'r_1' })).toBeUndefined();

    expect(service.asked).toMatchObject([{ method: 'DELETE', address: '/v1/reservations/r_1' }]);
  });

  test('is the same each time it is tried, key and all, with longer and longer pauses', async () => {
    service.answersWith(
      offline(), problem(503, 'unavailable'), stranger(502), problem(429, 'too_many_requests'), json({ paymentId: 'x' }, 201));

    const outcome = watch(pay());
    for (const [tries, pause] of PAUSES_MS.entries()) {
      await pass(pause - 1);
      expect(service.times).toBe(tries + 1);
      await pass(1);
      expect(service.times).toBe(tries + 2);
    }

    expect(outcome).toEqual({ answer: { paymentId: 'x' } });
    expect(new Set(service.asked.map((asked) => JSON.stringify(asked))).size).toBe(1);
  });

  test('waits as long as Retry-After says, when that is longer than its pause', async () => {
    service.answersWith(problem(429, 'too_many_requests', {}, { 'Retry-After': '7' }), json({}));

    const outcome = watch(pay());
    await pass(6_999);
    expect(service.times).toBe(1);
    await pass(1);

    expect(outcome).toEqual({ answer: {} });
  });

  test('gives up at once, when Retry-After is longer than anyone would wait', async () => {
    service.answersWith(problem(503, 'unavailable', {}, { 'Retry-After': '11' }), json({}));

    const outcome = watch(pay());
    await pass(0);

    expect(outcome).toMatchObject({ error: { code: 'unavailable' } });
    expect(service.times).toBe(1);
  });

  test('waits as long as its pause, when Retry-After is shorter', async () => {
    service.answersWith(problem(503, 'unavailable', {}, { 'Retry-After': '0' }), json({}));

    const outcome = watch(pay());
    await pass(299);
    expect(service.times).toBe(1);
    await pass(1);

    expect(outcome).toEqual({ answer: {} });
  });

  test('waits as long as its pause, when Retry-After is a date: something in front of the service says that', async () => {
    service.answersWith(problem(503, 'unavailable', {}, { 'Retry-After': 'Sun, 01 Mar 2026 12:00:00 GMT' }), json({}));

    const outcome = watch(pay());
    await pass(299);
    expect(service.times).toBe(1);
    await pass(1);

    expect(outcome).toEqual({ answer: {} });
  });

  test.each<[string, () => Response]>([
    ['broke off in the midst of it', () => new Response(brokenBody(), { status: 201 })],
    ['was that of something else', () => stranger(200)],
    ['was a problem that broke off', () =>
      new Response(brokenBody(), { status: 503, headers: { 'Content-Type': 'application/problem+json' } })],
  ])('is tried again when its answer %s', async (_, broken) => {
    service.answersWith(broken(), json({ paymentId: 'x' }, 201));

    const outcome = watch(pay());
    await pass(300);

    expect(outcome).toEqual({ answer: { paymentId: 'x' } });
    expect(new Set(service.asked.map((asked) => JSON.stringify(asked))).size).toBe(1);
  });

  test('is Unreachable when its answer breaks off each time', async () => {
    service.answersWith(...Array.from({ length: 5 }, () => new Response(brokenBody(), { status: 201 })));

    const outcome = watch(pay());
    await pass(PAUSES_MS.reduce((sum, pause) => sum + pause));

    expect(outcome.error).toBeInstanceOf(Unreachable);
  });

  test.each<[string, () => Response | Error]>([['nobody answers', offline], ['something else answers', () => stranger(504)]])(
    'is Unreachable when %s after the last pause either', async (_, answer) => {
      service.answersWith(...Array.from({ length: 5 }, answer));

      const outcome = watch(pay());
      await pass(PAUSES_MS.reduce((sum, pause) => sum + pause));

      expect(outcome.error).toBeInstanceOf(Unreachable);
      expect(service.times).toBe(5);
    });

  test('is Refused when the service still has no time after the last pause', async () => {
    service.answersWith(...Array.from({ length: 5 }, () => problem(503, 'unavailable')));

    const outcome = watch(pay());
    await pass(PAUSES_MS.reduce((sum, pause) => sum + pause));

    expect(outcome.error).toMatchObject({ code: 'unavailable', problem: { status: 503 } });
  });

  test.each([
    [400, 'invalid_request'], [401, 'unauthenticated'], [402, 'insufficient_balance'], [404, 'reservation_not_found'], [409, 'seat_taken'],
    [422, 'idempotency_key_reused'], [500, 'internal_error'],
  ])('is Refused at once by %i %s, with the problem and its facts', async (status, code) => {
    service.answersWith(problem(status, code, { balance: 5, seatIds: ['1-1-1'] }));

    const outcome = watch(pay());
    await pass(0);

    expect(outcome.error).toBeInstanceOf(Refused);
    expect(outcome.error).toMatchObject({
      code, message: `The title of ${code}.`, problem: { status, code, detail: `The detail of ${code}.`, balance: 5, seatIds: ['1-1-1'] },
    });
    expect(service.times).toBe(1);
  });

  test('is Unreachable at once when something else says no', async () => {
    service.answersWith(stranger(404));

    const outcome = watch(pay());
    await pass(0);

    expect(outcome.error).toBeInstanceOf(Unreachable);
  });

  test('ends its waiting when it is aborted, and is not tried again', async () => {
    const left = new AbortController();
    service.answersWith(problem(503, 'unavailable'));
    const outcome = watch(pay(left.signal));
    await pass(100);

    left.abort(new Error('The user has left.'));
    await pass(0);

    expect(outcome.error).toEqual(new Error('The user has left.'));
    expect(vi.getTimerCount()).toBe(0);
    await pass(60_000);
    expect(service.times).toBe(1);
  });

  test('is not tried again when it is aborted under way', async () => {
    const left = new AbortController();
    left.abort();

    const outcome = watch(pay(left.signal));
    await pass(60_000);

    expect(outcome.error).toMatchObject({ name: 'AbortError' });
    expect(service.times).toBe(1);
  });
});

describe('An address', () => {
  test('has its values encoded', () => {
    expect(addressOf('/v1/reservations/{reservationId}', { reservationId: 'a/b?c=d#e %좌' }))
      .toBe('/v1/reservations/a%2Fb%3Fc%3Dd%23e%20%25%EC%A2%8C');
  });

  test('has what was asked encoded, and nothing of what was not', () => {
    expect(addressOf('/v1/concerts', {}, { cursor: 'a&b=c', limit: 20, other: undefined })).toBe('/v1/concerts?cursor=a%26b%3Dc&limit=20');
    expect(addressOf('/v1/concerts', {}, { cursor: undefined })).toBe('/v1/concerts');
    expect(addressOf('/v1/concerts', {})).toBe('/v1/concerts');
  });
});

describe('A pause', () => {
  test('ends in time, and leaves nothing at its signal', async () => {
    const { signal } = new AbortController();
    const [added, removed] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')];
    const outcome = watch(waitFor(500, signal).then(() => 'over'));

    await pass(499);
    expect(outcome).toEqual({});
    await pass(1);

    expect(outcome).toEqual({ answer: 'over' });
    expect(removed.mock.calls.map(([, listener]) => listener)).toEqual(added.mock.calls.map(([, listener]) => listener));
  });

  test('does not begin when its signal has ended before', async () => {
    await expect(waitFor(500, AbortSignal.abort('left'))).rejects.toBe('left');
  });
});

/** The beginning of an answer, and then no more. */
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
