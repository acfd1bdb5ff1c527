import { instantsOf, zoneOf } from '../state/zones';
import type { DateDraft, Draft, Fault } from './draft';
import type { AdminKey } from './texts';

/** A time of the form: on the clocks of the venue, as the text of its field. */
export interface ReadTime {
  at?: number;
  fault?: AdminKey;
  /** Both instants of a time that the clocks show twice. */
  choices?: readonly number[];
}

/** @param chosen Which of two instants is meant; another number chooses nothing. */
export function readTime(text: string, zone: string, chosen?: number): ReadTime {
  const instants = instantsOf(text, zone);
  if (!instants) return { fault: 'isWholeDate' };
  if (instants.length === 0) return { fault: 'isSkipped' };
  if (instants.length === 1) return { at: instants[0]! };
  return chosen !== undefined && instants.includes(chosen)
    ? { at: chosen, choices: instants }
    : { fault: 'isTwice', choices: instants };
}

/** The zone of the form; undefined: it has none. */
export const zoneOfDraft = ({ timeZone }: Pick<Draft, 'timeZone'>, defaultZone: string) =>
  timeZone === undefined ? defaultZone : zoneOf(timeZone);

/** What `Draft.chosen` has the answer by: not the path, whose number changes when another date is removed. */
export const keyOfTime = (name: string, date?: DateDraft) => (date ? `${date.id}.${name}` : name);

interface Clock {
  zone: string;
  chosen: Draft['chosen'];
  now: number;
}

type Found = Record<string, Fault>;

/** The times of a performance if they are sound; otherwise adds their faults. */
export function checkDate(date: DateDraft, { zone, chosen, now }: Clock, field: string, faults: Found) {
  const read = (name: 'startsAt' | 'salesOpenAt' | 'salesCloseAt') => {
    if (name !== 'startsAt' && date[name] === '') return undefined;
    const time = readTime(date[name], zone, chosen[keyOfTime(name, date)]);
    if (time.fault) faults[`${field}.${name}`] = { key: time.fault === 'isWholeDate' && name === 'startsAt' ? 'isFuture' : time.fault };
    return time;
  };
  const [start, open, close] = [read('startsAt'), read('salesOpenAt'), read('salesCloseAt')];
  const add = (name: string, key: AdminKey) => (faults[`${field}.${name}`] ??= { key });
  const [startsAt, opensAt, closesAt] = [start!.at, open?.at, close?.at];
  if (startsAt === undefined || (open && opensAt === undefined) || (close && closesAt === undefined)) return { startsAt: '' };
  if (startsAt <= now) add('startsAt', 'isFuture');
  else if (opensAt !== undefined && opensAt >= startsAt) add('salesOpenAt', 'isBeforeStart');
  else if (closesAt !== undefined && closesAt > startsAt) add('salesCloseAt', 'isNotAfterStart');
  else if (closesAt !== undefined && closesAt <= Math.max(now, opensAt ?? now)) add('salesCloseAt', 'isAfterOpening');
  return {
    startsAt: textOf(startsAt),
    ...(opensAt === undefined ? {} : { salesOpenAt: textOf(opensAt) }),
    ...(closesAt === undefined ? {} : { salesCloseAt: textOf(closesAt) }),
  };
}

/** When the lobby opens. A sale that opens at once has no lobby before it. */
export function checkLobby(
  lobbyOpensAt: string, dates: readonly { salesOpenAt?: string }[], { zone, chosen, now }: Clock, faults: Found,
): { lobbyOpensAt?: string } {
  if (lobbyOpensAt === '') return {};
  const { at, fault } = readTime(lobbyOpensAt, zone, chosen[keyOfTime('lobbyOpensAt')]);
  const firstSale = Math.min(...dates.map(({ salesOpenAt }) => (salesOpenAt === undefined ? now : Date.parse(salesOpenAt))));
  if (fault) faults['lobbyOpensAt'] = { key: fault };
  else if (at! > firstSale) faults['lobbyOpensAt'] = { key: 'isBeforeSale' };
  else return { lobbyOpensAt: textOf(at!) };
  return {};
}

const textOf = (at: number) => new Date(at).toISOString();
