import { signal } from '@preact/signals';
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
