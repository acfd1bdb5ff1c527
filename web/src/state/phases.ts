import type { Schemas } from '../api/types';

export type Queue = Schemas['QueueResponse'];

/**
 * The phase of a queue now. The answer may be some seconds old, and the clock tells when the lobby opens. When the sale has opened,
 * only the service knows: the draw must be stored first.
 */
export function phaseOf({ phase, lobbyOpensAt }: Pick<Queue, 'phase' | 'lobbyOpensAt'>, now: number): Queue['phase'] {
  return phase === 'closed' && lobbyOpensAt && Date.parse(lobbyOpensAt) <= now ? 'lobby' : phase;
}

/** Whether a date is on sale. */
export function saleOf(
  { startsAt, salesOpenAt, salesCloseAt }: { startsAt: string; salesOpenAt: string; salesCloseAt: string }, now: number,
): 'later' | 'now' | 'closed' | 'over' {
  if (Date.parse(startsAt) <= now) return 'over';
  if (Date.parse(salesCloseAt) <= now) return 'closed';
  return Date.parse(salesOpenAt) > now ? 'later' : 'now';
}

/** True if a date opens later than the queue: users can be admitted before they can reserve seats of it. */
export function opensAfterQueue(salesOpenAt: string, opensAt: string | null | undefined): boolean {
  return !!opensAt && Date.parse(salesOpenAt) > Date.parse(opensAt);
}
