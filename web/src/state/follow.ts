import { RefusalError } from '../api/client';
import { serverNow } from '../api/clock';
import { delayOrWakeUp } from '../api/delay';
import { clearPlace, keepStanding, placeIn, readQueueStanding, type QueueStanding } from './places';

const RETRY_MS = 3_000;
// A slot that was claimed needs no more polls. These notice that another device has paid or left.
const ACTIVE_POLL_MS = 30_000;
// Another device of the user can claim the slot, and these notice it.
const CALLED_POLL_MS = 5_000;

/** How long to wait until the next read of a place, as the service says. An active place is read at its end, or its claim window's. */
export function pauseAfter(
  standing: Pick<QueueStanding, 'status' | 'pollAfterSeconds' | 'expiresAt' | 'claimBy'>, now: number,
): number {
  const told = standing.pollAfterSeconds * 1_000;
  if (standing.status !== 'active' || !standing.expiresAt) return told;
  if (standing.claimBy) return Math.max(told, Math.min(CALLED_POLL_MS, Date.parse(standing.claimBy) - now));
  return Math.max(told, Math.min(ACTIVE_POLL_MS, Date.parse(standing.expiresAt) - now));
}

interface Following {
  /** The answer to begin from: the next read follows when it says. Without it the place is read at once. */
  from?: QueueStanding;
  /** Ends the reads after an answer, when something else follows the place from there. */
  isEnough?(standing: QueueStanding): boolean;
  /** Called with whether the last read got no answer. */
  onLost?(isLost: boolean): void;
}

/**
 * Reads a place as often as the service says, and stores each answer, until the place is over or the signal aborts. Returns the last
 * answer; undefined if the place was removed meanwhile.
 */
export async function followPlace(
  concertId: string, signal: AbortSignal, { from, isEnough, onLost }: Following = {},
): Promise<QueueStanding | undefined> {
  if (from) await delayOrWakeUp(pauseAfter(from, serverNow()), signal);
  for (let place = placeIn(concertId); place && !signal.aborted; place = placeIn(concertId)) {
    let pause = RETRY_MS;
    try {
      const standing = await readQueueStanding(place.token, signal);
      onLost?.(false);
      keepStanding(concertId, standing, place.performanceId);
      if (standing.status === 'expired' || isEnough?.(standing)) return standing;
      pause = pauseAfter(standing, serverNow());
    } catch (error) {
      if (signal.aborted) return undefined;
      if (error instanceof RefusalError && error.isFinal) {
        clearPlace(concertId);
        throw error;
      }

      onLost?.(true);
    }

    await delayOrWakeUp(pause, signal);
  }

  return undefined;
}
