import { useEffect } from 'preact/hooks';
import { get } from '../api/client';
import { clockTime, clockTimeOfDay, number, spokenTime, t } from '../i18n';
import { comeBack, isUnclaimed } from '../state/claims';
import { followPlace } from '../state/follow';
import { clearHold, openHold, type OpenHold } from '../state/hold';
import { dismissEnding, endings, notePlace, places, type Ending, type Place } from '../state/places';
import { go, route, type Route } from '../state/router';
import { user } from '../state/session';
import { warningOf } from '../state/slot';
import { useCommand, useTimeLeft } from './hooks';
import { ErrorNotice, Link } from './parts';

/**
 * On every screen: follows all places of this device, reminds of seats to pay and of places in queues, calls to a turn, and warns of the
 * end of a slot.
 */
export function Reminder() {
  const here = route.value;
  const hold = openHold.value;
  if (!user.value) return null;
  const all = [...places.value].map(([concertId, place]) => ({ concertId, place }));
  const elsewhere = all.filter(({ concertId }) => !isAt(here, concertId) && concertId !== hold?.concertId);
  const slots = all.filter(({ concertId, place }) => place.status === 'active' && concertId !== hold?.concertId);
  return (
    <>
      {/* The waiting room follows its own place. */}
      {all.filter(({ concertId }) => !(here.at === 'line' && here.concertId === concertId))
        .map(({ concertId, place }) => <Follower key={concertId} concertId={concertId} hasTitle={place.title !== undefined} />)}
      {hold && !((here.at === 'reservation' || here.at === 'change') && here.reservationId === hold.reservationId)
        && <HoldReminder hold={hold} />}
      {elsewhere.map(({ concertId, place }) => <PlaceReminder key={concertId} concertId={concertId} place={place} />)}
      <div aria-live="assertive">
        {slots.map(({ concertId, place }) => <SlotWarning key={concertId} place={place} />)}
      </div>
      <div aria-live="assertive">
        {/* The waiting room explains its own. A place that was left or paid with on another device is no news. */}
        {endings.value.filter(({ concertId, why }) => why !== 'over' && !(here.at === 'line' && here.concertId === concertId))
          .map((ending) => <EndingNotice key={ending.concertId} ending={ending} />)}
      </div>
    </>
  );
}

function isAt(here: Route, concertId: string): boolean {
  return (here.at === 'line' || here.at === 'seats') && here.concertId === concertId;
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

/**
 * Keeps reading: if nobody reads an admitted place, the service gives it to the next user in the queue. The place of a user who is called
 * is read for the answer of another device.
 */
function Follower({ concertId, hasTitle }: { concertId: string; hasTitle: boolean }) {
  useEffect(() => {
    const unmounted = new AbortController();
    // A place that is refused is removed: there is nothing to show.
    followPlace(concertId, unmounted.signal).catch(() => {});
    return () => unmounted.abort();
  }, [concertId]);
  useEffect(() => {
    if (hasTitle) return;
    const unmounted = new AbortController();
    get('/v1/concerts/{concertId}', { concertId }, { signal: unmounted.signal })
      .then(({ title }) => notePlace(concertId, { title }))
      .catch(() => {});
    return () => unmounted.abort();
  }, [concertId, hasTitle]);
  return null;
}

function PlaceReminder({ concertId, place }: { concertId: string; place: Place }) {
  const { performanceId, status, title = '', activeUntil, claimBy } = place;
  const left = useTimeLeft(claimBy ?? activeUntil);
  const isActive = status === 'active';
  const mustClaim = isUnclaimed(place);
  const isCalling = isActive && !place.isAttended;
  return (
    <aside class={isCalling ? 'reminder turn' : 'reminder'} aria-label={title ? `${t('reminder')}: ${title}` : t('reminder')}>
      <span>
        {/* Without the time, which changes each second. */}
        <span role="status">
          {mustClaim ? t('turnTitle') : isCalling ? t('lineIn') : isActive ? '' : status === 'lobby' ? t('remindLobby')
            : t('remindLine', { position: number(place.lastPosition) })}
        </span>
        {isActive && <span> {t(mustClaim ? 'claimLeft' : 'slotLeft', { time: clockTime(left) })}</span>}
        {title && <small>{title}</small>}
      </span>
      {/* Any press claims the slot, so also that of this link. */}
      <Link to={{ at: isActive && !mustClaim ? 'seats' : 'line', concertId, performanceId }} class="button">
        {t(mustClaim ? 'iAmHere' : isActive ? 'seatsTitle' : 'remindLineGo')}
      </Link>
    </aside>
  );
}

/** Changes only when another warning is due, so that a screen reader announces each once. */
function SlotWarning({ place: { activeUntil, title = '' } }: { place: Place }) {
  const warning = warningOf(useTimeLeft(activeUntil));
  if (warning === undefined) return null;
  return <p class="notice bad slot-notice">{t('slotWarning', { time: spokenTime(warning), title })}</p>;
}

function EndingNotice({ ending }: { ending: Ending }) {
  const { concertId, performanceId, title = '', why, back } = ending;
  const returning = useCommand();
  const canReturn = useTimeLeft(back?.until) > 0;
  const joinAgain = () => {
    dismissEnding(concertId);
    go({ at: 'line', concertId, performanceId });
  };
  const goBack = () => returning.run(async () => {
    await comeBack(ending);
    go({ at: 'line', concertId, performanceId });
  });
  return (
    <div class="notice bad slot-notice">
      <p>{t(why === 'missed' ? 'remindMissed' : 'remindTimeUp', { title })}</p>
      {/* Not the time that is left: a screen reader would announce each change. */}
      {back && canReturn && <p>{t('backUntil', { time: clockTimeOfDay(Date.parse(back.until)) })}</p>}
      <ErrorNotice error={returning.error} />
      <div class="actions">
        {canReturn
          ? <button type="button" disabled={returning.isBusy} onClick={goBack}>{t('backToFront')}</button>
          : <button type="button" onClick={joinAgain}>{t('lineJoinAgain')}</button>}
        <button type="button" class="quiet" onClick={() => dismissEnding(concertId)}>{t('understood')}</button>
      </div>
    </div>
  );
}
