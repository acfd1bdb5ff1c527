import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { stubBrowser, type Browser } from './support/browser';
import { json, networkError, problem, Service } from './support/service';

const renewed = vi.hoisted(() => vi.fn(() => Promise.resolve()));
vi.mock('../src/state/recovery', () => ({ renewAfterPayment: renewed }));

let browser: Browser;
let service: Service;

const RESERVATION = { reservationId: 'r_1', amount: 50_000, expiresAt: new Date(Date.now() + 60_000).toISOString() } as never;
const reservation = (status: string) => json({ reservationId: 'r_1', status });
const paid = (charged: number) => json({ paymentId: 'pay_1', charged }, 201);
const payments = () => service.requests.filter(({ address }) => address === '/v1/payments');
// All attempts of one call to the service.
const noAnswer = () => Array.from({ length: 5 }, networkError);

beforeEach(() => {
  renewed.mockClear();
  browser = stubBrowser();
  browser.localStorage.setItem('concert.user', JSON.stringify({ name: 'Guest', accessToken: 'token' }));
  service = new Service();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** The page after a reload, or another tab: its memory is empty, the browser's storage is not. */
async function load() {
  vi.resetModules();
  return await import('../src/state/payment');
}

type Page = Awaited<ReturnType<typeof load>>;

/** Pays and lets the time of all retries pass. */
async function pay(page: Page, missing = 50_000) {
  const outcome = page.pay(RESERVATION, 'c_1', missing).then((value) => ({ value }), (error: unknown) => ({ error }));
  await vi.advanceTimersByTimeAsync(60_000);
  return outcome;
}

describe('A payment', () => {
  test('charges what is missing in the same command, for what the button said, under a key that follows from both', async () => {
    service.answersWith(paid(30_000));

    expect(await pay(await load(), 30_000)).toEqual({ value: { is: 'settled', charged: 30_000 } });

    expect(payments().map(({ headers, body }) => [headers['Idempotency-Key'], body]))
      .toEqual([['pay-r_1-50000-30000', { reservationId: 'r_1', chargeMissing: true, amount: 50_000, chargeAtMost: 30_000 }]]);
    // The token must last until the concert.
    expect(renewed).toHaveBeenCalledOnce();
  });

  test('is the same command in two tabs, after a reload, and after a refusal', async () => {
    service.answersWith(problem(402, 'insufficient_balance'), reservation('held'));
    service.answersWith(...noAnswer(), ...noAnswer());
    service.answersWith(paid(50_000), paid(50_000));

    for (let attempt = 0; attempt < 4; attempt++) await pay(await load());

    expect(new Set(payments().map(({ headers, body }) => JSON.stringify([headers['Idempotency-Key'], body]))).size).toBe(1);
    expect(payments()).toHaveLength(8);
  });

  test.each([
    ['money was spent', 50_000, 'balance'],
    ['the seats were changed', 60_000, 'amount'],
    ['both', 40_000, 'amount'],
  ])('is refused and says why if %s since the button said its figures', async (_, amount, reason) => {
    service.answersWith(problem(409, 'amount_changed', { amount, balance: 0, charge: amount }), reservation('held'));
    const page = await load();

    expect(await pay(page, 20_000)).toEqual({
      error: reason === 'balance' ? expect.any(page.BalanceChangedError) : expect.objectContaining({ code: 'amount_changed' }),
    });

    expect(page.unsettled.value.size).toBe(0);
  });

  test('with other figures is another command, also while the first one is not settled', async () => {
    service.answersWith(...noAnswer(), reservation('held'), problem(409, 'already_paid'), reservation('paid'));
    const page = await load();
    expect(await pay(page, 50_000)).toEqual({ value: { is: 'unsure' } });

    expect(await pay(page, 20_000)).toEqual({ value: { is: 'settled', charged: 0 } });

    expect([...new Set(payments().map(({ headers }) => headers['Idempotency-Key']))]).toEqual(['pay-r_1-50000-50000', 'pay-r_1-50000-20000']);
  });

  test.each(['paid', 'released', 'expired', 'refunded'])(
    'whose reservation is %s by now is settled, whatever its own answer', async (status) => {
      for (const answers of [[problem(409, 'already_paid')], [problem(409, 'reservation_released')], noAnswer()]) {
        service.answersWith(...answers, reservation(status));
        const page = await load();

        expect(await pay(page)).toEqual({ value: { is: 'settled', charged: 0 } });

        expect(page.unsettled.value.size).toBe(0);
      }
    });

  test('that was refused while the reservation is held says why', async () => {
    service.answersWith(problem(402, 'insufficient_balance'), reservation('held'));
    const page = await load();

    expect(await pay(page)).toEqual({ error: expect.objectContaining({ code: 'insufficient_balance' }) });

    expect(page.unsettled.value.size).toBe(0);
  });

  test.each([
    ['nothing answers', () => [...noAnswer(), ...noAnswer()]],
    ['the reservation is still held', () => [...noAnswer(), reservation('held')]],
    ['the service does not know either', () => [problem(500, 'internal_error'), reservation('held')]],
  ])('without an answer is not settled while %s, in each tab and after a reload', async (_, answers) => {
    service.answersWith(...answers());
    const page = await load();

    expect(await pay(page)).toEqual({ value: { is: 'unsure' } });

    expect([...page.unsettled.value]).toEqual(['r_1']);
    const after = await load();
    expect([...after.unsettled.value]).toEqual(['r_1']);
    after.settle('r_1');
    expect([...after.unsettled.value, ...(await load()).unsettled.value]).toEqual([]);
  });

  test('that nobody looked at again is forgotten days later', async () => {
    browser.localStorage.setItem('concert.paying.r_1', JSON.stringify(new Date(Date.now() - 90_000_000).toISOString()));
    browser.localStorage.setItem('concert.paying.r_2', JSON.stringify(new Date().toISOString()));

    expect([...(await load()).unsettled.value]).toEqual(['r_2']);

    expect(browser.localStorage.getItem('concert.paying.r_1')).toBeNull();
  });

  test('that was refused for its rate is not settled: an attempt before may have arrived', async () => {
    service.answersWith(networkError(), ...Array.from({ length: 20 }, () => problem(429, 'too_many_requests', {}, { 'Retry-After': '40' })));
    service.answersWith(reservation('held'));
    const page = await load();
    const outcome = page.pay(RESERVATION, 'c_1', 50_000).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(600_000);

    expect(await outcome).toMatchObject({ code: 'too_many_requests' });

    expect([...page.unsettled.value]).toEqual(['r_1']);
  });

  test('is known to be on its way while it is, in another tab too', async () => {
    const [here, there] = [await load(), await load()];
    const seenThere = () => {
      browser.window.dispatchEvent(Object.assign(new Event('storage'), { key: 'concert.paying.r_1' }));
      return [...there.unsettled.value];
    };
    service.answersWith(networkError(), paid(50_000));

    const paying = here.pay(RESERVATION, 'c_1', 50_000);
    await vi.advanceTimersByTimeAsync(100);
    expect([[...here.unsettled.value], seenThere()]).toEqual([['r_1'], ['r_1']]);
    await vi.advanceTimersByTimeAsync(1_000);
    await paying;

    expect([[...here.unsettled.value], seenThere()]).toEqual([[], []]);
  });
});

describe('Tabs', () => {
  const storageEvent = (key: string | null) => Object.assign(new Event('storage'), { key });

  test('hear of a change in another one, of their return, and of nothing else', async () => {
    const { onChangeElsewhere } = await import('../src/state/tabs');
    const act = vi.fn();
    const end = onChangeElsewhere(act);

    browser.window.dispatchEvent(storageEvent('concert.hold'));
    browser.window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }));
    browser.document.dispatchEvent(new Event('visibilitychange'));
    expect(act).toHaveBeenCalledTimes(0);
    browser.window.dispatchEvent(storageEvent('concert.changed'));
    browser.window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    Object.assign(browser.document, { visibilityState: 'visible' });
    browser.document.dispatchEvent(new Event('visibilitychange'));
    expect(act).toHaveBeenCalledTimes(3);

    end();
    browser.window.dispatchEvent(storageEvent('concert.changed'));
    expect(act).toHaveBeenCalledTimes(3);
  });

  test('are told of each change by another value', async () => {
    const { announceChange } = await import('../src/state/tabs');
    const values = [0, 0, 0].map(() => {
      announceChange();
      return browser.localStorage.getItem('concert.changed');
    });

    expect(new Set(values).size).toBe(3);
  });

  test('forget a hold that ended in another one', async () => {
    vi.resetModules();
    const { openHold, saveHold } = await import('../src/state/hold');
    saveHold({ reservationId: 'r_1', expiresAt: '2027-03-01T12:05:00Z', concertId: 'c_1' });

    browser.localStorage.removeItem('concert.hold');
    browser.window.dispatchEvent(storageEvent('concert.hold'));

    expect(openHold.value).toBeUndefined();
  });
});
