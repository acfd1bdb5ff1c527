import { beforeEach, describe, expect, test } from 'vitest';
import { AVAILABLE, HELD, LiveSeats, SOLD } from '../src/map/seats';
import { Random, randomLayout, sectionOf, SEEDS } from './support/random';

type Changed = number[] | 'all';

const LETTERS = 'ahs';

/** Records the changes that the seats report to their listeners. */
function recordChanges(seats: LiveSeats): Changed[] {
  const changes: Changed[] = [];
  seats.onChange((changed) => changes.push(changed === 'all' ? 'all' : [...changed]));
  return changes;
}

describe('Seats of two sections', () => {
  let seats: LiveSeats;
  let changes: Changed[];

  beforeEach(() => {
    seats = new LiveSeats([sectionOf(1, 3), sectionOf(2, 2)]);
    changes = recordChanges(seats);
  });

  test('have version 0 before the first snapshot', () => {
    expect(seats.version.value).toBe(0);
    expect(seats.availableCount.value).toBe(0);
  });

  test('report the first snapshot as a change of all seats', () => {
    seats.apply('snapshot', { version: 7, statuses: 'ahsaasa' });

    expect([...seats.statuses]).toEqual([AVAILABLE, HELD, SOLD, AVAILABLE, AVAILABLE, SOLD, AVAILABLE]);
    expect(seats.version.value).toBe(7);
    expect(changes).toEqual(['all']);
    expect([seats.availableCount.value, seats.freeIn(1), seats.freeIn(2), seats.freeIn(3)]).toEqual([4, 1, 3, 0]);
  });

  test('have a version above 0 after the first snapshot, even if no seat has ever changed', () => {
    seats.apply('snapshot', { version: 0, statuses: 'aaaaaaa' });

    expect(seats.version.value).toBe(1);
  });

  test('report a change by its indexes', () => {
    seats.apply('snapshot', { version: 7, statuses: 'ahsaasa' });
    seats.apply('seats', { version: 8, available: [1], held: [3], sold: [4, 6] });

    expect([...seats.statuses]).toEqual([AVAILABLE, AVAILABLE, SOLD, HELD, SOLD, SOLD, SOLD]);
    expect(seats.version.value).toBe(8);
    expect(changes).toEqual(['all', [1, 3, 4, 6]]);
    expect([seats.availableCount.value, seats.freeIn(1), seats.freeIn(2)]).toEqual([2, 2, 0]);
  });

  test('report only the differences of a snapshot that arrives after a reconnect', () => {
    seats.apply('snapshot', { version: 7, statuses: 'ahsaasa' });
    seats.apply('snapshot', { version: 30, statuses: 'asssasa' });

    expect(changes).toEqual(['all', [1, 3]]);
    expect(seats.version.value).toBe(30);
    expect(seats.availableCount.value).toBe(3);
  });

  test('report a snapshot without differences as an empty change', () => {
    seats.apply('snapshot', { version: 7, statuses: 'ahsaasa' });
    seats.apply('snapshot', { version: 7, statuses: 'ahsaasa' });

    expect(changes).toEqual(['all', []]);
  });

  test.each(['', 'ahsaas', 'ahsaasaa'])('reject a snapshot of another length ("%s"), and do not change', (statuses) => {
    seats.apply('snapshot', { version: 7, statuses: 'ahsaasa' });

    expect(() => seats.apply('snapshot', { version: 8, statuses })).toThrow(`A snapshot of ${statuses.length} seats, not 7`);

    expect(seats.version.value).toBe(7);
    expect(changes).toEqual(['all']);
  });

  test('ignore unknown events', () => {
    seats.apply('weather', { version: 9 });

    expect(changes).toEqual([]);
    expect(seats.version.value).toBe(0);
  });

  test('mark available seats that a refusal reports as taken, and leave sold seats sold', () => {
    seats.apply('snapshot', { version: 7, statuses: 'ahsaasa' });

    const taken = seats.markTaken(['1-1-1', '1-1-3', '2-2-2', '9-9-9']);

    expect(taken).toEqual([0, 2, 6]);
    expect([...seats.statuses]).toEqual([HELD, HELD, SOLD, AVAILABLE, AVAILABLE, SOLD, HELD]);
    expect(changes).toEqual(['all', [0, 6]]);
    expect(seats.version.value).toBe(8);
    expect(seats.availableCount.value).toBe(2);
  });

  test('report nothing when a refusal contains nothing new', () => {
    seats.apply('snapshot', { version: 7, statuses: 'ahsaasa' });

    expect(seats.markTaken(['1-1-2', '1-1-3'])).toEqual([1, 2]);

    expect(changes).toEqual(['all']);
    expect(seats.version.value).toBe(7);
  });

  test('are corrected by the next snapshot when a refusal was out of date', () => {
    seats.apply('snapshot', { version: 7, statuses: 'aaaaaaa' });
    seats.markTaken(['1-1-1']);
    seats.apply('snapshot', { version: 8, statuses: 'aaaaaaa' });

    expect(seats.statuses[0]).toBe(AVAILABLE);
    expect(changes).toEqual(['all', [0], [0]]);
    // The version still grows: a component that renders by version would otherwise not render again.
    expect(seats.version.value).toBe(9);
  });

  test('report nothing to a removed listener', () => {
    const late: unknown[] = [];
    const stop = seats.onChange((changed) => late.push(changed));
    stop();

    seats.apply('snapshot', { version: 7, statuses: 'ahsaasa' });

    expect(late).toEqual([]);
  });
});

test.each(SEEDS)('After any changes the counts match a recount, section by section (seed %i)', (seed) => {
  const random = new Random(seed);
  const sections = randomLayout(random);
  const seats = new LiveSeats(sections);
  const changes = recordChanges(seats);
  const model = Array.from(seats.statuses, () => random.one([...LETTERS]));
  let version = random.whole(1, 1_000);
  seats.apply('snapshot', { version, statuses: model.join('') });
  for (let turn = 0; turn < 100; turn++) {
    const before = seats.version.value;
    const was = [...seats.statuses];
    const touched = new Set(Array.from({ length: random.whole(0, 20) }, () => random.whole(0, model.length - 1)));
    for (const index of touched) model[index] = random.one([...LETTERS]);
    const having = (letter: string) => [...touched].filter((index) => model[index] === letter);
    version += random.whole(1, 5);
    if (turn % 10 === 9) seats.apply('snapshot', { version, statuses: model.join('') });
    else seats.apply('seats', { version, available: having('a'), held: having('h'), sold: having('s') });

    expect([...seats.statuses]).toEqual(model.map((letter) => LETTERS.indexOf(letter)));
    expect(seats.version.value).toBeGreaterThan(before);
    const different = was.flatMap((status, index) => (status === seats.statuses[index] ? [] : [index]));
    expect(changes.at(-1)).toEqual(expect.arrayContaining(different));
  }

  let first = 0;
  const recount = sections.map(({ rows, seatsPerRow }) => {
    const letters = model.slice(first, (first += rows * seatsPerRow));
    return letters.filter((letter) => letter === 'a').length;
  });
  expect(sections.map((_, index) => seats.freeIn(index + 1))).toEqual(recount);
  expect(seats.availableCount.value).toBe(recount.reduce((sum, count) => sum + count, 0));
});
