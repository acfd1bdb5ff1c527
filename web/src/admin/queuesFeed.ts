import { signal } from '@preact/signals';
import { get, put, RefusalError } from '../api/client';
import { serverNow } from '../api/clock';
import type { Schemas } from '../api/types';
import { isKeyRefusal } from '../state/keys';
import { addSample, SAMPLE_MS, type Sample } from './curve';
import { clearKey } from './key';

export type QueueFigures = Schemas['QueueFiguresResponse'];
export type QueueControls = Schemas['QueueControlsResponse'];
export type QueueChange = Schemas['ConfigureQueueRequest'];

/** A queue as its operators see it. */
export interface WatchedQueue {
  figures: QueueFigures;
  curve: readonly Sample[];
  /** The last read got no answer. */
  isStale: boolean;
}

// An open panel is read as often as the eye follows; the others only for their curves.
const OPEN_MS = 2_000;
const TIMEOUT_MS = 8_000;
// A read of figures costs the service as much as five others, and one address has a limit for each second.
const MAX_READS = 4;

/** The figures of the queues of all listed concerts, and their curves. The caller calls `read` once a second. */
export class QueuesFeed {
  readonly queues = signal<ReadonlyMap<string, WatchedQueue>>(new Map());

  private readonly opened = new Set<string>();
  /** When each queue was last asked for, by the monotonic clock. */
  private readonly askedAt = new Map<string, number>();
  private pausedUntil = 0;
  private readonly ended = new AbortController();

  constructor(private readonly key: string) {}

  end(): void {
    this.ended.abort();
  }

  /** Reads a queue more often while its panel is open. */
  setOpen(concertId: string, isOpen: boolean): void {
    if (isOpen) this.opened.add(concertId);
    else this.opened.delete(concertId);
  }

  /** Reads the queues that are due; when there are many, those of open panels and those that were not read for the longest time. */
  async read(concertIds: readonly string[]): Promise<void> {
    const now = performance.now();
    if (now < this.pausedUntil) return;
    const overdue = (id: string) => now - (this.askedAt.get(id) ?? -Infinity) - (this.opened.has(id) ? OPEN_MS : SAMPLE_MS);
    const due = concertIds.map((id) => ({ id, by: overdue(id), isOpen: this.opened.has(id) })).filter(({ by }) => by >= 0);
    due.sort((a, b) => Number(b.isOpen) - Number(a.isOpen) || (a.by === b.by ? 0 : b.by - a.by));
    await Promise.all(due.slice(0, MAX_READS).map(({ id }) => this.readOne(id)));
  }

  /** Changes a queue, and shows at once what is in force. */
  async change(concertId: string, change: QueueChange): Promise<void> {
    try {
      const controls = await put('/v1/concerts/{concertId}/queue', { concertId }, change, {
        headers: { 'Admin-Key': this.key }, signal: this.ended.signal,
      });
      const known = this.queues.value.get(concertId);
      if (known) this.set(concertId, { ...known, figures: { ...known.figures, controls } });
    } catch (error) {
      if (isKeyRefusal(error)) clearKey(true);
      throw error;
    }
  }

  private async readOne(concertId: string): Promise<void> {
    this.askedAt.set(concertId, performance.now());
    const known = this.queues.value.get(concertId);
    try {
      const figures = await get('/v1/concerts/{concertId}/queue/figures', { concertId }, {
        headers: { 'Admin-Key': this.key }, noRetry: true, signal: AbortSignal.any([this.ended.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      const { lobby, waiting, active, admissionsPerMinute: admissions } = figures;
      const sample = { at: serverNow(), waiting: waiting + lobby, active, admissions };
      this.set(concertId, { figures, curve: addSample(known?.curve ?? [], sample), isStale: false });
    } catch (error) {
      if (this.ended.signal.aborted) return;
      if (isKeyRefusal(error)) clearKey(true);
      if (error instanceof RefusalError) this.pausedUntil = performance.now() + error.retryAfterMs;
      if (known) this.set(concertId, { ...known, isStale: true });
    }
  }

  private set(concertId: string, queue: WatchedQueue): void {
    this.queues.value = new Map(this.queues.value).set(concertId, queue);
  }
}
