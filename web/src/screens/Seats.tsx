import { useComputed } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { get, post, RefusalError } from '../api/client';
import type { Schemas } from '../api/types';
import { clockTime, t } from '../i18n';
import { venueTime } from '../i18n/venue';
import type { Plan } from '../map/geometry';
import { Legend } from '../map/Legend';
import { nameOfId } from '../map/names';
import { SeatMap, type MapHandle } from '../map/SeatMap';
import { isUnclaimed } from '../state/claims';
import { saveHold } from '../state/hold';
import { notePlace, placeIn, places } from '../state/places';
import { go } from '../state/router';
import { rules, sendIdempotent } from '../state/session';
import { useCommand, useLoaded, useTimeLeft } from '../ui/hooks';
import { lazy } from '../ui/lazy';
import { ErrorNotice, Heading, Link, Loading } from '../ui/parts';
import { ChoiceBar } from './ChoiceBar';
import { useChoice, useLoneSeats, useOwnSeats } from './useChoice';
import { useIsWide, useSeats } from './useSeats';

// A small screen shows the map alone until its user asks for the list.
const SeatList = lazy(() => import('../map/SeatList').then((loaded) => loaded.SeatList));

type Performance = Schemas['PerformanceResponse'];
type SeatRequest = Omit<Schemas['ReserveRequest'], 'performanceId'>;

export function Seats({ performanceId }: { performanceId: string }) {
  const performance = useLoaded(
    (signal) => get('/v1/performances/{performanceId}', { performanceId }, { signal }), [performanceId]);
  if (performance.value) return <SeatChooser key={performanceId} performance={performance.value} />;
  return performance.error ? (
    <>
      <Heading>{t('notFoundTitle')}</Heading>
      <ErrorNotice error={performance.error} onRetry={performance.reload}>
        <Link to={{ at: 'concerts' }} class="button">{t('allConcerts')}</Link>
      </ErrorNotice>
    </>
  ) : <Loading />;
}

function SeatChooser({ performance }: { performance: Performance }) {
  const { performanceId, concertId } = performance;
  const seats = useSeats(performance);
  const map = useRef<MapHandle>(undefined);
  const command = useCommand();
  const own = useOwnSeats(seats, performanceId);
  const { chosen, limit, toggle, notice, clear, forget } = useChoice(seats, performanceId, own, command.isBusy);
  const [tiers, setTiers] = useState<ReadonlySet<number>>(new Set());
  const [view, setView] = useState<'map' | 'list'>('map');
  const isWide = useIsWide();
  // Not the version itself, so that this screen is not rendered again for each seat that changes.
  const hasSnapshot = useComputed(() => seats.version.value > 0);
  const slot = useSlot(concertId, performanceId);
  const untilSale = useTimeLeft(performance.salesOpenAt);
  const opening = venueTime(performance.salesOpenAt, performance.timeZone, { isInSentence: true });
  const { currency } = rules();
  const lone = useLoneSeats(seats, chosen);
  const reserveSeats = (request: SeatRequest) => command.run(async () => {
    try {
      const held = await reserve(performance, request);
      forget();
      saveHold({ ...held, concertId });
      go({ at: 'reservation', reservationId: held.reservationId });
    } catch (error) {
      if (error instanceof RefusalError && error.code === 'seat_taken') {
        map.current?.flash(seats.markTaken(error.problem['seatIds'] as string[]));
      }
      throw error;
    }
  });

  return (
    <div class={`choosing view-${view}`}>
      <div class="choosing-head">
        <div>
          <Heading>{t('seatsTitle')}</Heading>
          <p class="dim">
            <span class="one-line">{performance.title}</span>{' · '}
            {venueTime(performance.startsAt, performance.timeZone, { dateStyle: 'medium' })}
          </p>
        </div>
        {slot.isActive && <p class={slot.left < 60_000 ? 'slot soon' : 'slot'}>{t('slotLeft', { time: clockTime(slot.left) })}</p>}
      </div>
      <p class="unseen" role="status">{notice}</p>
      {notice && <p class="notice" aria-hidden="true">{notice}</p>}
      {seats.streamStatus.value === 'lost' && <p class="notice bad" role="status">{t('mapLost')}</p>}
      <ReservationError error={command.error} plan={seats.plan} performance={performance} onTake={reserveSeats} />
      {!isWide && (
        <div class="tabs" role="group">
          <button type="button" aria-pressed={view === 'map'} onClick={() => setView('map')}>{t('map')}</button>
          <button type="button" aria-pressed={view === 'list'} onClick={() => setView('list')}>{t('list')}</button>
        </div>
      )}
      <div class="choosing-body">
        <div class="map-pane">
          {!hasSnapshot.value && <Loading />}
          <SeatMap seats={seats} currency={currency} chosen={chosen} own={own} lone={lone} tiers={tiers} onSeat={toggle}
            onReady={(handle) => (map.current = handle)} />
          <Legend seats={seats} currency={currency} tiers={tiers} onTiers={setTiers} />
        </div>
        {(isWide || view === 'list') && (
          <section class="list-pane" aria-label={t('list')}>
            <SeatList seats={seats} currency={currency} chosen={chosen} own={own} tiers={tiers} onSeat={toggle} />
          </section>
        )}
      </div>
      {untilSale > 0
        ? <p class="notice" role="status">{t('dateOpensAt', { when: opening })}</p>
        : slot.isActive
        ? <ChoiceBar seats={seats} currency={currency} chosen={chosen} own={own} lone={lone} tiers={tiers} limit={limit}
            isBusy={command.isBusy} onReserve={reserveSeats} onSeat={toggle} onClear={clear} />
        : (
          <div class="choice-bar">
            <Link to={{ at: 'line', concertId, performanceId }} class="button primary">{t('joinToChoose')}</Link>
          </div>
        )}
    </div>
  );
}

// What the user can do about these is under "My tickets".
const ABOUT_RESERVATIONS = ['seat_limit_exceeded', 'hold_limit_exceeded', 'reservation_expired'];

function ReservationError({ error, plan, performance: { concertId, performanceId, timeZone }, onTake }:
  { error: unknown; plan: Plan; performance: Performance; onTake: (request: SeatRequest) => void }) {
  const code = error instanceof RefusalError ? error.code : '';
  const alternatives = code === 'seat_taken' ? ((error as RefusalError).problem['alternatives'] as string[][]) : [];
  return (
    <ErrorNotice error={error} context={{ nameSeat: (id) => nameOfId(plan, id), zone: timeZone }}>
      {code.startsWith('queue_token') && (
        <Link to={{ at: 'line', concertId, performanceId }} class="button">{t('joinLine')}</Link>
      )}
      {ABOUT_RESERVATIONS.includes(code) && <Link to={{ at: 'mine' }} class="button">{t('toMine')}</Link>}
      {alternatives.length > 0 && <span class="dim">{t('alternatives')}:</span>}
      {alternatives.map((seatIds) => (
        <button type="button" key={seatIds.join()} onClick={() => onTake({ seatIds })}>
          {t('takeThese', { seats: seatIds.map((id) => nameOfId(plan, id)).join(', ') })}
        </button>
      ))}
    </ErrorNotice>
  );
}

/**
 * The time left in the user's slot, whose place the reminder follows. A user who is still waiting,
 * or is called and has not answered, is redirected to the waiting room.
 */
function useSlot(concertId: string, performanceId: string): { isActive: boolean; left: number } {
  const place = places.value.get(concertId);
  const left = useTimeLeft(place?.activeUntil);
  const isWaiting = place !== undefined && (place.status !== 'active' || isUnclaimed(place));
  useEffect(() => {
    if (isWaiting) go({ at: 'line', concertId, performanceId }, true);
  }, [isWaiting]);
  // A turn that comes in a tab behind others calls until the user has looked at the tab.
  const isCalling = place?.status === 'active' && !place.isAttended;
  useEffect(() => {
    if (!isCalling) return;
    const attend = () => document.visibilityState === 'visible' && notePlace(concertId, { isAttended: true });
    attend();
    document.addEventListener('visibilitychange', attend);
    return () => document.removeEventListener('visibilitychange', attend);
  }, [isCalling]);
  return { isActive: left > 0, left };
}

function reserve({ performanceId, concertId }: Performance, request: SeatRequest) {
  const body = { performanceId, ...request };
  return sendIdempotent(`reserve ${JSON.stringify(body)}`, (headers) => post('/v1/reservations', {}, body, {
    headers: { ...headers, 'Queue-Token': placeIn(concertId)?.token ?? '' },
  }));
}
