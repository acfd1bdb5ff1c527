import { useEffect, useRef, useState } from 'preact/hooks';
import { RefusalError, UnreachableError } from '../api/client';
import { serverNow } from '../api/clock';
import { delay, delayOrWakeUp } from '../api/delay';
import { stream } from '../api/events';
import { callMe } from '../state/calls';
import { isUnclaimed } from '../state/claims';
import { followPlace } from '../state/follow';
import { join } from '../state/join';
import {
  clearPlace, dismissEnding, endings, keepStanding, notePlace, placeHeaders, placeIn, places, readQueueStanding, type QueueStanding,
} from '../state/places';
import { go } from '../state/router';

const RETRY_MS = 2_000;
// Everyone who waits for the lobby comes in by itself when it opens. They are spread, so that they do not all ask in one second.
const LOBBY_SPREAD_MS = 10_000;
// A browser's timer of more than 24 days ends at once.
const LONGEST_TIMER_MS = 3_600_000;

/** The answer to who joins before the lobby opens. */
export interface Closed {
  lobbyOpensAt: string;
  opensAt: string;
}

/** Joins the concert's queue or resumes the place, and follows it until it is this user's turn: then the seats open. */
export function usePlace(concertId: string, performanceId: string) {
  const [isLost, setIsLost] = useState(!navigator.onLine);
  const [closed, setClosed] = useState<Closed>();
  const [isSolving, setIsSolving] = useState(false);
  const [error, setError] = useState<unknown>();
  const [attempt, setAttempt] = useState(0);
  const ending = endings.value.find((each) => each.concertId === concertId);
  const place = places.value.get(concertId);
  useSeatsOnceClaimed(isUnclaimed(place), place?.status === 'active', () => go({ at: 'seats', concertId, performanceId }, true));

  useEffect(() => {
    if (ending) return;
    const unmounted = new AbortController();
    const { signal } = unmounted;
    let stop = () => {};
    // Returns whether the user still waits: in line, or for their own answer to the call.
    const react = ({ status, claimBy }: QueueStanding): boolean => {
      if (status === 'waiting' || (status === 'active' && claimBy)) return true;
      stop();
      if (status === 'active') go({ at: 'seats', concertId, performanceId }, true);
      return false;
    };

    const enter = async () => {
      const onChallenge = () => {
        setClosed(undefined);
        setIsSolving(true);
      };
      const first = await resumeOrJoin(concertId, signal, { onLost: setIsLost, onClosed: setClosed, onChallenge });
      if (signal.aborted) return;
      setIsLost(false);
      setIsSolving(false);
      setClosed(undefined);
      keepStanding(concertId, first.standing, performanceId);
      if (first.isCalled) notePlace(concertId, { isCalled: true });
      // The lobby is polled as told: half an hour of silence is not worth a stream for each of its users.
      const isEnough = ({ status }: QueueStanding) => status !== 'lobby';
      const last = isEnough(first.standing)
        ? first.standing
        : await followPlace(concertId, signal, { from: first.standing, isEnough, onLost: setIsLost });
      if (!last || signal.aborted || !react(last)) return;
      // Each connection sends the newest token: the next one may reach another gateway.
      stop = stream('/v1/queue-tokens/current/stream', () => placeHeaders(placeIn(concertId)?.token ?? last.token), {
        onEvent: (_, data) => {
          keepStanding(concertId, data as QueueStanding, performanceId);
          react(data as QueueStanding);
        },
        onStatus: (status) => setIsLost(status === 'lost'),
        onRefused: (refused) => setError(() => refused),
      });
    };
    enter().catch((fault: unknown) => signal.aborted || setError(() => fault));
    return () => {
      unmounted.abort();
      stop();
    };
  }, [concertId, performanceId, attempt, ending === undefined]);

  const joinAgain = () => {
    setError(undefined);
    setIsSolving(false);
    dismissEnding(concertId);
    setAttempt((last) => last + 1);
  };
  return { place, closed, isLost, isSolving, ending, error, joinAgain };
}

/** A slot that was claimed here, or in another tab: the answer of the claim is there before the stream says it. */
function useSeatsOnceClaimed(isCalled: boolean, isActive: boolean, open: () => void) {
  const wasCalled = useRef(false);
  useEffect(() => {
    if (wasCalled.current && !isCalled && isActive) open();
    wasCalled.current = isCalled;
  }, [isCalled, isActive]);
}

interface Entered {
  standing: QueueStanding;
  /** This request has said that the user wants to be called. */
  isCalled: boolean;
}

interface Entering {
  onLost(isLost: boolean): void;
  onClosed(closed: Closed): void;
  onChallenge(): void;
}

/** Reads the user's place, or joins the queue if there is none. Waits for the lobby, and retries while the service is not reachable. */
async function resumeOrJoin(
  concertId: string, signal: AbortSignal, { onLost, onClosed, onChallenge }: Entering,
): Promise<Entered> {
  for (;;) {
    try {
      return await resumeOrJoinOnce(concertId, signal, onChallenge);
    } catch (error) {
      if (signal.aborted) throw error;
      if (error instanceof RefusalError && error.code === 'queue_not_open') {
        const closed = error.problem as unknown as Closed;
        onLost(false);
        onClosed(closed);
        await untilLobby(Date.parse(closed.lobbyOpensAt), signal);
        continue;
      }

      const isUnavailable = error instanceof UnreachableError || (error instanceof RefusalError && error.code === 'unavailable');
      const isTooMany = error instanceof RefusalError && error.isTooMany;
      if (!(isUnavailable || isTooMany)) throw error;
      if (isUnavailable) onLost(true);
      await delay(RETRY_MS, signal);
    }
  }
}

async function untilLobby(opensAt: number, signal: AbortSignal): Promise<void> {
  for (let left = opensAt - serverNow(); left > 0 && !signal.aborted; left = opensAt - serverNow()) {
    await delayOrWakeUp(Math.min(left, LONGEST_TIMER_MS), signal);
  }

  await delay(RETRY_MS + Math.random() * LOBBY_SPREAD_MS, signal);
}

async function resumeOrJoinOnce(concertId: string, signal: AbortSignal, onChallenge: () => void): Promise<Entered> {
  const known = placeIn(concertId);
  if (known) {
    try {
      // Read the place instead of joining again: a user whose place has ended is informed before they rejoin at the end of the queue.
      return { standing: await readQueueStanding(known.token, signal), isCalled: false };
    } catch (error) {
      if (!(error instanceof RefusalError) || error.code !== 'queue_token_invalid') throw error;
      clearPlace(concertId);
    }
  }

  // A user who does not want to be called here may want it on another device, with the same place.
  const isCalled = callMe.value;
  return { standing: await join(concertId, signal, { onChallenge, callMe: isCalled || undefined }), isCalled };
}
