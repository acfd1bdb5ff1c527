import { describe, expect, test } from 'vitest';
import { byDay, dayOf, weeksOf } from '../src/state/calendar';
import { priceGroups } from '../src/state/prices';

describe('The calendar', () => {
  test('has the day of the venue, not of the device', () => {
    expect(dayOf('2026-12-31T15:30:00Z', 'Asia/Seoul')).toBe('2027-01-01');
    expect(dayOf('2026-12-31T15:30:00Z', 'America/New_York')).toBe('2026-12-31');
  });

  test('begins each week on Sunday and has each day of the month once', () => {
    expect(weeksOf('2026-12')[0]).toEqual([undefined, undefined, '2026-12-01', '2026-12-02', '2026-12-03', '2026-12-04', '2026-12-05']);
    expect(weeksOf('2026-02')).toHaveLength(4);
    expect(weeksOf('2028-02').flat().filter(Boolean)).toHaveLength(29);
  });

  test('has the dates of a day in the order of time, whatever order they came in', () => {
    const evening = { startsAt: '2026-12-04T10:00:00Z' };
    const matinee = { startsAt: '2026-12-04T05:00:00Z' };
    expect([...byDay([evening, matinee], 'Asia/Seoul')]).toEqual([['2026-12-04', [matinee, evening]]]);
  });
});

describe('The price lists', () => {
  const section = (price: number) => [{ name: 'R', rows: 1, seatsPerRow: 1, price }];

  test('are one where all dates ask the same', () => {
    expect(priceGroups([{ startsAt: 'a', sections: section(1) }, { startsAt: 'b', sections: section(1) }])).toHaveLength(1);
  });

  test('are one for the week-days and one for the week-end, each with its dates', () => {
    const dates = [['2026-12-05', 2], ['2026-12-03', 1], ['2026-12-04', 1]].map(
      ([startsAt, price]) => ({ startsAt: startsAt as string, sections: section(price as number) }));
    expect(priceGroups(dates)).toEqual([
      { startsAt: ['2026-12-03', '2026-12-04'], sections: section(1) },
      { startsAt: ['2026-12-05'], sections: section(2) },
    ]);
  });
});
