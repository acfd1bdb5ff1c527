import { signal } from '@preact/signals';
import type { Link } from '../api/events';
import { indexOf, planOf, seatCountOf, type Plan, type Section } from './geometry';

export const AVAILABLE = 0;
export const HELD = 1;
export const SOLD = 2;

const LETTERS = { a: AVAILABLE, h: HELD, s: SOLD } as const;

interface Snapshot {
  version: number;
  statuses: string;
}

interface Change {
  version: number;
  available: number[];
  held: number[];
  sold: number[];
}

/**
 * The statuses of a performance's seats as the stream tells them. A byte for each seat, changed in place; who draws gets the
 * indexes that changed, who counts gets signals.
 */
export class Seats {
  readonly plan: Plan;
  readonly statuses: Uint8Array;
  readonly link = signal<Link>('connecting');
  /** Grows with each change; 0 until the first picture has come. */
  readonly version = signal(0);
  readonly availableCount = signal(0);

  private readonly freeBySection: number[];
  private readonly listeners = new Set<(changed: Int32Array | 'all') => void>();

  constructor(readonly sections: readonly Section[]) {
    this.plan = planOf(sections);
    this.statuses = new Uint8Array(this.plan.seatCount);
    this.freeBySection = sections.map(() => 0);
  }

  freeIn(ordinal: number): number {
    return this.freeBySection[ordinal - 1] ?? 0;
  }

  /** Calls `listener` after each change until the returned function is called. */
  onChange(listener: (changed: Int32Array | 'all') => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** For a plan that nobody sells yet: there is no stream of it, and nothing is taken. */
  freeAll(): void {
    this.statuses.fill(AVAILABLE);
    this.tell('all', 1);
  }

  take(name: string, data: unknown): void {
    if (name === 'snapshot') this.takeSnapshot(data as Snapshot);
    else if (name === 'seats') this.takeChange(data as Change);
  }

  /** What a refusal says of seats is newer than the picture: shown at once, the stream brings the rest. */
  markTaken(seatIds: readonly string[]): number[] {
    const indexes = seatIds.map((id) => indexOf(this.plan, id)).filter((index) => index >= 0);
    const changed = indexes.filter((index) => this.statuses[index] === AVAILABLE);
    for (const index of changed) this.statuses[index] = HELD;
    if (changed.length > 0) this.tell(Int32Array.from(changed), this.version.value + 1);
    return indexes;
  }

  private takeSnapshot({ version, statuses }: Snapshot): void {
    if (statuses.length !== this.statuses.length) throw new Error(`A picture of ${statuses.length} seats, not ${this.statuses.length}`);
    const isFirst = this.version.value === 0;
    const changed: number[] = [];
    for (let index = 0; index < statuses.length; index++) {
      const status = LETTERS[statuses[index] as keyof typeof LETTERS];
      if (this.statuses[index] === status) continue;
      this.statuses[index] = status;
      changed.push(index);
    }

    this.tell(isFirst ? 'all' : Int32Array.from(changed), version);
  }

  private takeChange(change: Change): void {
    const { available, held, sold } = change;
    for (const index of available) this.statuses[index] = AVAILABLE;
    for (const index of held) this.statuses[index] = HELD;
    for (const index of sold) this.statuses[index] = SOLD;
    this.tell(Int32Array.from([...available, ...held, ...sold]), change.version);
  }

  private tell(changed: Int32Array | 'all', version: number): void {
    this.recount();
    for (const listener of this.listeners) listener(changed);
    this.version.value = Math.max(version, this.version.value + 1);
  }

  private recount(): void {
    let first = 0;
    let all = 0;
    this.sections.forEach((section, index) => {
      const end = first + seatCountOf(section);
      let free = 0;
      for (let seat = first; seat < end; seat++) if (this.statuses[seat] === AVAILABLE) free++;
      this.freeBySection[index] = free;
      all += free;
      first = end;
    });
    this.availableCount.value = all;
  }
}
