/** Dates of a concert by day and month, as they are at the venue. */

const formats = new Map<string, Intl.DateTimeFormat>();

/** The day at the venue, as `2026-12-04`. */
export function dayOf(at: string, timeZone: string): string {
  let format = formats.get(timeZone);
  // Canada writes dates as ISO 8601 does.
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(timeZone, format);
  }

  return format.format(new Date(at));
}

export const monthOf = (day: string): string => day.slice(0, 7);

/** The items by their day, in the order of time. */
export function byDay<T extends { startsAt: string }>(items: readonly T[], timeZone: string): Map<string, T[]> {
  const days = new Map<string, T[]>();
  for (const item of [...items].sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))) {
    const day = dayOf(item.startsAt, timeZone);
    days.set(day, [...(days.get(day) ?? []), item]);
  }

  return days;
}

/** The weeks of a month, Sunday first. A place before the first or after the last day has no day. */
export function weeksOf(month: string): (string | undefined)[][] {
  const [year, number] = month.split('-').map(Number) as [number, number];
  const first = new Date(Date.UTC(year, number - 1, 1)).getUTCDay();
  const length = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return Array.from({ length: Math.ceil((first + length) / 7) }, (_, week) => Array.from({ length: 7 }, (_, weekday) => {
    const day = week * 7 + weekday - first + 1;
    return day >= 1 && day <= length ? `${month}-${String(day).padStart(2, '0')}` : undefined;
  }));
}
