import { post, RefusalError } from '../api/client';
import { isSolvable, solve } from '../challenge/solve';
import type { QueueStanding } from './places';
import { codeOf, noteRefusal, requireCode } from './presale';
import { authorization } from './session';

const MOST_CHALLENGES = 5;

interface Joining {
  /** Called when the page begins to solve a challenge. */
  onChallenge?(): void;
  /** Of a place that the user has, or may come back to: while it is live, no challenge is asked for. */
  token?: string;
  /** Whether the user wants to be called; undefined: as before, which is not for a new place. */
  callMe?: boolean | undefined;
}

/**
 * Joins the concert's queue. Where the service asks for a challenge, it is solved first. A solution can be refused, because the
 * challenge expired or because an answer with a place was lost: then the service asks for another one.
 * Where the concert has a presale, the code that the user gave is sent.
 * A user who has a place gets that one. Whoever joins is there: that claims a slot.
 */
export async function join(
  concertId: string, signal: AbortSignal, { onChallenge, token, callMe }: Joining = {},
): Promise<QueueStanding> {
  let response: string | undefined;
  for (let challenges = 0; ; challenges++) {
    // Also before a challenge is solved: meanwhile the page may have learned that there is a presale.
    if (token === undefined) requireCode(concertId);
    const presaleCode = codeOf(concertId);
    const body = { ...(callMe === undefined ? {} : { callMe }), ...(presaleCode === undefined ? {} : { presaleCode }) };
    try {
      return await post('/v1/concerts/{concertId}/queue-tokens', { concertId }, body, {
        signal,
        headers: {
          ...(await authorization()),
          ...(token === undefined ? {} : { 'Queue-Token': token }),
          ...(response === undefined ? {} : { 'Challenge-Response': response }),
        },
      });
    } catch (error) {
      noteRefusal(concertId, error);
      const challenge = error instanceof RefusalError && error.code === 'challenge_required' ? error.problem['challenge'] : undefined;
      if (!isSolvable(challenge) || challenges === MOST_CHALLENGES) throw error;
      onChallenge?.();
      response = await solve(challenge, signal).catch((fault: unknown) => {
        // A browser without workers: its user reads what the service refused.
        throw signal.aborted ? fault : error;
      });
    }
  }
}
