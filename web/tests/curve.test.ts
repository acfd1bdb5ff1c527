import { describe, expect, test } from 'vitest';
import { addSample, MAX_SAMPLES, pointsOf, SAMPLE_MS, spread, type Sample } from '../src/admin/curve';

const sample = (at: number, waiting = 0): Sample => ({ at, waiting, active: 5, admissions: 60 });

const curveOf = (times: readonly number[]) => times.reduce<readonly Sample[]>((curve, at) => addSample(curve, sample(at, at)), []);

describe('The curve of a line', () => {
  test('ends with the newest sample, and the others are apart', () => {
    const curve = curveOf(Array.from({ length: 31 }, (_, index) => index * 2_000));

    expect(curve.at(-1)?.at).toBe(60_000);
    expect(curve.slice(1, -1).every(({ at }, index) => at - curve[index]!.at >= SAMPLE_MS)).toBe(true);
    expect(curve.length).toBeLessThanOrEqual(6);
  });

  test('covers the whole evening with a bounded number of samples, never out of order', () => {
    const hours = 8;
    const curve = curveOf(Array.from({ length: (hours * 3_600_000) / SAMPLE_MS + 1 }, (_, index) => index * SAMPLE_MS));

    expect([curve[0]?.at, curve.at(-1)?.at]).toEqual([0, hours * 3_600_000]);
    expect(curve.length).toBeLessThanOrEqual(MAX_SAMPLES);
    expect(curve.every(({ at }, index) => index === 0 || at > curve[index - 1]!.at)).toBe(true);
  });

  test('is drawn from the left to the right edge, its highest value at the top', () => {
    expect(pointsOf([sample(0, 0), sample(5, 10), sample(10, 5)], 'waiting', 100, 50)).toBe('0.0,49.0 50.0,1.0 100.0,25.0');
    expect(pointsOf([sample(7, 0)], 'waiting', 100, 50)).toBe('100.0,49.0');
    expect(pointsOf([], 'waiting', 100, 50)).toBe('');
  });

  test('has a table of its first, its last and evenly spread samples', () => {
    const curve = Array.from({ length: 100 }, (_, index) => sample(index));

    expect(spread(curve, 4).map(({ at }) => at)).toEqual([0, 33, 66, 99]);
    expect(spread(curve.slice(0, 3), 4)).toEqual(curve.slice(0, 3));
  });
});
