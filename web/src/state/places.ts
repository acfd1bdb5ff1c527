import { signal } from '@preact/signals';
import { get } from '../api/client';
import type { Schemas } from '../api/types';
import { authorization } from './session';
import { device } from './storage';

/** A place in a concert's queue, as this device stores it. */
export interface Place {
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

export function savePlace(concertId: string, place: Place): void {
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

/** The place to store after the service has answered. */
export function placeFrom(standing: QueueStanding, performanceId: string, known: Place | undefined): Place {
  const isSame = known?.token === standing.token;
  return {
    token: standing.token,
    performanceId,
    firstPosition: isSame ? Math.max(known.firstPosition, standing.position) : standing.position,
    lastPosition: standing.position,
    estimatedWaitSeconds: standing.estimatedWaitSeconds,
    ...(standing.expiresAt ? { activeUntil: standing.expiresAt } : {}),
  };
}
