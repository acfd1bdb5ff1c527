import type { Schemas } from '../api/types';

export type Queue = Schemas['QueueResponse'];

/**
 * The phase of a queue now. The answer may be some seconds old, and the clock tells when the lobby opens. When the sale has opened,
 * only the service knows: the draw must be stored first.
 */
export function phaseOf({ phase, lobbyOpensAt }: Pick<Queue, 'phase' | 'lobbyOpensAt'>, now: number): Queue['phase'] {
  return phase === 'closed' && lobbyOpensAt && Date.parse(lobbyOpensAt) <= now ? 'lobby' : phase;
}

export type DateState = 'open' | 'later' | 'allHeld' | 'soldOut' | 'closed' | 'over';

interface Sale {
  startsAt: string;
  salesOpenAt: string;
  salesCloseAt: string;
  /** Null: not known. */
  seatsAvailable?: number | null | undefined;
  seatsHeld?: number | null | undefined;
}

/** What a date offers now. Held seats are not sold ones: some may come back. */
export function stateOf({ startsAt, salesOpenAt, salesCloseAt, seatsAvailable, seatsHeld }: Sale, now: number): DateState {
  if (Date.parse(startsAt) <= now) return 'over';
  if (Date.parse(salesCloseAt) <= now) return 'closed';
  if (Date.parse(salesOpenAt) > now) return 'later';
  if (seatsAvailable !== 0) return 'open';
  return seatsHeld === 0 ? 'soldOut' : 'allHeld';
}

/** Whether there is a point in joining the line for a date. */
export const canQueueFor = (state: DateState): boolean => state === 'open' || state === 'later' || state === 'allHeld';

/** True if a date opens later than the queue: users can be admitted before they can reserve seats of it. */
export function opensAfterQueue(salesOpenAt: string, opensAt: string | null | undefined): boolean {
  return !!opensAt && Date.parse(salesOpenAt) > Date.parse(opensAt);
}
