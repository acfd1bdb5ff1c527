const HOUR = 60 * 60_000;
// A show that began late in the evening is still today's after midnight.
const STILL_TODAY_MS = 6 * HOUR;

/** Splits dates into those of today on the venue's clock, also one that began a few hours ago, and the others, the nearest first. */
export function todayFirst<T extends { startsAt: string }>(
  dates: readonly T[], timeZone: string, now: number,
): { today: T[]; others: T[] } {
  const dayOf = (at: number) => new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at);
  const isToday = ({ startsAt }: T) => {
    const at = Date.parse(startsAt);
    return dayOf(at) === dayOf(now) || (at <= now && now - at < STILL_TODAY_MS);
  };
  const distance = ({ startsAt }: T) => Math.abs(Date.parse(startsAt) - now);
  const nearest = (found: T[]) => found.sort((one, other) => distance(one) - distance(other));
  return { today: nearest(dates.filter(isToday)), others: nearest(dates.filter((date) => !isToday(date))) };
}
