/** Arithmetic of IANA time zones, by the browser's own database. */

// Cached: creating a format takes a hundred times as long as using it. Undefined: this browser does not know the zone.
const clocks = new Map<string, Intl.DateTimeFormat | undefined>();

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export const deviceZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

function clockOf(zone: string): Intl.DateTimeFormat | undefined {
  if (!clocks.has(zone)) clocks.set(zone, newClock(zone));
  return clocks.get(zone);
}

function newClock(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en', {
      timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    });
  } catch {
    return undefined;
  }
}

export const isZone = (zone: string) => clockOf(zone) !== undefined;

/** How far the zone's clocks are ahead of UTC at an instant, in minutes. An unknown zone is the device's. */
export function offsetAt(at: number, zone: string): number {
  const clock = clockOf(zone);
  if (!clock) return -new Date(at).getTimezoneOffset();
  const part = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)])) as Record<string, number>;
  const wall = Date.UTC(part['year']!, part['month']! - 1, part['day'], part['hour'], part['minute'], part['second']);
  return Math.round((wall - Math.floor(at / 1_000) * 1_000) / MINUTE);
}

/**
 * The instants at which the zone's clocks show a time such as `2027-03-28T02:30`, in order: one; none where the clocks skip it; two where
 * they show it again after they were set back. Undefined: the text is not such a time.
 */
export function instantsOf(local: string, zone: string): number[] | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?$/.exec(local);
  const wall = match ? Date.parse(`${local}Z`) : NaN;
  // Date.parse reads the 30th of February as the 2nd of March.
  if (Number.isNaN(wall) || !new Date(wall).toISOString().startsWith(match![1]!)) return undefined;
  // A zone changes its clocks at most once in two days.
  const offsets = new Set([wall - DAY, wall, wall + DAY].map((at) => offsetAt(at, zone)));
  return [...offsets].map((offset) => wall - offset * MINUTE)
    .filter((at) => wall - at === offsetAt(at, zone) * MINUTE)
    .sort((one, other) => one - other);
}

/** An offset as people write it: `UTC+9`, `UTC−3:30`. */
export function offsetName(minutes: number): string {
  if (minutes === 0) return 'UTC';
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest > 0 ? `:${String(rest).padStart(2, '0')}` : ''}`;
}

/** The zone's name as the database spells it, of a text such as `asia/seoul` or `new york`. Undefined: no zone, or several. */
export function zoneOf(text: string): string | undefined {
  const name = text.trim().replace(/\s+/g, '_').toLowerCase();
  const all = Intl.supportedValuesOf('timeZone');
  const exact = all.find((zone) => zone.toLowerCase() === name);
  if (exact) return exact;
  const cities = all.filter((zone) => zone.toLowerCase().endsWith(`/${name}`));
  if (name !== '' && cities.length === 1) return cities[0];
  // Older names of a zone are not in the list.
  return /^[A-Z][A-Za-z]+(\/[\w+-]+)*$/.test(text.trim()) && isZone(text.trim()) ? text.trim() : undefined;
}
