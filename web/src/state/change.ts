import { get, patch, RefusalError } from '../api/client';
import type { Schemas } from '../api/types';
import { sendIdempotent } from './session';
import { announceChange } from './tabs';

/** The ids of the seats that are added and dropped, each in the order of the hall. */
export interface SeatChange {
  add: string[];
  drop: string[];
}

type Reservation = Pick<Schemas['ReservationResponse'], 'seats'>;

/** True if the reservation has what was added, and nothing of what was dropped. */
export function isMade({ seats }: Reservation, { add, drop }: SeatChange): boolean {
  const ids = seats.map(({ seatId }) => seatId);
  return add.every((id) => ids.includes(id)) && !drop.some((id) => ids.includes(id));
}

/**
 * Changes the seats of a held reservation: all of it, or nothing. Where no answer came, the reservation says whether the change is made.
 * If it is not, or cannot be read, the next attempt has the same key.
 */
export function changeSeats(reservationId: string, change: SeatChange): Promise<void> {
  return sendIdempotent(`change ${reservationId} ${JSON.stringify(change)}`, async (headers) => {
    try {
      await patch('/v1/reservations/{reservationId}', { reservationId }, change, { headers });
    } catch (error) {
      if (error instanceof RefusalError && error.isFinal) throw error;
      const found = await get('/v1/reservations/{reservationId}', { reservationId }, { headers }).catch(() => undefined);
      if (!found || !isMade(found, change)) throw error;
    }
  }).finally(announceChange);
}
