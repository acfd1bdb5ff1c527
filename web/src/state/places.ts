import { device } from './storage';

/** A place in a concert's line, as this device remembers it. */
export interface Place {
  token: string;
  /** The position it began with: progress is measured from there. */
  firstPosition: number;
  /** The last that was heard of it, to show while there is no connection. */
  lastPosition: number;
  estimatedWaitSeconds: number;
  /** The end of the slot, once let in. */
  activeUntil?: string;
}

const keyOf = (concertId: string) => `concert.place.${concertId}`;

export function placeIn(concertId: string): Place | undefined {
  return device.read<Place>(keyOf(concertId));
}

export function keepPlace(concertId: string, place: Place): void {
  device.write(keyOf(concertId), place);
}

export function forgetPlace(concertId: string): void {
  device.forget(keyOf(concertId));
}
