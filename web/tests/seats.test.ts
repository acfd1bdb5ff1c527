import { beforeEach, describe, expect, test } from 'vitest';
import { AVAILABLE, HELD, Seats, SOLD } from '../src/map/seats';
import { Random, randomLayout, SEEDS, sectionOf } from './support/random';

type Changed = number[] | 'all';

const LETTERS = 'ahs';

/** Hears what the seats tell whoever draws them. */
function hear(seats: Seats): Changed[] {
  const heard: Changed[] = [];
  seats.onChange((changed) => heard.push(changed === 'all' ? 'all' : [...changed]));
  return heard;
}

describe('Seats of two sections', () => {
  let seats: Seats;
  let heard: Changed[];

  beforeEach(() => {
    seats = new Seats([sectionOf(1, 3), sectionOf(2, 2)]);
    heard = hear(seats);
  });

  test('have no version before the first picture', () => {
    expect(seats.version.value).toBe(0);
    expect(seats.availableCount.value).toBe(0);
  });

  test('take the first picture whole', () => {
    seats.take('snapshot', { version: 7, statuses: 'ahsaasa' });

    expect([...seats.statuses]).toEqual([AVAILABLE, HELD, SOLD, AVAILABLE, AVAILABLE, SOLD, AVAILABLE]);
    expect(seats.version.value).toBe(7);
    expect(heard).toEqual(['all']);
    expect([seats.availableCount.value, seats.freeIn(1), seats.freeIn(2), seats.freeIn(3)]).toEqual([4, 1, 3, 0]);
  });

  test('have a version after the first picture, even of a performance that nobody has touched', () => {
    seats.take('snapshot', { version: 0, statuses: 'aaaaaaa' });

    expect(seats.version.value).toBe(1);
  });

  test('tell a change by the indexes that it names', () => {
    seats.take('snapshot', { version: 7, statuses: 'ahsaasa' });
    seats.take('seats', { version: 8, available: [1], held: [3], sold: [4, 6] });

    expect([...seats.statuses]).toEqual([AVAILABLE, AVAILABLE, SOLD, HELD, SOLD, SOLD, SOLD]);
    expect(seats.version.value).toBe(8);
    expect(heard).toEqual(['all', [1, 3, 4, 6]]);
    expect([seats.availableCount.value, seats.freeIn(1), seats.freeIn(2)]).toEqual([2, 2, 0]);
  });

  test('tell only the differences of a picture that comes after a lost connection', () => {
    seats.take('snapshot', { version: 7, statuses: 'ahsaasa' });
    seats.take('snapshot', { version: 30, statuses: 'asssasa' });

    expect(heard).toEqual(['all', [1, 3]]);
    expect(seats.version.value).toBe(30);
    expect(seats.availableCount.value).toBe(3);
  });

  test('tell a picture without a difference as a change of nothing', () => {
    seats.take('snapshot', { version: 7, statuses: 'ahsaasa' });
    seats.take('snapshot', { version: 7, statuses: 'ahsaasa' });

    expect(heard).toEqual(['all', []]);
  });

  test.each(['', 'ahsaas', 'ahsaasaa'])('refuse a picture of another length ("%s"), and stay as they were', (statuses) => {
    seats.take('snapshot', { version: 7, statuses: 'ahsaasa' });

    expect(() => seats.take('snapshot', { version: 8, statuses })).toThrow(`A picture of ${statuses.length} seats, not 7`);

    expect(seats.version.value).toBe(7);
    expect(heard).toEqual(['all']);
  });

  test('pass over events that they do not know', () => {
    seats.take('weather', { version: 9 });

    expect(heard).toEqual([]);
    expect(seats.version.value).toBe(0);
  });

  test('show what a refusal calls taken at once, and leave what is sold sold', () => {
    seats.take('snapshot', { version: 7, statuses: 'ahsaasa' });

    const taken = seats.markTaken(['1-1-1', '1-1-3', '2-2-2', '9-9-9']);

    expect(taken).toEqual([0, 2, 6]);
    expect([...seats.statuses]).toEqual([HELD, HELD, SOLD, AVAILABLE, AVAILABLE, SOLD, HELD]);
    expect(heard).toEqual(['all', [0, 6]]);
    expect(seats.version.value).toBe(8);
    expect(seats.availableCount.value).toBe(2);
  });

  test('say nothing when a refusal tells what they know', () => {
    seats.take('snapshot', { version: 7, statuses: 'ahsaasa' });

    expect(seats.markTaken(['1-1-2', '1-1-3'])).toEqual([1, 2]);

    expect(heard).toEqual(['all']);
    expect(seats.version.value).toBe(7);
  });

  test('take back by the next picture what a refusal said too much', () => {
    seats.take('snapshot', { version: 7, statuses: 'aaaaaaa' });
    seats.markTaken(['1-1-1']);
    seats.take('snapshot', { version: 8, statuses: 'aaaaaaa' });

    expect(seats.statuses[0]).toBe(AVAILABLE);
    expect(heard).toEqual(['all', [0], [0]]);
    // Another number all the same: a picture that is drawn by its version would not be drawn again.
    expect(seats.version.value).toBe(9);
  });

  test('tell nothing to who has stopped listening', () => {
    const late: unknown[] = [];
    const stop = seats.onChange((changed) => late.push(changed));
    stop();

    seats.take('snapshot', { version: 7, statuses: 'ahsaasa' });

    expect(late).toEqual([]);
  });
});

test.each(SEEDS)('Seats are after any changes what a recount says, section by section (seed %i)', (seed) => {
  const random = new Random(seed);
  const sections = randomLayout(random);
  const seats = new Seats(sections);
  const heard = hear(seats);
  const model = Array.from(seats.statuses, () => random.one([...LETTERS]));
  let version = random.whole(1, 1_000);
  seats.take('snapshot', { version, statuses: model.join('') });
  for (let turn = 0; turn < 100; turn++) {
    const before = seats.version.value;
    const was = [...seats.statuses];
    const touched = new Set(Array.from({ length: random.whole(0, 20) }, () => random.whole(0, model.length - 1)));
    for (const index of touched) model[index] = random.one([...LETTERS]);
    const having = (letter: string) => [...touched].filter((index) => model[index] === letter);
    version += random.whole(1, 5);
    if (turn % 10 === 9) seats.take('snapshot', { version, statuses: model.join('') });
    else seats.take('seats', { version, available: having('a'), held: having('h'), sold: having('s') });

    expect([...seats.statuses]).toEqual(model.map((letter) => LETTERS.indexOf(letter)));
    expect(seats.version.value).toBeGreaterThan(before);
    const different = was.flatMap((status, index) => (status === seats.statuses[index] ? [] : [index]));
    expect(heard.at(-1)).toEqual(expect.arrayContaining(different));
  }

  let first = 0;
  const recount = sections.map(({ rows, seatsPerRow }) => {
    const letters = model.slice(first, (first += rows * seatsPerRow));
    return letters.filter((letter) => letter === 'a').length;
  });
  expect(sections.map((_, index) => seats.freeIn(index + 1))).toEqual(recount);
  expect(seats.availableCount.value).toBe(recount.reduce((sum, count) => sum + count, 0));
});
