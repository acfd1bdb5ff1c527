/**
 * Why a place is over. `timeUp`: the slot ran to its end. `missed`: nobody claimed the turn, because this page was away or its user
 * did not answer the call.
 * `over`: it was left or used elsewhere.
 */
export type EndOfPlace = 'timeUp' | 'missed' | 'over';

// The page's clock may be ahead of the service's by less than this, which counts as no difference.
const CLOCK_TOLERANCE_MS = 2_000;

// In milliseconds, the last warning first.
const WARNINGS_MS = [30_000, 120_000] as const;

/** The warning that is due so long before the end of a slot, in seconds; undefined: none yet, or the slot has ended. */
export function warningOf(leftMs: number): number | undefined {
  const due = leftMs > 0 ? WARNINGS_MS.find((limit) => leftMs <= limit) : undefined;
  return due === undefined ? undefined : due / 1_000;
}

/** Why a place ended that was last seen like this; undefined: another tab has removed it. */
export function whyEnded(
  known: { status: string; activeUntil?: string; claimBy?: string } | undefined, now: number,
): EndOfPlace {
  if (known?.status === 'waiting' || known?.claimBy !== undefined) return 'missed';
  const isAtEnd = known?.activeUntil !== undefined && now >= Date.parse(known.activeUntil) - CLOCK_TOLERANCE_MS;
  return isAtEnd ? 'timeUp' : 'over';
}
