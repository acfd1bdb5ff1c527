/**
 * The service's clock as this device can know it. A phone that is minutes off would otherwise show a hold as over that is
 * not, or the reverse. `Date` headers have whole seconds, so a difference under two of them is taken for none.
 */
let offset = 0;
let uncertainty = Infinity;

const MEANS_NOTHING_MS = 2_000;
const TRUST_FOR_MS = 60_000;
let learntAt = -Infinity;

/** Learns from an answer: when it was asked for, and the `Date` that it carried. */
export function learn(askedAt: number, date: string | null): void {
  const serverTime = date === null ? NaN : Date.parse(date);
  if (Number.isNaN(serverTime)) return;
  const answeredAt = Date.now();
  const roundTrip = answeredAt - askedAt;
  if (roundTrip > uncertainty && answeredAt - learntAt < TRUST_FOR_MS && answeredAt >= learntAt) return;
  const difference = serverTime + 500 - (askedAt + roundTrip / 2);
  offset = Math.abs(difference) < MEANS_NOTHING_MS ? 0 : difference;
  uncertainty = roundTrip;
  learntAt = answeredAt;
}

/** Milliseconds since 1970 by the service's clock. */
export function serverNow(): number {
  return Date.now() + offset;
}
