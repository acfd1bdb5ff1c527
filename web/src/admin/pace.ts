/** How fast something grows that is asked for again and again. */
export interface Course {
  /** What was counted and when, in milliseconds: as far back as the window needs. */
  readonly counts: readonly { at: number; count: number }[];
  /** Growth in a second, at each count; the newest is last. */
  readonly paces: readonly number[];
}

export const WINDOW_MS = 10_000;
export const KEPT_PACES = 60;

export const unknownCourse: Course = { counts: [], paces: [] };

/** The course with one count more. */
export function goOn(course: Course, at: number, count: number): Course {
  const counts = [...course.counts, { at, count }];
  // The last one before the window is its beginning; what is older has no part in it.
  const begin = counts.findLastIndex((each) => each.at <= at - WINDOW_MS);
  const within = begin > 0 ? counts.slice(begin) : counts;
  return { counts: within, paces: [...course.paces, paceOf(within)].slice(-KEPT_PACES) };
}

export function currentPace(course: Course): number {
  return course.paces.at(-1) ?? 0;
}

// A refund takes a purchase off the count. It is no purchase less in that second: a step down counts as none, and hides none.
function paceOf(counts: Course['counts']): number {
  const elapsed = counts.at(-1)!.at - counts[0]!.at;
  if (elapsed <= 0) return 0;
  const grown = counts.reduce((sum, { count }, index) => sum + Math.max(0, count - (counts[index - 1]?.count ?? count)), 0);
  return grown / (elapsed / 1_000);
}
