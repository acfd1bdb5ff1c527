import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { RefusalError } from '../api/client';
import { announcedSeconds, clockTime, counted, money, spokenTime, t } from '../i18n';
import { changeText } from '../i18n/lazy/change';
import { changeOf } from '../map/changing';
import { indexOf, seatIdOf, seatOf } from '../map/geometry';
import { nameOfId } from '../map/names';
import type { MapHandle } from '../map/SeatMap';
import { changeSeats } from '../state/change';
import { go } from '../state/router';
import type { ReadReservation } from '../state/tickets';
import { useCommand, useTimeLeft } from '../ui/hooks';
import { ErrorNotice, Link, Loading } from '../ui/parts';
import { LoneSeats } from './ChoiceBar';
import { Unread } from './Reservation';
import { SeatFrame } from './SeatFrame';
import { Alternatives } from './Seats';
import { useLoneSeats, useOwnSeats } from './useChoice';
import { useEndOfHold, useReservation } from './useReservation';
import { useSeats } from './useSeats';
import { useWish } from './useWish';

// Somebody else has these seats, or may have them first.
const ABOUT_SEATS = ['seat_taken', 'seat_recently_held'];

// After these the hold goes on as it was. After others it is over, or nobody knows.
const HOLD_GOES_ON = [...ABOUT_SEATS, 'lone_seat', 'seat_limit_exceeded', 'too_many_changes', 'no_seat_left'];

/** Changes the seats of a held reservation. Its hold goes on as it was. */
export function ChangeSeats({ reservationId }: { reservationId: string }) {
  const { details, poll } = useReservation(reservationId);
  const isOver = details.value !== undefined && details.value.reservation.status !== 'held';
  // It is paid or over: what it is now is on its own screen.
  useEffect(() => {
    if (isOver) go({ at: 'reservation', reservationId }, true);
  }, [isOver]);
  if (details.value && !isOver) return <Changer {...details.value} onChange={details.reload} onPoll={poll} />;
  return isOver ? <Loading /> : <Unread {...details} />;
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
  const { wish, chosen, limit, toggle, unwish, notice } = useWish(seats, held, mine, command.isBusy);
  const lone = useLoneSeats(seats, chosen, wish.dropped);
  const [tiers, setTiers] = useState<ReadonlySet<number>>(new Set());
  const left = useTimeLeft(expiresAt);
  useEndOfHold(left, onPoll);
  const back = () => go({ at: 'reservation', reservationId }, true);
  const { add, drop } = changeOf(held, wish);
  const isChanged = add.length + drop.length > 0;
  const refusal = command.error instanceof RefusalError ? command.error.code : '';
  const isLoneRefused = isChanged && performance.refuseLoneSeats;
  const idsOf = (indexes: number[]) => indexes.map((index) => seatIdOf(plan, index));
  const send = (added: string[]) => command.run(async () => {
    try {
      await changeSeats(reservationId, { add: added, drop: idsOf(drop) });
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
    <SeatFrame title={changeText('title')} performance={performance} notice={notice} seats={seats} currency={currency} chosen={chosen}
      own={mine} kept={held} lone={lone} tiers={tiers} onTiers={setTiers} onSeat={toggle} onReady={(handle) => (map.current = handle)}
      aside={
        <>
          <p class={left < 60_000 ? 'slot soon' : 'slot'} role="timer">{t('holdLeft')} {clockTime(left)}</p>
          <p class="unseen" role="status">{t('holdAnnounce', { time: spokenTime(announcedSeconds(Math.ceil(left / 1_000))) })}</p>
        </>
      }
      error={
        <ErrorNotice error={command.error} context={{
          currency,
          zone: performance.timeZone,
          nameSeat: (id) => nameOfId(plan, id),
          textOf: (code, facts) => (code === 'seat_limit_exceeded' ? changeText('limit', facts) : undefined),
        }}>
          {HOLD_GOES_ON.includes(refusal) && <span>{changeText('unchanged')}</span>}
          {refusal === 'seat_limit_exceeded' && <Link to={{ at: 'mine' }} class="button">{t('toMine')}</Link>}
          <Alternatives error={command.error} plan={plan} onTake={send} />
        </ErrorNotice>
      }>
      <div class="choice-bar">
        {isChanged && <LoneSeats plan={plan} lone={lone} isRefused={isLoneRefused} hasRoom={chosen.size < limit} onSeat={toggle} />}
        <p class="chosen" role="status">
          {chosen.size === 0 ? <span>{t('err_no_seat_left')}</span> : (
            <>
              <b>{isChanged ? summaryOf(add.length, drop.length) : changeText('sameTotal', { amount: money(total, currency) })}</b>
              <span class="dim small">{isChanged ? changeText('newTotal', { amount: money(total, currency) }) : changeText('how')}</span>
            </>
          )}
        </p>
        <button type="button" class="quiet" disabled={command.isBusy} onClick={back}>{changeText('keep')}</button>
        <button type="button" class="primary grow" onClick={() => send(idsOf(add))}
          disabled={command.isBusy || !isChanged || chosen.size === 0 || left === 0 || (isLoneRefused && lone.length > 0)}>
          {changeText(command.isBusy ? 'changing' : 'change')}
        </button>
      </div>
    </SeatFrame>
  );
}

function summaryOf(added: number, dropped: number): string {
  const seats = (count: number) => ({ seats: counted('seatCountOne', 'seatCount', count) });
  if (dropped === 0) return changeText('plus', seats(added));
  if (added === 0) return changeText('minus', seats(dropped));
  return changeText('and', { one: changeText('plus', seats(added)), other: changeText('minus', seats(dropped)) });
}
