import type { Section } from '../../src/map/geometry';

/** A seeded generator (mulberry32). A test's name has its seed, so a failure can be repeated. */
export class Random {
  constructor(private state: number) {}

  /** From 0 up to 1, exclusive. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both inclusive. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  one<T>(of: readonly T[]): T {
    return of[this.whole(0, of.length - 1)]!;
  }
}

export const SEEDS = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89];

export function sectionOf(rows: number, seatsPerRow: number, price = 100_000, name = 'R'): Section {
  return { name, rows, seatsPerRow, price };
}

export function randomLayout(random: Random): Section[] {
  return Array.from({ length: random.whole(1, 12) }, (_, index) =>
    sectionOf(random.whole(1, 15), random.whole(1, 40), random.one([55_000, 88_000, 121_000, 154_000]), `Section ${index + 1}`));
}
