import { signal } from '@preact/signals';
import { get } from '../api/client';
import { serverNow } from '../api/clock';
import type { Schemas } from '../api/types';
import { authorization } from './session';
import { whyEnded, type EndOfPlace } from './slot';
import { device } from './storage';

/** A place in a concert's queue, as this device stores it. Values that an earlier version of the page did not store are optional. */
export interface Place {
  /** The newest token: it says what this user has seen, so that no gateway answers a worse position. */
  token: string;
  /** The performance that the user chose: its seat map opens once the place is admitted. */
  performanceId: string;
  status: 'lobby' | 'waiting' | 'active';
  /** The concert's title, once this page has read it. */
  title?: string;
  /** The position at the start; progress is measured from it. 0 in the lobby. */
  firstPosition: number;
  /** The last known position, shown while there is no connection. 0 in the lobby. */
  lastPosition: number;
  /** When the service said so, by its clock. */
  knownAt?: number;
  estimatedWaitSeconds: number;
  /** When the queue opens, in the lobby. */
  opensAt?: string;
  /** The end of the slot, once admitted. */
  activeUntil?: string;
  /** The service knows that this user wants to be called. */
  isCalled?: boolean;
  /** When the slot ends unless the user claims it: the user is called, and has not answered. */
  claimBy?: string;
  /** The user missed a turn and came back. Nobody comes back twice. */
  hasReturned?: boolean;
  /** The user has seen that it is their turn: nothing calls them any more. */
  isAttended?: boolean;
  isPaused?: boolean;
  message?: string;
  outlook?: Schemas['QueueOutlook'];
}

export type QueueStanding = Schemas['QueueTokenResponse'];

/** A place that is over, and why: shown until the user has read it. */
export interface Ending {
  concertId: string;
  performanceId: string;
  title?: string;
  why: EndOfPlace;
  /** Until when the user, who missed the turn, can come back to the front of the line with the token. */
  back?: { until: string; token: string };
}

const PREFIX = 'concert.place.';
const keyOf = (concertId: string) => PREFIX + concertId;
const MISSED_PREFIX = 'concert.missed.';
const missedKeyOf = (concertId: string) => MISSED_PREFIX + concertId;

/** The places of this device, by concert. Each has a key of its own in the storage, so that several tabs can join several queues. */
export const places = signal<ReadonlyMap<string, Place>>(readPlaces());

/** Missed turns are stored until the user has come back or read of them; other endings live as long as the page. */
export const endings = signal<readonly Ending[]>(readMissed());

/** Called when the turn of a place has come that waited before. */
export const onTurn = new Set<(concertId: string, place: Place) => void>();

/** Called after each answer of the service about a place that is not over. */
export const onAnswer = new Set<(concertId: string, place: Place) => void>();

// Another tab has changed a place. An ending stays until the user has read it in this tab, or has a place again.
window.addEventListener('storage', ({ key }) => {
  if (key !== null && !key.startsWith(PREFIX) && !key.startsWith(MISSED_PREFIX)) return;
  places.value = readPlaces();
  const kept = endings.value.filter(({ concertId }) => !places.value.has(concertId));
  const fresh = readMissed().filter(({ concertId }) => !places.value.has(concertId) && !kept.some((each) => each.concertId === concertId));
  endings.value = [...kept, ...fresh];
});

export function placeIn(concertId: string): Place | undefined {
  const stored = device.read<Place>(keyOf(concertId));
  // An earlier version of the page stored no status.
  return stored && { ...stored, status: stored.status ?? (stored.activeUntil ? 'active' : 'waiting') };
}

/** Removes a place that is of no use any more: it was left, paid with or refused. Nothing needs to be explained. */
export function clearPlace(concertId: string): void {
  device.remove(keyOf(concertId));
  places.value = readPlaces();
  dismissEnding(concertId);
}

/** Stores what the page knows beside the service's answers. */
export function notePlace(concertId: string, facts: Pick<Place, 'title' | 'isAttended' | 'isCalled' | 'hasReturned'>): void {
  const place = placeIn(concertId);
  if (place) savePlace(concertId, { ...place, ...facts });
}

export function endingOf(concertId: string): Ending | undefined {
  return endings.value.find((ending) => ending.concertId === concertId);
}

export function dismissEnding(concertId: string): void {
  device.remove(missedKeyOf(concertId));
  if (!endingOf(concertId)) return;
  endings.value = endings.value.filter((ending) => ending.concertId !== concertId);
}

/** The headers that identify the user and their place. */
export async function placeHeaders(token: string): Promise<Record<string, string>> {
  return { ...(await authorization()), 'Queue-Token': token };
}

/**
 * Reads the status of a place. The service takes a read as a sign of presence: it claims an admitted place, unless its user asked to be
 * called.
 */
export async function readQueueStanding(token: string, signal?: AbortSignal): Promise<QueueStanding> {
  return get('/v1/queue-tokens/current', {}, { signal, headers: await placeHeaders(token) });
}

/** Stores what the service has answered, with its token, and returns the place. A place that is over is removed, and its end kept. */
export function keepStanding(concertId: string, standing: QueueStanding, performanceId: string): Place | undefined {
  const known = placeIn(concertId);
  if (standing.status === 'expired') {
    endPlace(concertId, performanceId, known, standing);
    return undefined;
  }

  const place = placeFrom(standing, standing.status, performanceId, known);
  savePlace(concertId, place);
  dismissEnding(concertId);
  if (place.status === 'active' && known && known.status !== 'active') for (const call of onTurn) call(concertId, place);
  for (const answered of onAnswer) answered(concertId, place);
  return place;
}

function endPlace(concertId: string, performanceId: string, known: Place | undefined, { returnBy, token }: QueueStanding): void {
  clearPlace(concertId);
  const ending: Ending = {
    concertId,
    performanceId,
    ...(known?.title ? { title: known.title } : {}),
    why: returnBy ? 'missed' : whyEnded(known, serverNow()),
    ...(returnBy ? { back: { until: returnBy, token } } : {}),
  };
  if (returnBy) device.write(missedKeyOf(concertId), ending);
  endings.value = [...endings.value, ending];
}

// A turn that was missed too long ago is no news.
function readMissed(): Ending[] {
  const missed = device.keys(MISSED_PREFIX).map((key) => device.read<Ending>(key));
  return missed.filter((each): each is Ending => each?.back !== undefined && Date.parse(each.back.until) > serverNow());
}

function savePlace(concertId: string, place: Place): void {
  device.write(keyOf(concertId), place);
  places.value = readPlaces();
}

function readPlaces(): ReadonlyMap<string, Place> {
  const found = device.keys(PREFIX).map((key) => key.slice(PREFIX.length)).map((concertId) => [concertId, placeIn(concertId)] as const);
  return new Map(found.filter((each): each is [string, Place] => each[1] !== undefined));
}

// A known place is the same one: it is removed as soon as the service says that it is over or not this user's.
function placeFrom(standing: QueueStanding, status: Place['status'], performanceId: string, known: Place | undefined): Place {
  const position = standing.position ?? 0;
  return {
    token: standing.token,
    performanceId,
    status,
    ...(known?.title ? { title: known.title } : {}),
    firstPosition: Math.max(known?.firstPosition ?? 0, position),
    lastPosition: position,
    knownAt: serverNow(),
    estimatedWaitSeconds: standing.estimatedWaitSeconds ?? 0,
    ...(standing.opensAt ? { opensAt: standing.opensAt } : {}),
    ...(standing.expiresAt ? { activeUntil: standing.expiresAt } : {}),
    // An answer of a claim window says that the user is called, wherever that was asked for.
    ...(known?.isCalled || standing.claimBy ? { isCalled: true } : {}),
    ...(standing.claimBy ? { claimBy: standing.claimBy } : {}),
    ...(known?.hasReturned ? { hasReturned: true } : {}),
    ...(known?.isAttended && status === 'active' ? { isAttended: true } : {}),
    ...(standing.paused ? { isPaused: true } : {}),
    ...(standing.message ? { message: standing.message } : {}),
    ...(standing.outlook ? { outlook: standing.outlook } : {}),
  };
}
