import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { QueueStanding } from '../src/state/places';
import { stubBrowser } from './support/browser';

beforeEach(() => void stubBrowser());

afterEach(() => vi.unstubAllGlobals());

/** The page after a reload: its memory is empty, the browser's storage is not. */
async function load() {
  vi.resetModules();
  return import('../src/state/places');
}

const waiting = (position: number, token: string): QueueStanding => ({
  token, concertId: 'c_1', status: 'waiting', position, estimatedWaitSeconds: 10 * position, pollAfterSeconds: 1, expiresAt: null, paused: false,
});

test('The newest token replaces the one before, also after a reload', async () => {
  (await load()).keepStanding('c_1', waiting(9, 'first'), 'p_1');
  (await load()).keepStanding('c_1', waiting(7, 'second'), 'p_1');

  expect((await load()).placeIn('c_1')).toMatchObject({ token: 'second', performanceId: 'p_1', lastPosition: 7 });
});

test('Progress is measured from the first position, although each answer has another token', async () => {
  const { keepStanding } = await load();
  keepStanding('c_1', waiting(9, 'first'), 'p_1');

  expect(keepStanding('c_1', waiting(3, 'second'), 'p_1')).toMatchObject({ firstPosition: 9, lastPosition: 3 });
});

test('A place that is over is removed, and the next one starts its own progress', async () => {
  const { keepStanding, placeIn, places } = await load();
  keepStanding('c_1', waiting(9, 'first'), 'p_1');
  expect([...places.value.keys()]).toEqual(['c_1']);

  expect(keepStanding('c_1', { ...waiting(0, 'over'), status: 'expired' }, 'p_1')).toBeUndefined();
  expect([placeIn('c_1'), places.value.size]).toEqual([undefined, 0]);

  expect(keepStanding('c_1', waiting(4, 'next'), 'p_1')).toMatchObject({ token: 'next', firstPosition: 4 });
});

test('The end of the slot is kept with an admitted place', async () => {
  const { keepStanding } = await load();

  expect(keepStanding('c_1', { ...waiting(0, 'in'), status: 'active', expiresAt: '2027-03-01T12:10:00Z' }, 'p_1'))
    .toMatchObject({ token: 'in', activeUntil: '2027-03-01T12:10:00Z' });
});
