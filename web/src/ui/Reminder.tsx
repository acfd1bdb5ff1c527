import { useEffect, useState } from 'preact/hooks';
import { RefusalError } from '../api/client';
import { delay } from '../api/delay';
import { clockTime, number, t } from '../i18n';
import { clearHold, openHold, type OpenHold } from '../state/hold';
import { clearPlace, currentQueue, keepStanding, placeIn, readQueueStanding } from '../state/places';
import { route } from '../state/router';
import { user } from '../state/session';
import { useTimeLeft } from './hooks';
import { Link } from './parts';

const POLL_MS = 3_000;

/** On every other screen: reminds the user of seats to pay, or of their place in the queue, with a link back. */
export function Reminder() {
  const here = route.value;
  const hold = openHold.value;
  if (!user.value) return null;
  if (hold) return here.at === 'reservation' && here.reservationId === hold.reservationId ? null : <HoldReminder hold={hold} />;
  const concertId = currentQueue.value;
  const isThere = (here.at === 'line' || here.at === 'seats') && here.concertId === concertId;
  return concertId && !isThere ? <QueueReminder key={concertId} concertId={concertId} /> : null;
}

function HoldReminder({ hold }: { hold: OpenHold }) {
  const left = useTimeLeft(hold.expiresAt);
  useEffect(() => {
    if (left === 0) clearHold(hold.reservationId);
  }, [left === 0]);
  return (
    <aside class="reminder" aria-label={t('reminder')}>
      <span>{t('remindHold', { time: clockTime(left) })}</span>
      <Link to={{ at: 'reservation', reservationId: hold.reservationId }} class="button">{t('payNow')}</Link>
    </aside>
  );
}

/** Keeps polling: if nobody polls an admitted place, the service gives it to the next user in the queue. */
function QueueReminder({ concertId }: { concertId: string }) {
  const [place, setPlace] = useState(placeIn(concertId));
  useEffect(() => {
    const unmounted = new AbortController();
    pollPlace(concertId, unmounted.signal, setPlace).catch(() => {});
    return () => unmounted.abort();
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

async function pollPlace(concertId: string, signal: AbortSignal, onPlace: (place: ReturnType<typeof placeIn>) => void) {
  for (let place = placeIn(concertId); place && !signal.aborted; place = placeIn(concertId)) {
    let pause = POLL_MS;
    try {
      const standing = await readQueueStanding(place.token, signal);
      keepStanding(concertId, standing, place.performanceId);
      pause = Math.max(pause, standing.pollAfterSeconds * 1_000);
    } catch (error) {
      if (error instanceof RefusalError && error.isFinal) clearPlace(concertId);
    }

    if (!signal.aborted) onPlace(placeIn(concertId));
    await delay(pause, signal);
  }
}
