import { useEffect, useState } from 'preact/hooks';
import { Refused, waitFor } from '../api/client';
import { clockTime, number, t } from '../i18n';
import { forgetHold, openHold, type OpenHold } from '../state/hold';
import { currentLine, forgetPlace, keepPlace, placeAfter, placeIn, readStanding } from '../state/places';
import { route } from '../state/router';
import { user } from '../state/session';
import { useTimeLeft } from './hooks';
import { Link } from './parts';

const ASK_AGAIN_MS = 3_000;

/** For whoever looks elsewhere meanwhile: seats that wait for their payment, or a place in line, with the way back. */
export function Reminder() {
  const here = route.value;
  const hold = openHold.value;
  if (!user.value) return null;
  if (hold) return here.at === 'reservation' && here.reservationId === hold.reservationId ? null : <HoldReminder hold={hold} />;
  const concertId = currentLine.value;
  const isThere = (here.at === 'line' || here.at === 'seats') && here.concertId === concertId;
  return concertId && !isThere ? <LineReminder key={concertId} concertId={concertId} /> : null;
}

function HoldReminder({ hold }: { hold: OpenHold }) {
  const left = useTimeLeft(hold.expiresAt);
  useEffect(() => {
    if (left === 0) forgetHold(hold.reservationId);
  }, [left === 0]);
  return (
    <aside class="reminder" aria-label={t('reminder')}>
      <span>{t('remindHold', { time: clockTime(left) })}</span>
      <Link to={{ at: 'reservation', reservationId: hold.reservationId }} class="button">{t('payNow')}</Link>
    </aside>
  );
}

/** Goes on asking: an admitted place that nobody asks for goes to the next in line. */
function LineReminder({ concertId }: { concertId: string }) {
  const [place, setPlace] = useState(placeIn(concertId));
  useEffect(() => {
    const left = new AbortController();
    follow(concertId, left.signal, setPlace).catch(() => {});
    return () => left.abort();
  }, [concertId]);
  if (!place) return null;
  const { performanceId } = place;
  return (
    <aside class="reminder" aria-label={t('reminder')}>
      <span role="status">{place.activeUntil ? t('lineIn') : t('remindLine', { position: number(place.lastPosition) })}</span>
      <Link to={{ at: place.activeUntil ? 'seats' : 'line', concertId, performanceId }} class="button">
        {place.activeUntil ? t('seatsTitle') : t('remindLineGo')}
      </Link>
    </aside>
  );
}

async function follow(concertId: string, signal: AbortSignal, onPlace: (place: ReturnType<typeof placeIn>) => void) {
  for (let place = placeIn(concertId); place && !signal.aborted; place = placeIn(concertId)) {
    let pause = ASK_AGAIN_MS;
    try {
      const standing = await readStanding(place.token, signal);
      if (standing.status === 'expired') forgetPlace(concertId);
      else keepPlace(concertId, placeAfter(standing, place.performanceId, place));
      pause = Math.max(pause, standing.pollAfterSeconds * 1_000);
    } catch (error) {
      if (error instanceof Refused && error.isFinal) forgetPlace(concertId);
    }

    if (!signal.aborted) onPlace(placeIn(concertId));
    await waitFor(pause, signal);
  }
}
