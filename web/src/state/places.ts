import { signal } from '@preact/signals';
import { get } from '../api/client';
import type { Schemas } from '../api/types';
import { authorization } from './session';
import { device } from './storage';

/** A place in a concert's queue, as this device stores it. */
export interface Place {
  /** The newest token: it says what this user has seen, so that no gateway answers a worse position. */
  token: string;
  /** The performance that the user chose: its seat map opens once the place is admitted. */
  performanceId: string;
  /** The position at the start; progress is measured from it. */
  firstPosition: number;
  /** The last known position, shown while there is no connection. */
  lastPosition: number;
  estimatedWaitSeconds: number;
  /** The end of the slot, once admitted. */
  activeUntil?: string;
}

export type QueueStanding = Schemas['QueueTokenResponse'];

const CURRENT = 'concert.line';
const keyOf = (concertId: string) => `concert.place.${concertId}`;

/** The id of the concert whose queue was joined last, while this device has a place in it. */
export const currentQueue = signal(device.read<string>(CURRENT));

export function placeIn(concertId: string): Place | undefined {
  return device.read<Place>(keyOf(concertId));
}

function savePlace(concertId: string, place: Place): void {
  device.write(keyOf(concertId), place);
  device.write(CURRENT, concertId);
  currentQueue.value = concertId;
}

export function clearPlace(concertId: string): void {
  device.remove(keyOf(concertId));
  if (currentQueue.value !== concertId) return;
  device.remove(CURRENT);
  currentQueue.value = undefined;
}

/** The headers that identify the user and their place. */
export async function placeHeaders(token: string): Promise<Record<string, string>> {
  return { ...(await authorization()), 'Queue-Token': token };
}

/** Reads the status of a place. The service takes a read as a sign of presence: it claims an admitted place. */
export async function readQueueStanding(token: string, signal?: AbortSignal): Promise<QueueStanding> {
  return get('/v1/queue-tokens/current', {}, { signal, headers: await placeHeaders(token) });
}

/** Stores what the service has answered, with its token, and returns the place. A place that is over is removed. */
export function keepStanding(concertId: string, standing: QueueStanding, performanceId: string): Place | undefined {
  if (standing.status === 'expired') {
    clearPlace(concertId);
    return undefined;
  }

  const place = placeFrom(standing, performanceId, placeIn(concertId));
  savePlace(concertId, place);
  return place;
}

// A known place is the same one: it is removed as soon as the service says that it is over or not this user's.
function placeFrom(standing: QueueStanding, performanceId: string, known: Place | undefined): Place {
  return {
    token: standing.token,
    performanceId,
    firstPosition: Math.max(known?.firstPosition ?? 0, standing.position),
    lastPosition: standing.position,
    estimatedWaitSeconds: standing.estimatedWaitSeconds,
    ...(standing.expiresAt ? { activeUntil: standing.expiresAt } : {}),
  };
}
