import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { stubBrowser } from './support/browser';

beforeEach(() => {
  stubBrowser();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('A change of seats', () => {
  test.each([
    ['swapped', ['1-1-3', '1-1-4'], ['1-1-3'], ['1-1-2'], true],
    ['only added', ['1-1-2', '1-1-3'], ['1-1-3'], [], true],
    ['only dropped', ['1-1-2'], [], ['1-1-3'], true],
    ['not begun', ['1-1-2'], ['1-1-3'], ['1-1-2'], false],
    ['of which another tab made one half', ['1-1-2', '1-1-3'], ['1-1-3'], ['1-1-2'], false],
    ['of which a seat is missing', ['1-1-3'], ['1-1-3', '1-1-4'], ['1-1-2'], false],
    ['of which a seat is still there', ['1-1-3'], [], ['1-1-3'], false],
    ['of a longer number', ['1-1-30'], ['1-1-3'], [], false],
  ])('is made, or not: %s', async (_, seatIds, add, drop, made) => {
    const { isMade } = await import('../src/state/change');
    const seats = seatIds.map((seatId) => ({ seatId, section: 'R', row: 1, number: 1, price: 1 }));

    expect(isMade({ seats }, { add, drop })).toBe(made);
  });
});
