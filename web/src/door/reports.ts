import type { OwnScan } from './deciding';

/** The use of a ticket as the device stores it. The ids count up: reports are sent in this order. */
export interface Scan extends OwnScan {
  id?: number;
  /** Of the reservation and the seat: the store holds each ticket once. */
  ticket: string;
  performanceId: string;
  reservationId: string;
  seatId: string;
  seatName: string;
  number?: string | undefined;
  code?: string | undefined;
  /** The idempotency key: also that of the call that was not answered, so that both are one scan. */
  requestId: string;
  /** The ticket was not on the list: the staff let it in by its signature. */
  isNewer?: boolean | undefined;
  /** The door had no network. */
  isOffline: boolean;
  /** The staff has read the conflict. */
  isSeen?: boolean | undefined;
}

export type ReportOutcome =
  | { kind: 'done' }
  | { kind: 'refused'; problem: { code: string } & Record<string, unknown> }
  /** No answer, or one that says to come again. */
  | { kind: 'later' }
  | { kind: 'keyRefused' };

/** What is needed of the store. */
export interface ScanStore {
  waiting(): Promise<Scan[]>;
  put(scan: Scan): Promise<void>;
}

/**
 * Reports what the device admitted without the service, in order, until all is reported or the service does not answer. Each report has
 * the key of its scan: after a reload or a crash the same report is sent again, and counts once.
 */
export async function reportAll(
  store: ScanStore, send: (scan: Scan, scannedAt: string | undefined) => Promise<ReportOutcome>, now: () => number,
): Promise<'done' | 'later' | 'keyRefused'> {
  for (const scan of await store.waiting()) {
    // A clock that was ahead when the ticket was admitted: the service takes no time of the future.
    const scannedAt = new Date(Math.min(Date.parse(scan.scannedAt), now())).toISOString();
    let outcome = await send(scan, scannedAt);
    // A clock that was years wrong must not keep the ticket from being reported.
    if (outcome.kind === 'refused' && outcome.problem.code === 'invalid_request') outcome = await send(scan, undefined);
    if (outcome.kind === 'later' || outcome.kind === 'keyRefused') return outcome.kind;
    if (outcome.kind === 'done') await store.put({ ...scan, state: 'reported' });
    else await store.put({ ...scan, state: 'conflict', conflict: conflictOf(outcome.problem) });
  }

  return 'done';
}

function conflictOf(problem: { code: string } & Record<string, unknown>): NonNullable<OwnScan['conflict']> {
  const text = (name: string) => (problem[name] === undefined ? undefined : String(problem[name]));
  return { code: problem.code, checkedInAt: text('checkedInAt'), door: text('door') };
}
