import { useEffect, useState } from 'preact/hooks';
import { RefusalError, remove, UnreachableError } from '../api/client';
import { delay } from '../api/delay';
import { stream, type StreamStatus } from '../api/events';
import { counted, number, spokenTime, t } from '../i18n';
import { join } from '../state/join';
import {
  clearPlace, keepStanding, placeHeaders, placeIn, readQueueStanding, type Place, type QueueStanding,
} from '../state/places';
import { go } from '../state/router';
import { useCommand } from '../ui/hooks';
import { Confirm, ErrorNotice, Heading, Link, Loading } from '../ui/parts';
import { QueueProgress } from '../ui/QueueProgress';

const RETRY_MS = 2_000;

/** The service stores the place and this device stores its token, so a reload or a lost connection does not lose the place. */
export function WaitingRoom({ concertId, performanceId }: { concertId: string; performanceId: string }) {
  const { place, streamStatus, isSolving, hasEnded, error, joinAgain } = usePlace(concertId, performanceId);
  const leaving = useCommand();
  const [isConfirming, setIsConfirming] = useState(false);
  const leave = () => leaving.run(async () => {
    const token = placeIn(concertId)?.token;
    if (token) await remove('/v1/queue-tokens/current', {}, { headers: await placeHeaders(token) });
    clearPlace(concertId);
    go({ at: 'concert', concertId });
  });

  if (error !== undefined) {
    return (
      <>
        <Heading>{t('errTitle')}</Heading>
        <ErrorNotice error={error} onRetry={joinAgain}>
          <Link to={{ at: 'concerts' }} class="button quiet">{t('allConcerts')}</Link>
        </ErrorNotice>
      </>
    );
  }

  if (hasEnded) {
    return (
      <div class="middle">
        <Heading>{t('lineEnded')}</Heading>
        <p>{t('lineEndedText')}</p>
        <button type="button" class="primary" onClick={joinAgain}>{t('lineJoinAgain')}</button>
      </div>
    );
  }

  if (!place) return streamStatus === 'lost' ? <Offline /> : <Joining isSolving={isSolving} />;
  return (
    <div class="middle">
      <Heading tab={t('lineTab', { position: number(place.lastPosition) })}>{t('lineTitle')}</Heading>
      <QueuePosition place={place} />
      <p class={streamStatus === 'lost' ? 'notice bad' : 'dim small'} role="status">
        {streamStatus === 'lost' ? t('lineOffline') : t('lineKept')}
      </p>
      <ErrorNotice error={leaving.error} onRetry={leave} />
      <button type="button" class="quiet" disabled={leaving.isBusy} onClick={() => setIsConfirming(true)}>{t('lineLeave')}</button>
      {isConfirming && (
        <Confirm question={t('lineLeaveConfirm')} yes={t('lineLeave')} no={t('lineStay')} onYes={leave}
          onClose={() => setIsConfirming(false)} />
      )}
    </div>
  );
}

function Joining({ isSolving }: { isSolving: boolean }) {
  return (
    <div class="middle">
      <Heading>{t('lineJoining')}</Heading>
      {isSolving ? <p role="status">{t('lineSolving')}</p> : <Loading />}
    </div>
  );
}

function Offline() {
  return (
    <div class="middle">
      <Heading>{t('lineTitle')}</Heading>
      <p class="notice bad" role="status">{t('lineOffline')}</p>
    </div>
  );
}

function QueuePosition({ place }: { place: Place }) {
  const ahead = place.lastPosition - 1;
  const passed = Math.max(0, place.firstPosition - place.lastPosition) / Math.max(1, place.firstPosition);
  const words = ahead > 0 ? counted('lineAheadOne', 'lineAhead', ahead) : t('lineAheadNone');
  return (
    <>
      <QueueProgress part={passed} label={t('lineProgress')} words={words} />
      <p class="position"><small>{t('linePosition')}</small><b>{number(place.lastPosition)}</b></p>
      <p class="lead" role="status">{words}</p>
      <p>{place.estimatedWaitSeconds > 0 ? t('lineEstimate', { time: spokenTime(place.estimatedWaitSeconds) }) : t('lineEstimateNone')}</p>
    </>
  );
}

function usePlace(concertId: string, performanceId: string) {
  const [place, setPlace] = useState(placeIn(concertId));
  const [streamStatus, setStreamStatus] = useState<StreamStatus>('connecting');
  const [isSolving, setIsSolving] = useState(false);
  const [hasEnded, setHasEnded] = useState(false);
  const [error, setError] = useState<unknown>();
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    const unmounted = new AbortController();
    let stop = () => {};
    // Returns whether the user still waits.
    const apply = (standing: QueueStanding): boolean => {
      const current = keepStanding(concertId, standing, performanceId);
      if (!current) {
        setHasEnded(true);
        stop();
        return false;
      }

      setPlace(current);
      if (standing.status !== 'active') return true;
      // The phone may be in a pocket: vibrate, where the device supports it and the browser allows it.
      if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(200);
      go({ at: 'seats', concertId, performanceId }, true);
      return false;
    };

    const begin = async () => {
      const standing = await resumeOrJoinWithRetry(
        concertId, unmounted.signal, () => setStreamStatus('lost'), () => setIsSolving(true));
      if (unmounted.signal.aborted || !apply(standing)) return;
      setStreamStatus('open');
      // Each connection sends the newest token: the next one may reach another gateway.
      stop = stream('/v1/queue-tokens/current/stream', () => placeHeaders(placeIn(concertId)?.token ?? standing.token), {
        onEvent: (_, data) => apply(data as QueueStanding),
        onStatus: setStreamStatus,
        onRefused: (refused) => setError(() => refused),
      });
    };
    begin().catch((fault: unknown) => unmounted.signal.aborted || setError(() => fault));
    return () => {
      unmounted.abort();
      stop();
    };
  }, [concertId, performanceId, attempt]);

  const joinAgain = () => {
    setError(undefined);
    setIsSolving(false);
    setHasEnded(false);
    setPlace(undefined);
    setAttempt((last) => last + 1);
  };
  return { place, streamStatus, isSolving, hasEnded, error, joinAgain };
}

/** Reads the user's place, or joins the queue if there is none. Retries while the service is not reachable. */
async function resumeOrJoinWithRetry(
  concertId: string, signal: AbortSignal, onLost: () => void, onChallenge: () => void,
): Promise<QueueStanding> {
  for (;;) {
    try {
      return await resumeOrJoin(concertId, signal, onChallenge);
    } catch (error) {
      const isUnavailable = error instanceof UnreachableError || (error instanceof RefusalError && error.code === 'unavailable');
      const isTooMany = error instanceof RefusalError && error.isTooMany;
      if (signal.aborted || !(isUnavailable || isTooMany)) throw error;
      if (isUnavailable) onLost();
      await delay(RETRY_MS, signal);
    }
  }
}

async function resumeOrJoin(concertId: string, signal: AbortSignal, onChallenge: () => void): Promise<QueueStanding> {
  const known = placeIn(concertId);
  if (known) {
    try {
      // Read the place instead of joining again: a user whose place has ended is informed before they rejoin at the end of the queue.
      return await readQueueStanding(known.token, signal);
    } catch (error) {
      if (!(error instanceof RefusalError) || error.code !== 'queue_token_invalid') throw error;
      clearPlace(concertId);
    }
  }

  return join(concertId, signal, onChallenge);
}
