import { get, post, RefusalError } from '../api/client';
import { serverNow } from '../api/clock';
import type { TicketKeyModel } from './code';
import type { ListPage } from './list';
import type { ReportOutcome, Scan } from './reports';
import type { Prepared } from './store';

// A person stands at the door: after this time the device decides by itself.
const PATIENCE_MS = 2_500;
const REPORT_PATIENCE_MS = 15_000;
const MAX_PAGES = 10_000;

const headersOf = (key: string, requestId?: string): Record<string, string> =>
  (requestId === undefined ? { 'Admin-Key': key } : { 'Admin-Key': key, 'Idempotency-Key': requestId });

/** The name of the door that a key belongs to. */
export async function readDoor(key: string): Promise<string> {
  const signal = AbortSignal.timeout(REPORT_PATIENCE_MS);
  return (await get('/v1/check-ins/door', {}, { headers: headersOf(key), noRetry: true, signal })).door;
}

/** The performance, with the keys of its tickets, and no list. */
export async function readPerformance(performanceId: string): Promise<Prepared> {
  const [performance, { keys }] = await Promise.all([
    get('/v1/performances/{performanceId}', { performanceId }), get('/v1/ticket-keys', {}),
  ]);
  const { title, venue, timeZone, startsAt } = performance;
  return {
    performanceId, title, venue, timeZone, startsAt, sections: performance.sections.map((section) => section.name),
    keys: keys as TicketKeyModel[], pages: [],
  };
}

/** All pages of the list. */
export async function readPages(key: string, performanceId: string, onPage: (count: number) => void): Promise<ListPage[]> {
  const pages: ListPage[] = [];
  let cursor: string | undefined;
  do {
    const options = { headers: headersOf(key), query: { cursor } };
    const page = await get('/v1/performances/{performanceId}/check-in-list', { performanceId }, options);
    pages.push({ kid: page.kid, list: page.list, signature: page.signature });
    onPage(pages.length);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && pages.length < MAX_PAGES);
  return pages;
}

/** A ticket as the door asks about it. */
export interface Question {
  performanceId: string;
  code?: string | undefined;
  number?: string | undefined;
  seatId?: string | undefined;
}

const bodyOf = ({ performanceId, code, number, seatId }: Question) =>
  ({ performanceId, ...(code === undefined ? { number: number!, ...(seatId === undefined ? {} : { seatId }) } : { code }) });

/** Asks the service. It throws after a moment without an answer; the same request can be reported later. */
export function checkIn(key: string, question: Question, requestId: string) {
  return post('/v1/check-ins', {}, bodyOf(question), {
    headers: headersOf(key, requestId), noRetry: true, signal: AbortSignal.timeout(PATIENCE_MS),
  });
}

/** Reports a ticket that this device admitted without the service. */
export async function report(key: string, scan: Scan, scannedAt: string | undefined): Promise<ReportOutcome> {
  const { performanceId, code, number, seatId, requestId } = scan;
  try {
    const body = { ...bodyOf({ performanceId, code, number, seatId }), ...(scannedAt === undefined ? {} : { scannedAt }) };
    await post('/v1/check-ins', {}, body, {
      headers: headersOf(key, requestId), noRetry: true, signal: AbortSignal.timeout(REPORT_PATIENCE_MS),
    });
    return { kind: 'done' };
  } catch (error) {
    if (!(error instanceof RefusalError) || !error.isFinal) return { kind: 'later' };
    return error.code === 'admin_only' ? { kind: 'keyRefused' } : { kind: 'refused', problem: error.problem };
  }
}

export const serviceTime = () => new Date(serverNow()).toISOString();
