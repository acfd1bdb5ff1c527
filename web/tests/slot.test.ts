import { describe, expect, test } from 'vitest';
import { warningOf, whyEnded } from '../src/state/slot';

describe('The end of a slot', () => {
  test.each([
    [600_000, undefined], [120_001, undefined], [120_000, 120], [60_000, 120], [30_001, 120], [30_000, 30], [1, 30], [0, undefined],
    [-5_000, undefined],
  ])('with %d ms left has the warning %s', (left, warning) => {
    expect(warningOf(left)).toBe(warning);
  });

  test('is warned of twice, however the time is cut into seconds', () => {
    const warnings = Array.from({ length: 601 }, (_, second) => warningOf((600 - second) * 1_000));

    expect(warnings.filter((each, index) => each !== warnings[index - 1])).toEqual([120, 30, undefined]);
  });
});

describe('A place that is over', () => {
  const end = Date.parse('2027-03-01T20:10:00Z');
  const active = { status: 'active', activeUntil: '2027-03-01T20:10:00Z' };

  test.each([
    ['ran to the end of its slot', active, end, 'timeUp'],
    ['ran to its end by a clock that is a little ahead', active, end - 1_500, 'timeUp'],
    ['was used or left on another device', active, end - 60_000, 'over'],
    ['had its turn while nobody looked', { status: 'waiting' }, end, 'missed'],
    ['was called and nobody answered', { ...active, claimBy: '2027-03-01T20:02:00Z' }, end - 480_000, 'missed'],
    ['was left in the lobby on another device', { status: 'lobby' }, end, 'over'],
    ['was removed by another tab', undefined, end, 'over'],
  ])('%s', (_, known, now, why) => {
    expect(whyEnded(known, now)).toBe(why);
  });
});
