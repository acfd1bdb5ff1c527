import { signal } from '@preact/signals';
import { get } from '../api/client';
import type { Schemas } from '../api/types';
import { authorization } from './session';
import { device } from './storage';

/** A place in a concert's line, as this device remembers it. */
export interface Place {
  token: string;
  /** The date that it was taken for: where the way leads once it is let in. */
  performanceId: string;
  /** The position it began with: progress is measured from there. */
  firstPosition: number;
  /** The last that was heard of it, to show while there is no connection. */
  lastPosition: number;
  estimatedWaitSeconds: number;
  /** The end of the slot, once let in. */
  activeUntil?: string;
}

export type Standing = Schemas['QueueTokenResponse'];

const CURRENT = 'concert.line';
const keyOf = (concertId: string) => `concert.place.${concertId}`;

/** The concert whose line was joined last, while there is a place in it. */
export const currentLine = signal(device.read<string>(CURRENT));

export function placeIn(concertId: string): Place | undefined {
  return device.read<Place>(keyOf(concertId));
}

export function keepPlace(concertId: string, place: Place): void {
  device.write(keyOf(concertId), place);
  device.write(CURRENT, concertId);
  currentLine.value = concertId;
}

export function forgetPlace(concertId: string): void {
  device.forget(keyOf(concertId));
  if (currentLine.value !== concertId) return;
  device.forget(CURRENT);
  currentLine.value = undefined;
}

/** Who one is, and where one stands. */
export async function placeHeaders(token: string): Promise<Record<string, string>> {
  return { ...(await authorization()), 'Queue-Token': token };
}

/** Asks where a place stands; to be asked for is to be there, so an admitted place is claimed by it. */
export async function readStanding(token: string, signal?: AbortSignal): Promise<Standing> {
  return get('/v1/queue-tokens/current', {}, { signal, headers: await placeHeaders(token) });
}

/** What is to be remembered of a place that stands so. */
export function placeAfter(standing: Standing, performanceId: string, known: Place | undefined): Place {
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
