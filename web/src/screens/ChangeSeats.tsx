import { useComputed } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { RefusalError } from '../api/client';
import { announcedSeconds, clockTime, counted, money, spokenTime, t } from '../i18n';
import { changeText } from '../i18n/change';
import { venueTime } from '../i18n/venue';
import { changeOf } from '../map/changing';
import { indexOf, seatIdOf, seatOf } from '../map/geometry';
import { Legend } from '../map/Legend';
import { nameOfId, nameOfSeat } from '../map/names';
import { SeatMap, type MapHandle } from '../map/SeatMap';
import { changeSeats } from '../state/change';
import { go } from '../state/router';
import type { ReadReservation } from '../state/tickets';
import { useCommand, useTimeLeft } from '../ui/hooks';
import { lazy } from '../ui/lazy';
import { ErrorNotice, Heading, Link, Loading } from '../ui/parts';
import { useLoneSeats, useOwnSeats } from './useChoice';
import { useEndOfHold, useReservation } from './useReservation';
import { useIsWide, useSeats } from './useSeats';
import { useWish } from './useWish';

const SeatList = lazy(() => import('../map/SeatList').then((loaded) => loaded.SeatList));

// Somebody else has these seats, or may have them first.
const ABOUT_SEATS = ['seat_taken', 'seat_recently_held'];

/** Changes the seats of a held reservation. Its hold goes on as it was. */
export function ChangeSeats({ reservationId }: { reservationId: string }) {
  const { details, poll } = useReservation(reservationId);
  const isOver = details.value !== undefined && details.value.reservation.status !== 'held';
  // It is paid or over: what it is now is on its own screen.
  useEffect(() => {
    if (isOver) go({ at: 'reservation', reservationId }, true);
  }, [isOver]);
  if (details.value && !isOver) return <Changer {...details.value} onChange={details.reload} onPoll={poll} />;
  return details.error && !isOver ? (
    <>
      <Heading>{t('errTitle')}</Heading>
      <ErrorNotice error={details.error} onRetry={details.reload}>
        <Link to={{ at: 'mine' }} class="button">{t('toMine')}</Link>
      </ErrorNotice>
    </>
  ) : <Loading />;
}

interface Actions {
  /** Something may have changed: reads the reservation again. */
  onChange(): void;
  onPoll(): void;
}

function Changer({ reservation, performance, onChange, onPoll }: ReadReservation & Actions) {
  const { reservationId, currency, expiresAt } = reservation;
  const seats = useSeats(performance);
  const { plan } = seats;
  const map = useRef<MapHandle>(undefined);
  const command = useCommand();
  const ids = reservation.seats.map(({ seatId }) => seatId).join();
  const held = useMemo(() => new Set(ids.split(',').map((id) => indexOf(plan, id))), [plan, ids]);
  const own = useOwnSeats(seats, performance.performanceId);
  const mine = useMemo(() => new Set([...own, ...held]), [own, held]);
  const { wish, chosen, toggle, unwish, notice } = useWish(seats, held, mine, command.isBusy);
  const lone = useLoneSeats(seats, chosen, wish.dropped);
  const [tiers, setTiers] = useState<ReadonlySet<number>>(new Set());
  const [view, setView] = useState<'map' | 'list'>('map');
  const isWide = useIsWide();
  const hasSnapshot = useComputed(() => seats.version.value > 0);
  const left = useTimeLeft(expiresAt);
  useEndOfHold(left, onPoll);
  const back = () => go({ at: 'reservation', reservationId }, true);
  const { add, drop } = changeOf(held, wish);
  const isChanged = add.length + drop.length > 0;
  const send = () => command.run(async () => {
    const idsOf = (indexes: number[]) => indexes.map((index) => seatIdOf(plan, index));
    try {
      await changeSeats(reservationId, { add: idsOf(add), drop: idsOf(drop) });
      back();
    } catch (error) {
      if (error instanceof RefusalError && ABOUT_SEATS.includes(error.code)) {
        const refused = error.problem['seatIds'] as string[];
        if (error.code === 'seat_taken') map.current?.flash(seats.markTaken(refused));
        unwish(refused.map((id) => indexOf(plan, id)));
      }
      onChange();
      throw error;
    }
  });
  const total = [...chosen].reduce((sum, index) => sum + priceOf(index), 0);

  // A seat that stays has the price at which it was reserved.
  function priceOf(index: number): number {
    const kept = reservation.seats.find(({ seatId }) => indexOf(plan, seatId) === index);
    return kept?.price ?? seatOf(plan, index).block.section.price;
  }

  return (
    <div class={`choosing view-${view}`}>
      <div class="choosing-head">
        <div>
          <Heading>{changeText('title')}</Heading>
          <p class="dim">
            <span class="one-line">{performance.title}</span>
            {` · ${venueTime(performance.startsAt, performance.timeZone, { dateStyle: 'medium' })}`}
          </p>
        </div>
        <p class={left < 60_000 ? 'slot soon' : 'slot'} role="timer">{t('holdLeft')} {clockTime(left)}</p>
        <p class="unseen" role="status">{t('holdAnnounce', { time: spokenTime(announcedSeconds(Math.ceil(left / 1_000))) })}</p>
      </div>
      <p class="unseen" role="status">{notice}</p>
      {notice && <p class="notice" aria-hidden="true">{notice}</p>}
      {seats.streamStatus.value === 'lost' && <p class="notice bad" role="status">{t('mapLost')}</p>}
      <ErrorNotice error={command.error} context={{ currency, zone: performance.timeZone, nameSeat: (id) => nameOfId(plan, id) }}>
        {command.error instanceof RefusalError && ABOUT_SEATS.includes(command.error.code) && <span>{changeText('unchanged')}</span>}
      </ErrorNotice>
      {!isWide && (
        <div class="tabs" role="group">
          <button type="button" aria-pressed={view === 'map'} onClick={() => setView('map')}>{t('map')}</button>
          <button type="button" aria-pressed={view === 'list'} onClick={() => setView('list')}>{t('list')}</button>
        </div>
      )}
      <div class="choosing-body">
        <div class="map-pane">
          {!hasSnapshot.value && <Loading />}
          <SeatMap seats={seats} currency={currency} chosen={chosen} own={mine} lone={lone} tiers={tiers} onSeat={toggle}
            onReady={(handle) => (map.current = handle)} />
          <Legend seats={seats} currency={currency} tiers={tiers} onTiers={setTiers} />
        </div>
        {(isWide || view === 'list') && (
          <section class="list-pane" aria-label={t('list')}>
            <SeatList seats={seats} currency={currency} chosen={chosen} own={mine} kept={held} tiers={tiers} onSeat={toggle} />
          </section>
        )}
      </div>
      <div class="choice-bar">
        {isChanged && lone.length > 0 && (
          <p class="lone" role="status">
            {t(lone.length === 1 ? 'loneSeat' : 'loneSeats', { seat: lone.map((index) => nameOfSeat(plan, index)).join(', ') })}
          </p>
        )}
        <p class="chosen" role="status">
          {chosen.size === 0 ? <span>{t('err_no_seat_left')}</span> : (
            <>
              <b>{isChanged ? summaryOf(add.length, drop.length) : changeText('sameTotal', { amount: money(total, currency) })}</b>
              <span class="dim small">{isChanged ? changeText('newTotal', { amount: money(total, currency) }) : changeText('how')}</span>
            </>
          )}
        </p>
        <button type="button" class="quiet" disabled={command.isBusy} onClick={back}>{changeText('keep')}</button>
        <button type="button" class="primary grow" onClick={send}
          disabled={command.isBusy || !isChanged || chosen.size === 0 || left === 0}>
          {changeText(command.isBusy ? 'changing' : 'change')}
        </button>
      </div>
    </div>
  );
}

function summaryOf(added: number, dropped: number): string {
  const seats = (count: number) => ({ seats: counted('seatCountOne', 'seatCount', count) });
  if (dropped === 0) return changeText('plus', seats(added));
  if (added === 0) return changeText('minus', seats(dropped));
  return changeText('and', { one: changeText('plus', seats(added)), other: changeText('minus', seats(dropped)) });
}
