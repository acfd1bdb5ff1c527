import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const NOON = Date.parse('2026-03-01T12:00:00Z');
const MINUTE = 60_000;

// The clock is module state, so each test loads the module again.
let clock: typeof import('../src/api/clock');

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
  vi.resetModules();
  clock = await import('../src/api/clock');
});

afterEach(() => {
  vi.useRealTimers();
});

/** Simulates an answer after `roundTrip` ms from a service whose clock is `ahead` ms ahead. */
function answer({ ahead, roundTrip = 0 }: { ahead: number; roundTrip?: number }): void {
  const sentAt = Date.now();
  vi.setSystemTime(sentAt + roundTrip);
  clock.syncClock(sentAt, new Date(sentAt + roundTrip / 2 + ahead).toUTCString());
}

/** How far ahead the service's clock is estimated to be. */
const ahead = () => clock.serverNow() - Date.now();

test('Before the first answer the device’s own time is used', () => {
  expect(ahead()).toBe(0);
});

test.each([5 * MINUTE, -5 * MINUTE])(
  'A difference of %d ms is taken from the date of an answer, which has whole seconds', (difference) => {
    answer({ ahead: difference });

    expect(ahead()).toBe(difference + 500);
  });

test('The date is taken as the time halfway between request and answer', () => {
  answer({ ahead: 5 * MINUTE, roundTrip: 4_000 });

  expect(ahead()).toBe(5 * MINUTE + 500);
});

test.each([1_000, -2_000, 0])('A difference of %d ms is ignored, because dates have whole seconds', (difference) => {
  answer({ ahead: difference });

  expect(ahead()).toBe(0);
});

test.each([null, '', 'yesterday'])('An invalid date (%s) is ignored', (date) => {
  answer({ ahead: 5 * MINUTE });

  clock.syncClock(Date.now(), date);

  expect(ahead()).toBe(5 * MINUTE + 500);
});

test('A faster answer replaces a slower one', () => {
  answer({ ahead: 9 * MINUTE, roundTrip: 8_000 });
  answer({ ahead: 5 * MINUTE, roundTrip: 100 });

  expect(ahead()).toBeCloseTo(5 * MINUTE, -3);
});

test('A slower answer does not replace a faster one', () => {
  answer({ ahead: 5 * MINUTE });
  answer({ ahead: 9 * MINUTE, roundTrip: 8_000 });

  expect(ahead()).toBe(5 * MINUTE + 500);
});

test('After a minute any answer is used: the device’s clock may have changed', () => {
  answer({ ahead: 5 * MINUTE });
  vi.setSystemTime(NOON + MINUTE);

  answer({ ahead: 9 * MINUTE, roundTrip: 8_000 });

  expect(ahead()).toBe(9 * MINUTE + 500);
});

test('After the device’s clock was set back the next answer is used', () => {
  answer({ ahead: 0 });
  vi.setSystemTime(NOON - 60 * MINUTE);

  answer({ ahead: 60 * MINUTE, roundTrip: 200 });

  expect(ahead()).toBeCloseTo(60 * MINUTE, -3);
});
