/**
 * Estimates the service's clock from its `Date` headers. Without it, a phone whose clock is minutes off would show an open hold
 * as ended, or the reverse. `Date` has whole seconds, so a difference under two seconds counts as zero.
 */
let offset = 0;
let uncertainty = Infinity;

const DATE_PRECISION_MS = 2_000;
const SAMPLE_LIFETIME_MS = 60_000;
let syncedAt = -Infinity;

/** Updates the estimate from a response: the time the request was sent, and the response's `Date` header. */
export function syncClock(sentAt: number, date: string | null): void {
  const serverTime = date === null ? NaN : Date.parse(date);
  if (Number.isNaN(serverTime)) return;
  const receivedAt = Date.now();
  const roundTrip = receivedAt - sentAt;
  // A slower response is less exact. It replaces the last sample only after a minute, or when the device's clock was set back.
  if (roundTrip > uncertainty && receivedAt - syncedAt < SAMPLE_LIFETIME_MS && receivedAt >= syncedAt) return;
  const difference = serverTime + 500 - (sentAt + roundTrip / 2);
  offset = Math.abs(difference) < DATE_PRECISION_MS ? 0 : difference;
  uncertainty = roundTrip;
  syncedAt = receivedAt;
}

/** Milliseconds since 1970 by the service's clock. */
export function serverNow(): number {
  return Date.now() + offset;
}
