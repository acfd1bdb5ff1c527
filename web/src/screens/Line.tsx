import { useEffect, useState } from 'preact/hooks';
import { post, Refused, remove, Unreachable, waitFor } from '../api/client';
import { stream, type Link as Connection } from '../api/events';
import { counted, number, spokenTime, t } from '../i18n';
import { forgetPlace, keepPlace, placeAfter, placeHeaders, placeIn, readStanding, type Place, type Standing } from '../state/places';
import { go } from '../state/router';
import { authorization } from '../state/session';
import { useCommand } from '../ui/hooks';
import { Confirm, Heading, Link, Loading, Trouble } from '../ui/parts';
import { Road } from '../ui/Road';

const ASK_AGAIN_MS = 2_000;

/** The waiting room. The place is the service's; this device keeps the token, so a reload or a tunnel costs nothing. */
export function Line({ concertId, performanceId }: { concertId: string; performanceId: string }) {
  const { place, link, hasEnded, error, joinAgain } = usePlace(concertId, performanceId);
  const leaving = useCommand();
  const [asksToLeave, setAsksToLeave] = useState(false);
  const leave = () => leaving.run(async () => {
    const token = placeIn(concertId)?.token;
    if (token) await remove('/v1/queue-tokens/current', {}, { headers: await placeHeaders(token) });
    forgetPlace(concertId);
    go({ at: 'concert', concertId });
  });

  if (error !== undefined) {
    return (
      <>
        <Heading>{t('errTitle')}</Heading>
        <Trouble error={error} onRetry={joinAgain}><Link to={{ at: 'concerts' }} class="button quiet">{t('allConcerts')}</Link></Trouble>
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

  if (!place) return link === 'lost' ? <Offline /> : <div class="middle"><Heading>{t('lineJoining')}</Heading><Loading /></div>;
  return (
    <div class="middle">
      <Heading tab={t('lineTab', { position: number(place.lastPosition) })}>{t('lineTitle')}</Heading>
      <Standing place={place} />
      <p class={link === 'lost' ? 'notice bad' : 'dim small'} role="status">
        {link === 'lost' ? t('lineOffline') : t('lineKept')}
      </p>
      <Trouble error={leaving.error} onRetry={leave} />
      <button type="button" class="quiet" disabled={leaving.isBusy} onClick={() => setAsksToLeave(true)}>{t('lineLeave')}</button>
      {asksToLeave && (
        <Confirm question={t('lineLeaveConfirm')} yes={t('lineLeave')} no={t('lineStay')} onYes={leave}
          onClose={() => setAsksToLeave(false)} />
      )}
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

function Standing({ place }: { place: Place }) {
  const ahead = place.lastPosition - 1;
  const passed = Math.max(0, place.firstPosition - place.lastPosition) / Math.max(1, place.firstPosition);
  const words = ahead > 0 ? counted('lineAheadOne', 'lineAhead', ahead) : t('lineAheadNone');
  return (
    <>
      <Road part={passed} label={t('lineProgress')} words={words} />
      <p class="position"><small>{t('linePosition')}</small><b>{number(place.lastPosition)}</b></p>
      <p class="lead" role="status">{words}</p>
      <p>{place.estimatedWaitSeconds > 0 ? t('lineEstimate', { time: spokenTime(place.estimatedWaitSeconds) }) : t('lineEstimateNone')}</p>
    </>
  );
}

function usePlace(concertId: string, performanceId: string) {
  const [place, setPlace] = useState(placeIn(concertId));
  const [link, setLink] = useState<Connection>('connecting');
  const [hasEnded, setHasEnded] = useState(false);
  const [error, setError] = useState<unknown>();
  const [turn, setTurn] = useState(0);

  useEffect(() => {
    const left = new AbortController();
    let stop = () => {};
    const take = (standing: Standing): boolean => {
      if (standing.status === 'expired') {
        forgetPlace(concertId);
        setHasEnded(true);
        stop();
        return false;
      }

      const kept = placeAfter(standing, performanceId, placeIn(concertId));
      keepPlace(concertId, kept);
      setPlace(kept);
      if (standing.status !== 'active') return true;
      // In a pocket: a buzz says it, where there is one and the page may use it.
      if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(200);
      go({ at: 'seats', concertId, performanceId }, true);
      return false;
    };

    const begin = async () => {
      const standing = await standIn(concertId, left.signal, () => setLink('lost'));
      if (left.signal.aborted || !take(standing)) return;
      setLink('open');
      const headers = await placeHeaders(standing.token);
      if (left.signal.aborted) return;
      stop = stream('/v1/queue-tokens/current/stream', headers, {
        onEvent: (_, data) => take(data as Standing),
        onLink: setLink,
        onRefused: (refused) => setError(() => refused),
      });
    };
    begin().catch((fault: unknown) => left.signal.aborted || setError(() => fault));
    return () => {
      left.abort();
      stop();
    };
  }, [concertId, performanceId, turn]);

  const joinAgain = () => {
    setError(undefined);
    setHasEnded(false);
    setPlace(undefined);
    setTurn((last) => last + 1);
  };
  return { place, link, hasEnded, error, joinAgain };
}

/** Where the user's place stands; a new one where there is none. Goes on asking while nobody answers. */
async function standIn(concertId: string, signal: AbortSignal, onLost: () => void): Promise<Standing> {
  for (;;) {
    try {
      return await askOrJoin(concertId, signal);
    } catch (error) {
      const isAway = error instanceof Unreachable || (error instanceof Refused && error.code === 'unavailable');
      if (signal.aborted || !isAway) throw error;
      onLost();
      await waitFor(ASK_AGAIN_MS, signal);
    }
  }
}

async function askOrJoin(concertId: string, signal: AbortSignal): Promise<Standing> {
  const known = placeIn(concertId);
  if (known) {
    try {
      // Asked for, not joined again: whoever comes back to a place that is over is told so before they stand at the end.
      return await readStanding(known.token, signal);
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'queue_token_invalid') throw error;
      forgetPlace(concertId);
    }
  }

  return post('/v1/concerts/{concertId}/queue-tokens', { concertId }, undefined, {
    signal, headers: await authorization(),
  });
}
