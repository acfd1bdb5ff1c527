import { signal } from '@preact/signals';
import { RefusalError } from '../api/client';
import type { Schemas } from '../api/types';
import { isKeyRefusal } from '../state/keys';
import { clearKey, readFigures } from './key';
import { addCount, emptyHistory, type PaceHistory } from './pace';

export type Figures = Schemas['ConcertFiguresModel'];
export type DateFigures = Schemas['PerformanceFiguresModel'];

export interface Sale {
  figures: Figures;
  history: PaceHistory;
}

// Figures that took longer are too old to show. Without a timeout, a hanging request would block the next ones forever.
const TIMEOUT_MS = 8_000;

/** The figures of all listed concerts, and the pace of their sales. The caller calls `read` once a second. */
export class FiguresFeed {
  readonly sales = signal<readonly Sale[] | undefined>(undefined);
  readonly hasMore = signal(false);
  readonly isFailing = signal(false);
  /** By the monotonic clock: a change of the device's time does not make the figures look old. */
  readonly readAt = signal(performance.now());

  private histories = new Map<string, PaceHistory>();
  private pageCount = 1;
  private isReading = false;
  /** The service said to wait until then (429), by the monotonic clock. */
  private pausedUntil = 0;
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
    if (this.isReading || performance.now() < this.pausedUntil) return;
    this.isReading = true;
    try {
      this.apply(await this.readPages());
    } catch (error) {
      if (this.ended.signal.aborted) return;
      if (isKeyRefusal(error)) clearKey(true);
      if (error instanceof RefusalError) this.pausedUntil = performance.now() + error.retryAfterMs;
      this.isFailing.value = true;
    } finally {
      this.isReading = false;
    }
  }

  // Always from the first page: a concert created in the meantime is listed first and shifts the others.
  private async readPages(): Promise<Figures[]> {
    const signal = AbortSignal.any([this.ended.signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const found: Figures[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < this.pageCount; page++) {
      const answer = await readFigures(this.key, cursor, { signal, noRetry: true });
      found.push(...answer.items);
      cursor = answer.nextCursor ?? undefined;
      if (cursor === undefined) break;
    }

    this.hasMore.value = cursor !== undefined;
    return found;
  }

  private apply(found: readonly Figures[]): void {
    const now = performance.now();
    const sales = found.map((figures) => {
      const { purchases } = sumsOf(figures.performances);
      return { figures, history: addCount(this.histories.get(figures.concertId) ?? emptyHistory, now, purchases) };
    });
    this.histories = new Map(sales.map(({ figures, history }) => [figures.concertId, history]));
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
