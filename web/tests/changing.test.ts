import { describe, expect, test } from 'vitest';
import { changeOf, NO_WISH, seatsAfter, toggled, withoutAdded } from '../src/map/changing';

const HELD = new Set([3, 7]);

const wishOf = (...presses: number[]) => presses.reduce((wish, index) => toggled(HELD, wish, index), NO_WISH);

describe('A change of held seats', () => {
  test.each([
    ['nothing', [], [], [], [3, 7]],
    ['a seat more', [5], [5], [], [3, 5, 7]],
    ['a seat less', [3], [], [3], [7]],
    ['a swap', [9, 7], [9], [7], [3, 9]],
    ['all, in the order of the hall', [12, 7, 9, 3], [9, 12], [3, 7], [9, 12]],
    ['what was taken back', [5, 3, 5, 3], [], [], [3, 7]],
    ['no seat left', [3, 7], [], [3, 7], []],
  ])('%s', (_, presses, add, drop, after) => {
    const wish = wishOf(...presses);

    expect(changeOf(HELD, wish)).toEqual({ add, drop });
    expect([...seatsAfter(HELD, wish)].sort((a, b) => a - b)).toEqual(after);
  });

  test('does not add what another user took', () => {
    expect(changeOf(HELD, withoutAdded(wishOf(5, 9, 3), [5]))).toEqual({ add: [9], drop: [3] });
  });

  test('that another tab has made is no change any more', () => {
    const now = new Set([5, 7]);

    expect(changeOf(now, wishOf(5, 3))).toEqual({ add: [], drop: [] });
    expect(seatsAfter(now, wishOf(5, 3))).toEqual(now);
  });
});
