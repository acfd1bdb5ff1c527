import { signal } from '@preact/signals';
import type { Schemas } from '../api/types';
import { forgetKey, isKeyRefusal, readFigures } from './key';
import { goOn, unknownCourse, type Course } from './pace';

export type Figures = Schemas['ConcertFiguresModel'];
export type DateFigures = Schemas['PerformanceFiguresModel'];

export interface Sale {
  figures: Figures;
  course: Course;
}

// Figures that took longer are no longer the present; and a question that hangs would hold up the next for ever.
const PATIENCE_MS = 8_000;

/** The figures of all concerts that are shown, and how fast each sells. Asked for from outside, a second apart. */
export class Feed {
  readonly sales = signal<readonly Sale[] | undefined>(undefined);
  readonly hasMore = signal(false);
  readonly isFailing = signal(false);
  /** By the clock that no one sets: a device whose time is put right makes no figures old. */
  readonly readAt = signal(performance.now());

  private courses = new Map<string, Course>();
  private pageCount = 1;
  private isReading = false;
  private readonly ended = new AbortController();

  constructor(private readonly key: string) {}

  end(): void {
    this.ended.abort();
  }

  more(): void {
    this.pageCount++;
    void this.read();
  }

  async read(): Promise<void> {
    if (this.isReading) return;
    this.isReading = true;
    try {
      this.take(await this.readPages());
    } catch (error) {
      if (this.ended.signal.aborted) return;
      if (isKeyRefusal(error)) forgetKey(true);
      this.isFailing.value = true;
    } finally {
      this.isReading = false;
    }
  }

  // From the newest each time: a concert that was created meanwhile comes first, and moves the others on.
  private async readPages(): Promise<Figures[]> {
    const signal = AbortSignal.any([this.ended.signal, AbortSignal.timeout(PATIENCE_MS)]);
    const found: Figures[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < this.pageCount; page++) {
      const answer = await readFigures(this.key, cursor, { signal, isOnce: true });
      found.push(...answer.items);
      cursor = answer.nextCursor ?? undefined;
      if (cursor === undefined) break;
    }

    this.hasMore.value = cursor !== undefined;
    return found;
  }

  private take(found: readonly Figures[]): void {
    const now = performance.now();
    const sales = found.map((figures) => {
      const { purchases } = sumsOf(figures.performances);
      return { figures, course: goOn(this.courses.get(figures.concertId) ?? unknownCourse, now, purchases) };
    });
    this.courses = new Map(sales.map(({ figures, course }) => [figures.concertId, course]));
    this.sales.value = sales;
    this.readAt.value = now;
    this.isFailing.value = false;
  }
}

export type Sums = Pick<DateFigures, 'seatsTotal' | 'seatsHeld' | 'seatsSold' | 'revenue' | 'purchases'>;

export function sumsOf(dates: readonly DateFigures[]): Sums {
  const sum = (name: keyof Sums) => dates.reduce((total, date) => total + date[name], 0);
  return {
    seatsTotal: sum('seatsTotal'), seatsHeld: sum('seatsHeld'), seatsSold: sum('seatsSold'),
    revenue: sum('revenue'), purchases: sum('purchases'),
  };
}
