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
  estimatedWaitSeconds: number;
  /** When the queue opens, in the lobby. */
  opensAt?: string;
  /** The end of the slot, once admitted. */
  activeUntil?: string;
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
}

const PREFIX = 'concert.place.';
const keyOf = (concertId: string) => PREFIX + concertId;

/** The places of this device, by concert. Each has a key of its own in the storage, so that several tabs can join several queues. */
export const places = signal<ReadonlyMap<string, Place>>(readPlaces());

export const endings = signal<readonly Ending[]>([]);

/** Called when the turn of a place has come that waited before. */
export const onTurn = new Set<(concertId: string, place: Place) => void>();

// Another tab has changed a place.
window.addEventListener('storage', ({ key }) => {
  if (key === null || key.startsWith(PREFIX)) places.value = readPlaces();
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
export function notePlace(concertId: string, facts: Pick<Place, 'title' | 'isAttended'>): void {
  const place = placeIn(concertId);
  if (place) savePlace(concertId, { ...place, ...facts });
}

export function endingOf(concertId: string): Ending | undefined {
  return endings.value.find((ending) => ending.concertId === concertId);
}

export function dismissEnding(concertId: string): void {
  if (!endingOf(concertId)) return;
  endings.value = endings.value.filter((ending) => ending.concertId !== concertId);
}

/** The headers that identify the user and their place. */
export async function placeHeaders(token: string): Promise<Record<string, string>> {
  return { ...(await authorization()), 'Queue-Token': token };
}

/** Reads the status of a place. The service takes a read as a sign of presence: it claims an admitted place. */
export async function readQueueStanding(token: string, signal?: AbortSignal): Promise<QueueStanding> {
  return get('/v1/queue-tokens/current', {}, { signal, headers: await placeHeaders(token) });
}

/** Stores what the service has answered, with its token, and returns the place. A place that is over is removed, and its end kept. */
export function keepStanding(concertId: string, standing: QueueStanding, performanceId: string): Place | undefined {
  const known = placeIn(concertId);
  if (standing.status === 'expired') {
    endPlace(concertId, performanceId, known);
    return undefined;
  }

  const place = placeFrom(standing, standing.status, performanceId, known);
  savePlace(concertId, place);
  dismissEnding(concertId);
  if (place.status === 'active' && known && known.status !== 'active') for (const call of onTurn) call(concertId, place);
  return place;
}

function endPlace(concertId: string, performanceId: string, known: Place | undefined): void {
  clearPlace(concertId);
  const ending = { concertId, performanceId, ...(known?.title ? { title: known.title } : {}), why: whyEnded(known, serverNow()) };
  endings.value = [...endings.value, ending];
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
    estimatedWaitSeconds: standing.estimatedWaitSeconds ?? 0,
    ...(standing.opensAt ? { opensAt: standing.opensAt } : {}),
    ...(standing.expiresAt ? { activeUntil: standing.expiresAt } : {}),
    ...(known?.isAttended && status === 'active' ? { isAttended: true } : {}),
    ...(standing.paused ? { isPaused: true } : {}),
    ...(standing.message ? { message: standing.message } : {}),
    ...(standing.outlook ? { outlook: standing.outlook } : {}),
  };
}
