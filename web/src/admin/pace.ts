/** The growth of a count that is polled. */
export interface PaceHistory {
  /** The counts within the window, with their times in milliseconds. */
  readonly counts: readonly { at: number; count: number }[];
  /** Growth per second at each count, newest last. */
  readonly paces: readonly number[];
}

export const WINDOW_MS = 10_000;
export const MAX_PACES = 60;

export const emptyHistory: PaceHistory = { counts: [], paces: [] };

/** The history with one more count. */
export function addCount(history: PaceHistory, at: number, count: number): PaceHistory {
  const counts = [...history.counts, { at, count }];
  // The last count before the window is its start; older ones are dropped.
  const begin = counts.findLastIndex((each) => each.at <= at - WINDOW_MS);
  const within = begin > 0 ? counts.slice(begin) : counts;
  return { counts: within, paces: [...history.paces, paceOf(within)].slice(-MAX_PACES) };
}

export function currentPace(history: PaceHistory): number {
  return history.paces.at(-1) ?? 0;
}

// A refund lowers the count, but does not undo a purchase of the same second: a step down counts as zero.
function paceOf(counts: PaceHistory['counts']): number {
  const elapsed = counts.at(-1)!.at - counts[0]!.at;
  if (elapsed <= 0) return 0;
  const grown = counts.reduce((sum, { count }, index) => sum + Math.max(0, count - (counts[index - 1]?.count ?? count)), 0);
  return grown / (elapsed / 1_000);
}
