import { signal } from '@preact/signals';
import type { StreamStatus } from '../api/events';
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
 * The statuses of a performance's seats, updated from the stream. One byte per seat, changed in place. `onChange` listeners get the
 * changed indexes, to draw them; counts are signals.
 */
export class LiveSeats {
  readonly plan: Plan;
  readonly statuses: Uint8Array;
  readonly streamStatus = signal<StreamStatus>('connecting');
  /** Grows with each change; 0 until the first snapshot. */
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

  /** For a preview: a concert that does not exist yet has no stream, and all seats are available. */
  markAllAvailable(): void {
    this.statuses.fill(AVAILABLE);
    this.notify('all', 1);
  }

  apply(name: string, data: unknown): void {
    if (name === 'snapshot') this.applySnapshot(data as Snapshot);
    else if (name === 'seats') this.applyChange(data as Change);
  }

  /** Marks seats that a refusal reports as taken: the refusal is newer than the last snapshot. The stream corrects the rest. */
  markTaken(seatIds: readonly string[]): number[] {
    const indexes = seatIds.map((id) => indexOf(this.plan, id)).filter((index) => index >= 0);
    const changed = indexes.filter((index) => this.statuses[index] === AVAILABLE);
    for (const index of changed) this.statuses[index] = HELD;
    if (changed.length > 0) this.notify(Int32Array.from(changed), this.version.value + 1);
    return indexes;
  }

  private applySnapshot({ version, statuses }: Snapshot): void {
    if (statuses.length !== this.statuses.length) throw new Error(`A snapshot of ${statuses.length} seats, not ${this.statuses.length}`);
    const isFirst = this.version.value === 0;
    const changed: number[] = [];
    for (let index = 0; index < statuses.length; index++) {
      const status = LETTERS[statuses[index] as keyof typeof LETTERS];
      if (this.statuses[index] === status) continue;
      this.statuses[index] = status;
      changed.push(index);
    }

    this.notify(isFirst ? 'all' : Int32Array.from(changed), version);
  }

  private applyChange(change: Change): void {
    const { available, held, sold } = change;
    for (const index of available) this.statuses[index] = AVAILABLE;
    for (const index of held) this.statuses[index] = HELD;
    for (const index of sold) this.statuses[index] = SOLD;
    this.notify(Int32Array.from([...available, ...held, ...sold]), change.version);
  }

  private notify(changed: Int32Array | 'all', version: number): void {
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
