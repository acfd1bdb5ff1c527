import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const NOON = Date.parse('2026-03-01T12:00:00Z');
const MINUTE = 60_000;

// The clock is the page's one and only, so each test has a page of its own.
let clock: typeof import('../src/api/clock');

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
  vi.resetModules();
  clock = await import('../src/api/clock');
});

afterEach(() => {
  vi.useRealTimers();
});

/** An answer that took so long, from a service whose clock is ahead by so much. */
function answer({ ahead, roundTrip = 0 }: { ahead: number; roundTrip?: number }): void {
  const askedAt = Date.now();
  vi.setSystemTime(askedAt + roundTrip);
  clock.learn(askedAt, new Date(askedAt + roundTrip / 2 + ahead).toUTCString());
}

/** How far the service's clock is taken to be ahead. */
const ahead = () => clock.serverNow() - Date.now();

test('A device that has heard nothing takes its own time for the service’s', () => {
  expect(ahead()).toBe(0);
});

test.each([5 * MINUTE, -5 * MINUTE])(
  'The difference of %d ms is learnt from the date of an answer, whose seconds are whole', (difference) => {
    answer({ ahead: difference });

    expect(ahead()).toBe(difference + 500);
  });

test('The date is that of the middle between the question and its answer', () => {
  answer({ ahead: 5 * MINUTE, roundTrip: 4_000 });

  expect(ahead()).toBe(5 * MINUTE + 500);
});

test.each([1_000, -2_000, 0])('A difference of %d ms means nothing, dates being in whole seconds', (difference) => {
  answer({ ahead: difference });

  expect(ahead()).toBe(0);
});

test.each([null, '', 'yesterday'])('A date that is none (%s) teaches nothing', (date) => {
  answer({ ahead: 5 * MINUTE });

  clock.learn(Date.now(), date);

  expect(ahead()).toBe(5 * MINUTE + 500);
});

test('An answer that came faster is believed over one that took long', () => {
  answer({ ahead: 9 * MINUTE, roundTrip: 8_000 });
  answer({ ahead: 5 * MINUTE, roundTrip: 100 });

  expect(ahead()).toBeCloseTo(5 * MINUTE, -3);
});

test('An answer that took longer is not believed over one that came fast', () => {
  answer({ ahead: 5 * MINUTE });
  answer({ ahead: 9 * MINUTE, roundTrip: 8_000 });

  expect(ahead()).toBe(5 * MINUTE + 500);
});

test('After a minute any answer is believed: the device may have been set', () => {
  answer({ ahead: 5 * MINUTE });
  vi.setSystemTime(NOON + MINUTE);

  answer({ ahead: 9 * MINUTE, roundTrip: 8_000 });

  expect(ahead()).toBe(9 * MINUTE + 500);
});

test('A device that was set back believes the next answer', () => {
  answer({ ahead: 0 });
  vi.setSystemTime(NOON - 60 * MINUTE);

  answer({ ahead: 60 * MINUTE, roundTrip: 200 });

  expect(ahead()).toBeCloseTo(60 * MINUTE, -3);
});
