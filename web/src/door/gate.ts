import { computed, signal } from '@preact/signals';
import { RefusalError } from '../api/client';
import { serverNow } from '../api/clock';
import { isKeyRefusal } from '../state/keys';
import { device } from '../state/storage';
import { parseCode, ticketKey, TicketKeys, type TicketCode } from './code';
import { decideOffline, faultOf, ownVerdict, verdictOf, type Verdict } from './deciding';
import { clearKey, doorKey } from './key';
import { ListError, readList, type SeatName, type TicketList } from './list';
import { reportAll, type Scan } from './reports';
import { checkIn, readDoor, readPages, readPerformance, report, serviceTime, type Question } from './service';
import * as store from './store';

/** What the screen shows of one scan. */
export interface Shown {
  /** Counts up, so that a second verdict of the same kind is another one. */
  id: number;
  verdict: Verdict;
  /** The device decided by itself. */
  isOffline: boolean;
  /** What the staff may still decide: to let a ticket in that is newer than the list, or which seat of a number. */
  question?: Question | undefined;
  accept?: (() => Promise<void>) | undefined;
}

/** The performance that the door is open for, with what this device has of it. */
interface Here {
  prepared: store.Prepared;
  keys: TicketKeys;
  list: TicketList | undefined;
}

const SLOT = 'concert.door-performance';
const LOCK = 'concert-door-reports';
const RETRY_MS = 5_000;
const REFRESH_MS = 5 * 60_000;
const KEEP_MS = 14 * 24 * 60 * 60_000;

export const here = signal<Here | undefined>(undefined);
export const shown = signal<Shown | undefined>(undefined);
export const isOnline = signal(true);
export const isBusy = signal(false);
/** How many pages of the list have come; undefined: none is being fetched. */
export const fetching = signal<number | undefined>(undefined);
export const fetchFailed = signal<'list' | 'network' | undefined>(undefined);
export const waitingCount = signal(0);
export const conflicts = signal<Scan[]>([]);
const own = signal<ReadonlyMap<string, Scan>>(new Map());

/** How many tickets of the performance were used, as far as this device knows, and how many there are. */
export const counts = computed(() => {
  const list = here.value?.list;
  let usedHere = 0;
  for (const [ticket, scan] of own.value) if (!scan.conflict && list?.tickets.get(ticket)?.checkedInAt === undefined) usedHere++;
  return { used: (list?.usedCount ?? 0) + usedHere, total: list?.tickets.size };
});

// Tabs of one device share the store: each reads it again when another one has written.
const others = 'BroadcastChannel' in globalThis ? new BroadcastChannel('concert-door') : undefined;
let shownCount = 0;

/** Opens the performance that was chosen before, also without a network. */
export async function resume(): Promise<void> {
  const named = location.hash.slice(1);
  const performanceId = /^p_\w+$/.test(named) ? named : device.read<string>(SLOT);
  if (performanceId !== undefined) await open(performanceId).catch(() => {});
}

/** Opens the door for a performance: from what the device has, and else from the service. */
export async function open(performanceId: string): Promise<void> {
  const prepared = await store.readPrepared(performanceId) ?? await readPerformance(performanceId);
  await show(prepared);
  await store.savePrepared(prepared);
  device.write(SLOT, performanceId);
  await reload();
  void prepare();
}

export function close(): void {
  device.remove(SLOT);
  here.value = undefined;
  shown.value = undefined;
  if (location.hash) history.replaceState(null, '', location.pathname);
}

async function show(prepared: store.Prepared): Promise<void> {
  const keys = await TicketKeys.of(prepared.keys);
  const { performanceId, pages } = prepared;
  // What was stored is verified again: a list that somebody changed on the device opens nothing.
  const list = pages.length === 0 ? undefined : await readList(performanceId, pages, keys).catch(() => undefined);
  here.value = { prepared, keys, list };
}

/** Fetches the list and the keys anew. The list that is there stays until the new one is verified and stored. */
export async function prepare(): Promise<void> {
  const [key, performanceId] = [doorKey.value?.key, here.value?.prepared.performanceId];
  if (!key || !performanceId || fetching.value !== undefined) return;
  fetching.value = 0;
  try {
    const prepared = await readPerformance(performanceId);
    prepared.pages = await readPages(key, performanceId, (count) => void (fetching.value = count));
    await readList(performanceId, prepared.pages, await TicketKeys.of(prepared.keys));
    await store.savePrepared(prepared);
    if (here.value?.prepared.performanceId === performanceId) await show(prepared);
    fetchFailed.value = undefined;
    isOnline.value = true;
  } catch (error) {
    if (isKeyRefusal(error)) clearKey(true);
    fetchFailed.value = error instanceof ListError ? 'list' : 'network';
  } finally {
    fetching.value = undefined;
  }
}

/** Reads again what this device admitted: another tab may have written. */
async function reload(): Promise<void> {
  const performanceId = here.value?.prepared.performanceId;
  const scans = performanceId === undefined ? [] : await store.scansOf(performanceId);
  own.value = new Map(scans.map((scan) => [scan.ticket, scan]));
  waitingCount.value = (await store.waitingScans()).length;
  conflicts.value = (await store.conflictScans()).reverse();
}

async function changed(): Promise<void> {
  others?.postMessage('changed');
  await reload();
}

/** The name of a seat by its id, such as `2-14-7`. */
export function nameOf(seatId: string): SeatName | undefined {
  const [section, row, number] = seatId.split('-').map(Number);
  const name = here.value?.prepared.sections[(section ?? 0) - 1];
  return name === undefined ? undefined : { section: name, row: row ?? 0, number: number ?? 0 };
}

function tell(verdict: Verdict, isOffline: boolean, rest: Partial<Shown> = {}): void {
  shown.value = { id: ++shownCount, verdict, isOffline, ...rest };
}

/** A code that was scanned, pasted or typed by a handheld scanner. */
export async function scan(text: string): Promise<void> {
  const place = here.value;
  if (!place || isBusy.value) return;
  isBusy.value = true;
  try {
    const code = parseCode(text);
    const proof = code && await place.keys.proofOf(code);
    const fault = faultOf(code, proof);
    // A key that this device does not have may be new: the service knows.
    if (!code || fault === 'signature') return tell({ kind: 'notTicket', fault: fault! }, false);
    const question = { performanceId: place.prepared.performanceId, code: code.text };
    await ask(question, code, fault === 'key');
  } finally {
    isBusy.value = false;
  }
}

/** A booking number that was typed, and the seat of it once that was chosen. */
export async function enter(number: string, seatId?: string): Promise<void> {
  const place = here.value;
  if (!place || isBusy.value) return;
  isBusy.value = true;
  try {
    await ask({ performanceId: place.prepared.performanceId, number, seatId }, undefined, false);
  } finally {
    isBusy.value = false;
  }
}

async function ask(question: Question, code: TicketCode | undefined, isUnknownKey: boolean): Promise<void> {
  const known = code ?? listed(question);
  const earlier = known && ownVerdict(own.value.get(ticketKey(known.reservationId, known.seatId)), nameOf(known.seatId));
  if (earlier && !isUnknownKey) return tell(earlier, !isOnline.value);
  const requestId = crypto.randomUUID();
  const key = doorKey.value?.key;
  if (isOnline.value && key) {
    try {
      const { reservationId, seat, number, checkedInAt } = await checkIn(key, question, requestId);
      const parts = partsOf({ ...question, number: number ?? undefined }, requestId, reservationId, seat.seatId);
      await remember({ ...parts, scannedAt: checkedInAt, state: 'reported', isOffline: false }).catch(() => {});
      return tell({ kind: 'admitted', seat, number: parts.number }, false);
    } catch (error) {
      if (isKeyRefusal(error)) return clearKey(true);
      const verdict = error instanceof RefusalError && error.isFinal ? verdictOf(error.problem) : undefined;
      if (verdict) return tell(verdict, false, { question });
      isOnline.value = false;
      retrySoon();
    }
  }

  if (isUnknownKey) return tell({ kind: 'notTicket', fault: 'key' }, true);
  await decide(question, code, requestId);
}

/** The reservation and the seat of a number, by the list. */
function listed({ number, seatId }: Question): { reservationId: string; seatId: string } | undefined {
  const booking = number === undefined ? undefined : here.value?.list?.numbers.get(number);
  const seat = seatId ?? (booking?.seatIds.length === 1 ? booking.seatIds[0] : undefined);
  return booking && seat !== undefined ? { reservationId: booking.reservationId, seatId: seat } : undefined;
}

/** Without the service: by the list, the signature, and what this device admitted. */
async function decide(question: Question, code: TicketCode | undefined, requestId: string): Promise<void> {
  const { performanceId, number } = question;
  // The door may have been closed, or opened for another performance, while the service did not answer.
  if (here.value?.prepared.performanceId !== performanceId) return;
  const { list } = here.value;
  if (!code) {
    const booking = list?.numbers.get(number!);
    if (!list) return tell({ kind: 'unprepared' }, true);
    if (!booking) return tell({ kind: 'unknownNumber' }, true);
    if (list.refunded.has(booking.reservationId)) return tell({ kind: 'refunded' }, true);
    if (!listed(question)) return tell({ kind: 'chooseSeat', seatIds: booking.seatIds }, true, { question });
  }

  const ticket = code ?? { performanceId, ...listed(question)! };
  const verdict = decideOffline(ticket, performanceId, list, own.value.get(ticketKey(ticket.reservationId, ticket.seatId)));
  const parts = partsOf(question, requestId, ticket.reservationId, ticket.seatId);
  const admit = async (isNewer: boolean) => {
    try {
      // It is on the disk before the door opens.
      await remember({ ...parts, scannedAt: serviceTime(), state: 'waiting', isOffline: true, isNewer });
      tell({ kind: 'admitted', seat: nameOf(ticket.seatId), number: parts.number }, true);
      retrySoon();
    } catch (error) {
      if (!(error instanceof store.DuplicateScanError)) throw error;
      // Another tab of this device was faster.
      await reload();
      tell(ownVerdict(own.value.get(parts.ticket), nameOf(ticket.seatId)) ?? { kind: 'unknownNumber' }, true);
    }
  };

  if (verdict.kind === 'admitted') await admit(false);
  else if (verdict.kind === 'newer') tell({ kind: 'newer', seat: nameOf(ticket.seatId) }, true, { accept: () => admit(true) });
  else tell(verdict, true);
}

function partsOf({ performanceId, code, number }: Question, requestId: string, reservationId: string, seatId: string) {
  const seat = nameOf(seatId);
  const seatName = seat ? `${seat.section} ${seat.row}-${seat.number}` : seatId;
  return { ticket: ticketKey(reservationId, seatId), performanceId, reservationId, seatId, seatName, code, number, requestId };
}

async function remember(scan: Scan): Promise<void> {
  await store.addScan(scan);
  await changed();
}

let retryTimer: ReturnType<typeof setTimeout> | undefined;

function retrySoon(): void {
  retryTimer ??= setTimeout(() => {
    retryTimer = undefined;
    void reconnect();
  }, RETRY_MS);
}

/** Reports what waits, if the service answers. Of several tabs one reports. */
export async function reconnect(): Promise<void> {
  const key = doorKey.value?.key;
  if (!key) return;
  try {
    await readDoor(key);
    const act = () => reportAll({ waiting: store.waitingScans, put: store.putScan }, (scan, at) => report(key, scan, at), serverNow);
    const outcome = 'locks' in navigator
      ? await navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? act() : 'done' as const))
      : await act();
    if (outcome === 'keyRefused') return clearKey(true);
    if (outcome === 'later') return retrySoon();
    await changed();
    isOnline.value = true;
    if (waitingCount.value > 0) retrySoon();
  } catch (error) {
    if (isKeyRefusal(error)) return clearKey(true);
    isOnline.value = false;
    retrySoon();
  }
}

/** The staff has read a conflict. */
export async function markSeen(scan: Scan): Promise<void> {
  await store.putScan({ ...scan, isSeen: true });
  await changed();
}

/** Keeps the list fresh and reports what waits, as long as the page is open. */
export function start(): void {
  others?.addEventListener('message', () => void reload());
  addEventListener('online', () => void reconnect());
  addEventListener('offline', () => {
    isOnline.value = false;
    retrySoon();
  });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void reconnect());
  setInterval(() => isOnline.value && void prepare(), REFRESH_MS);
  void store.forgetBefore(serverNow() - KEEP_MS).then(reload).catch(() => {});
  // At once, and when the key of a device that was opened without one is entered.
  doorKey.subscribe((key) => void (key && reconnect().then(prepare)));
}
