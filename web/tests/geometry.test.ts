import { describe, expect, test } from 'vitest';
import { indexOf, placeOf, planOf, pricesOf, seatAt, seatCountOf, seatIdOf, seatOf, type Plan, type Section } from '../src/map/geometry';
import { Random, randomLayout, sectionOf, SEEDS } from './support/random';

const ODD: [string, Section[]][] = [
  ['one seat', [sectionOf(1, 1)]],
  ['one row of 1,000 seats', [sectionOf(1, 1_000)]],
  ['1,000 rows of one seat', [sectionOf(1_000, 1)]],
  ['50 sections of one seat', Array.from({ length: 50 }, (_, index) => sectionOf(1, 1, index % 9))],
  ['50 sections of many sizes', Array.from({ length: 50 }, (_, index) => sectionOf(1 + (index % 7), 1 + ((index * 13) % 60), 100 * index))],
  ['a wide section after a narrow one', [sectionOf(2, 1), sectionOf(3, 200), sectionOf(40, 2)]],
];

const layouts: [string, Section[]][] = [
  ...SEEDS.map((seed): [string, Section[]] => [`seed ${seed}`, randomLayout(new Random(seed))]),
  ...ODD,
];

const indexesOf = (plan: Plan) => Array.from({ length: plan.seatCount }, (_, index) => index);

describe.each(layouts)('A layout (%s)', (_, sections) => {
  const plan = planOf(sections);

  test('numbers its seats in the order of the contract: sections in order, row by row', () => {
    const contract = sections.flatMap(({ rows, seatsPerRow }, section) =>
      Array.from({ length: rows * seatsPerRow }, (__, seat) =>
        `${section + 1}-${Math.floor(seat / seatsPerRow) + 1}-${(seat % seatsPerRow) + 1}`));

    expect(indexesOf(plan).map((index) => seatIdOf(plan, index))).toEqual(contract);
  });

  test('finds each seat by its id', () => {
    expect(indexesOf(plan).filter((index) => indexOf(plan, seatIdOf(plan, index)) !== index)).toEqual([]);
  });

  test('finds a seat at each point of its square', () => {
    const within = [[0.5, 0.5], [0.01, 0.01], [0.99, 0.01], [0.01, 0.99], [0.99, 0.99]] as const;

    const lost = indexesOf(plan).filter((index) => {
      const { x, y } = placeOf(plan, index);
      return within.some(([right, down]) => seatAt(plan, x + right, y + down) !== index);
    });

    expect(lost).toEqual([]);
  });

  test('has no overlapping seats', () => {
    expect(overlapsIn(plan)).toEqual([]);
  });

  test('has no seat outside the plan, nor on the stage', () => {
    const { stage } = plan;

    const outside = indexesOf(plan).filter((index) => {
      const { x, y } = placeOf(plan, index);
      return x < 0 || y < stage.top + stage.height || x + 1 > plan.width || y + 1 > plan.height;
    });

    expect(outside).toEqual([]);
    expect(stage.left).toBeGreaterThanOrEqual(0);
    expect(stage.left + stage.width).toBeLessThanOrEqual(plan.width);
  });

  test('finds no seat on the stage, beyond the edges or above a section', () => {
    const { stage, width, height, label } = plan;
    const nowhere = [
      [stage.left + stage.width / 2, stage.top + stage.height / 2], [-1, height / 2], [width + 1, height / 2], [width / 2, -1],
      [width / 2, height + 1], ...plan.blocks.map(({ left, top }) => [left + 0.5, top - plan.bend(left + 0.5) - label / 4]),
    ] as [number, number][];

    expect(nowhere.map(([x, y]) => seatAt(plan, x, y))).toEqual(nowhere.map(() => -1));
  });

  test('counts its seats, and assigns each section the tier of its price', () => {
    expect(plan.seatCount).toBe(sections.reduce((sum, section) => sum + seatCountOf(section), 0));
    expect(plan.blocks.map(({ section }) => section)).toEqual(sections);
    expect(plan.blocks.map(({ tier }) => pricesOf(sections)[tier])).toEqual(sections.map(({ price }) => price));
  });
});

test('Rows bend towards the stage at their ends, as much on the left as on the right', () => {
  const plan = planOf([sectionOf(2, 40)]);

  const row = Array.from({ length: 40 }, (_, index) => placeOf(plan, index).y);

  expect(row[0]).toBeLessThan(row[19]!);
  row.forEach((y, index) => expect(y).toBeCloseTo(row[39 - index]!));
});

test('A seat’s row and number start at 1, as on its ticket', () => {
  const plan = planOf([sectionOf(2, 3), sectionOf(4, 5)]);

  expect(seatOf(plan, 0)).toEqual({ index: 0, block: plan.blocks[0], row: 1, number: 1 });
  expect(seatOf(plan, 5)).toEqual({ index: 5, block: plan.blocks[0], row: 2, number: 3 });
  expect(seatOf(plan, 25)).toEqual({ index: 25, block: plan.blocks[1], row: 4, number: 5 });
});

test.each(['', 'rubbish', '1', '1-1', '0-1-1', '3-1-1', '1-0-1', '1-3-1', '1-1-0', '1-1-4', '1--1-1', 'a-b-c'])(
  'A plan has no seat with the id "%s"', (seatId) => {
    expect(indexOf(planOf([sectionOf(2, 3), sectionOf(4, 5)]), seatId)).toBe(-1);
  });

test('Prices are listed once each, highest first', () => {
  expect(pricesOf([sectionOf(1, 1, 88_000), sectionOf(1, 1, 154_000), sectionOf(1, 1, 88_000), sectionOf(1, 1, 9_000)]))
    .toEqual([154_000, 88_000, 9_000]);
});

// Overlapping squares of side 1 have their corners in the same cell of a grid or in neighboring cells.
function overlapsIn(plan: Plan): string[] {
  const NEXT_TO = 1 - 1e-9;
  const cells = new Map<string, { index: number; x: number; y: number }[]>();
  const overlaps: string[] = [];
  for (const index of indexesOf(plan)) {
    const { x, y } = placeOf(plan, index);
    const [column, row] = [Math.floor(x), Math.floor(y)];
    for (let right = -1; right <= 1; right++) {
      for (let down = -1; down <= 1; down++) {
        for (const other of cells.get(`${column + right} ${row + down}`) ?? []) {
          if (Math.abs(other.x - x) < NEXT_TO && Math.abs(other.y - y) < NEXT_TO)
            overlaps.push(`${seatIdOf(plan, other.index)} and ${seatIdOf(plan, index)}`);
        }
      }
    }

    const cell = `${column} ${row}`;
    cells.set(cell, [...(cells.get(cell) ?? []), { index, x, y }]);
  }

  return overlaps;
}
