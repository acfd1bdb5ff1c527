import { useEffect, useRef } from 'preact/hooks';
import { readReservation, type ReadReservation } from '../state/tickets';
import { useChangesElsewhere, useLoaded, type Loaded } from '../ui/hooks';

/** A reservation, read again when it changes in another tab, and when `poll` is called. */
export function useReservation(reservationId: string): { details: Loaded<ReadReservation>; poll(): void } {
  const readCount = useRef(0);
  const details = useLoaded(async (signal) => {
    readCount.current++;
    try {
      return await readReservation(reservationId, { signal });
    } finally {
      readCount.current--;
    }
  }, [reservationId]);
  useChangesElsewhere(details.reload);
  // A poll does not interrupt a read that takes longer than its interval: on a slow network none would ever end.
  return { details, poll: () => void (readCount.current > 0 || details.reload()) };
}

/** Only the service ends a hold. When the countdown reaches zero, the reservation is read each second until its status has changed. */
export function useEndOfHold(left: number, poll: () => void): void {
  useEffect(() => {
    if (left > 0) return;
    poll();
    const timer = setInterval(poll, 1_000);
    return () => clearInterval(timer);
  }, [left > 0]);
}
