import { useEffect, useRef, useState } from 'preact/hooks';
import { get, post, RefusalError } from '../api/client';
import type { Schemas } from '../api/types';
import { clockTime, t } from '../i18n';
import { venueTime } from '../i18n/venue';
import type { Plan } from '../map/geometry';
import { nameOfId } from '../map/names';
import type { MapHandle } from '../map/SeatMap';
import { isUnclaimed } from '../state/claims';
import { saveHold } from '../state/hold';
import { notePlace, placeIn, places } from '../state/places';
import { go } from '../state/router';
import { rules, sendIdempotent } from '../state/session';
import { useCommand, useLoaded, useTimeLeft } from '../ui/hooks';
import { ErrorNotice, Heading, Link, Loading } from '../ui/parts';
import { ChoiceBar } from './ChoiceBar';
import { SeatFrame } from './SeatFrame';
import { useChoice, useLoneSeats, useOwnSeats } from './useChoice';
import { useSeats } from './useSeats';

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
    <SeatFrame title={t('seatsTitle')} performance={performance} notice={notice} seats={seats} currency={currency} chosen={chosen} own={own}
      lone={lone} tiers={tiers} onTiers={setTiers} onSeat={toggle} onReady={(handle) => (map.current = handle)}
      aside={slot.isActive && <p class={slot.left < 60_000 ? 'slot soon' : 'slot'}>{t('slotLeft', { time: clockTime(slot.left) })}</p>}
      error={<ReservationError error={command.error} plan={seats.plan} performance={performance} onTake={reserveSeats} />}>
      {untilSale > 0
        ? <p class="notice" role="status">{t('dateOpensAt', { when: opening })}</p>
        : slot.isActive
        ? <ChoiceBar seats={seats} currency={currency} chosen={chosen} own={own} lone={lone} isLoneRefused={performance.refuseLoneSeats}
            tiers={tiers} limit={limit} isBusy={command.isBusy} onReserve={reserveSeats} onSeat={toggle} onClear={clear} />
        : (
          <div class="choice-bar">
            <Link to={{ at: 'line', concertId, performanceId }} class="button primary">{t('joinToChoose')}</Link>
          </div>
        )}
    </SeatFrame>
  );
}

// What the user can do about these is under "My tickets".
const ABOUT_RESERVATIONS = ['seat_limit_exceeded', 'hold_limit_exceeded', 'reservation_expired'];

function ReservationError({ error, plan, performance: { concertId, performanceId, timeZone }, onTake }:
  { error: unknown; plan: Plan; performance: Performance; onTake: (request: SeatRequest) => void }) {
  const code = error instanceof RefusalError ? error.code : '';
  return (
    <ErrorNotice error={error} context={{ nameSeat: (id) => nameOfId(plan, id), zone: timeZone }}>
      {code.startsWith('queue_token') && (
        <Link to={{ at: 'line', concertId, performanceId }} class="button">{t('joinLine')}</Link>
      )}
      {ABOUT_RESERVATIONS.includes(code) && <Link to={{ at: 'mine' }} class="button">{t('toMine')}</Link>}
      <Alternatives error={error} plan={plan} onTake={(seatIds) => onTake({ seatIds })} />
    </ErrorNotice>
  );
}

/** Where seats were taken: free ones close by. */
export function Alternatives({ error, plan, onTake }: { error: unknown; plan: Plan; onTake: (seatIds: string[]) => void }) {
  const found = error instanceof RefusalError && error.code === 'seat_taken' ? (error.problem['alternatives'] as string[][]) : [];
  return (
    <>
      {found.length > 0 && <span class="dim">{t('alternatives')}:</span>}
      {found.map((seatIds) => (
        <button type="button" key={seatIds.join()} onClick={() => onTake(seatIds)}>
          {t('takeThese', { seats: seatIds.map((id) => nameOfId(plan, id)).join(', ') })}
        </button>
      ))}
    </>
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
