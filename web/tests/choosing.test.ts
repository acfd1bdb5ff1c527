import { describe, expect, test } from 'vitest';
import { blocksOf, freeInTier, loneSeats, seatsNextTo, seatStep, sectionWith, stillOwn } from '../src/map/choosing';
import { planOf } from '../src/map/geometry';
import { AVAILABLE, HELD, LiveSeats, SOLD } from '../src/map/seats';
import { Random, sectionOf, SEEDS } from './support/random';

const LETTERS = { a: AVAILABLE, h: HELD, s: SOLD };

/** One row, written as `aahC`: available, held, sold, and C for chosen. */
function rowOf(text: string) {
  const letters = [...text];
  const plan = planOf([sectionOf(1, letters.length)]);
  const statuses = Uint8Array.from(letters, (letter) => LETTERS[letter as 'a'] ?? AVAILABLE);
  const marked = (letter: string) => letters.flatMap((each, index) => (each === letter ? [index] : []));
  return { plan, statuses, chosen: new Set(marked('C')), own: marked('O') };
}

/** One row in the signs of LoneSeatsTests: `x` is taken, `c` chosen, `d` given back, and `!` is left alone. */
function signs(text: string) {
  const letters = [...text];
  return {
    plan: planOf([sectionOf(1, letters.length)]),
    statuses: Uint8Array.from(letters, (letter) => ('xd'.includes(letter) ? HELD : AVAILABLE)),
    marked: (letter: string) => letters.flatMap((each, index) => (each === letter ? [index] : [])),
  };
}

// The same cases as those of LoneSeatsTests.
describe('A choice leaves alone what the service says', () => {
  test.each([
    // It could have been kept company.
    '!cc....', 'x!c...x', '...c!x.', '..c!c..', '!c...c!', 'c!c....',
    // It has company. In the last, nobody beside it chose: it was alone before.
    '..cc...', 'cc.....', 'ccccccc', '..xccx.', 'x.x..cc',
    // No choice of as many could avoid it: three seats are free, and whoever takes two of them leaves one.
    'xx.ccxx', 'xxc.cxx', '.ccxxxx', 'xxxxx.c',
  ])('%s', (text) => {
    const { plan, statuses, marked } = signs(text);
    expect(loneSeats(plan, statuses, new Set(marked('c')))).toEqual(marked('!'));
  });

  test.each([['..cdc..', [3]], ['dccc...', [0]], ['..ccd..', []], ['..cddxx', []]])('a seat that is given back counts as free: %s', (text, alone) => {
    const { plan, statuses, marked } = signs(text);
    expect(loneSeats(plan, statuses, new Set(marked('c')), new Set(marked('d')))).toEqual(alone);
  });

  test('and a seat that is given back is not free without the user’s wish', () => {
    const { plan, statuses, marked } = signs('..cd.xx');
    expect(loneSeats(plan, statuses, new Set(marked('c')))).toEqual([]);
    expect(loneSeats(plan, statuses, new Set(marked('c')), new Set(marked('d')))).toEqual([]);
    expect(loneSeats(plan, statuses, new Set([4]), new Set(marked('d')))).toEqual([]);
  });

  test('in another row: the last seat of one and the first of the next are no neighbors', () => {
    const plan = planOf([sectionOf(2, 3)]);
    expect(loneSeats(plan, new Uint8Array(6), new Set([3, 4, 5]))).toEqual([]);
  });
});

test.each(SEEDS)('A seat is left alone only where a choice of as many could avoid it (seed %i)', (seed) => {
  const random = new Random(seed);
  for (let turn = 0; turn < 100; turn++) {
    const text = Array.from({ length: random.whole(1, 12) }, () => random.one(['.', '.', 'x', 'd', 'c'])).join('');
    const { plan, statuses, marked } = signs(text);
    // Run by run, with each choice of as many seats tried.
    const expected = [...text.matchAll(/[^x]+/g)].flatMap(({ 0: run, index }) => {
      const free = run.replaceAll('d', '.');
      const count = free.replaceAll('.', '').length;
      const canAvoid = choicesOf(free.length, count).some((each) => each.includes('.') && aloneIn(each).length === 0);
      return count > 0 && canAvoid ? aloneIn(free).map((at) => index + at) : [];
    });
    expect(loneSeats(plan, statuses, new Set(marked('c')), new Set(marked('d'))), text).toEqual(expected);
  }
});

const aloneIn = (run: string) => [...run].flatMap((sign, at) => (sign === '.' && run[at - 1] !== '.' && run[at + 1] !== '.' ? [at] : []));

/** Each way to choose so many of the seats of a run. */
function choicesOf(length: number, count: number): string[] {
  return Array.from({ length: 2 ** length }, (_, bits) => [...bits.toString(2).padStart(length, '0')].map((bit) => (bit === '1' ? 'c' : '.')).join(''))
    .filter((each) => each.replaceAll('.', '').length === count);
}

describe('Seats next to the user’s own', () => {
  test.each([
    ['aaOaaa', 2, [0, 1]], ['aaaOas', 2, [1, 2]], ['aaaOaa', 1, [2]], ['sOs', 1, []], ['aaOa', 3, []], ['Oa', 1, [1]],
  ])('%s, %i of them', (text, quantity, seats) => {
    const { plan, statuses, own } = rowOf(text);
    for (const index of own) statuses[index] = SOLD;
    expect(seatsNextTo(plan, statuses, own, quantity)).toEqual(seats);
  });

  // They are at the end of their run of free seats, so the one seat that they may leave is one that no choice of as many could avoid.
  test.each(SEEDS)('leave no seat alone that the service would refuse (seed %i)', (seed) => {
    const random = new Random(seed);
    for (let turn = 0; turn < 50; turn++) {
      const text = Array.from({ length: random.whole(2, 12) }, () => random.one(['a', 'a', 'a', 'h', 'O'])).join('');
      const { plan, statuses, own } = rowOf(text);
      for (const index of own) statuses[index] = SOLD;
      for (const quantity of [1, 2, 3]) {
        const seats = seatsNextTo(plan, statuses, own, quantity);
        expect(loneSeats(plan, statuses, new Set(seats)), text).toEqual([]);
      }
    }
  });

  test('are in the same row', () => {
    const plan = planOf([sectionOf(2, 2)]);
    const statuses = Uint8Array.of(SOLD, SOLD, AVAILABLE, AVAILABLE);
    expect(seatsNextTo(plan, statuses, [1], 1)).toEqual([]);
  });
});

test('A seat that has become available is no longer the user’s own; others stay', () => {
  const own = new Set([1, 2, 3]);
  expect([...stillOwn(own, Int32Array.of(2, 3), Uint8Array.of(0, HELD, AVAILABLE, SOLD))]).toEqual([1, 3]);
  expect(stillOwn(own, Int32Array.of(3), Uint8Array.of(0, AVAILABLE, AVAILABLE, SOLD))).toBe(own);
});

describe('A filter by price', () => {
  const seats = new LiveSeats([sectionOf(1, 2, 9_000, 'A'), sectionOf(1, 3, 5_000, 'B'), sectionOf(1, 4, 9_000, 'C')]);
  seats.apply('snapshot', { version: 1, statuses: 'asaaaaaaa' });

  test('shows the sections of its prices, and all without one', () => {
    const namesOf = (...tiers: number[]) => blocksOf(seats.plan, new Set(tiers)).map(({ section }) => section.name);
    expect([namesOf(), namesOf(0), namesOf(1), namesOf(0, 1)]).toEqual([['A', 'B', 'C'], ['A', 'C'], ['B'], ['A', 'B', 'C']]);
  });

  test('counts what is left of each price', () => {
    expect([freeInTier(seats, 0), freeInTier(seats, 1)]).toEqual([5, 3]);
  });

  test('finds the nearest section with enough seats', () => {
    expect(sectionWith(seats, new Set([0]), 1)?.section.name).toBe('A');
    expect(sectionWith(seats, new Set([0]), 2)?.section.name).toBe('C');
    expect(sectionWith(seats, new Set([1]), 4)).toBeUndefined();
  });
});

test.each([
  ['ArrowLeft', 1, 1], ['ArrowRight', 1, 3], ['ArrowUp', 0, 2], ['ArrowDown', 2, 2], ['Home', 1, 0], ['End', 1, 4],
])('The key %s moves the focus to row %i, column %i', (key, row, column) => {
  expect(seatStep(key, { row: 1, column: 2 }, { rows: 3, seatsPerRow: 5 })).toEqual({ row, column });
});

test('The focus stays within the section, and other keys do not move it', () => {
  const size = { rows: 2, seatsPerRow: 2 };
  expect(seatStep('ArrowLeft', { row: 0, column: 0 }, size)).toEqual({ row: 0, column: 0 });
  expect(seatStep('ArrowDown', { row: 1, column: 1 }, size)).toEqual({ row: 1, column: 1 });
  expect(seatStep('Enter', { row: 0, column: 0 }, size)).toBeUndefined();
});
