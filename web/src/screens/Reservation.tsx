import { useEffect, useState } from 'preact/hooks';
import { serverNow } from '../api/clock';
import type { Schemas } from '../api/types';
import { counted, money, t, type TextKey } from '../i18n';
import { venueTime } from '../i18n/venue';
import { nameOfPlace } from '../map/names';
import { readWallet, refund, release } from '../state/commands';
import { clearHold } from '../state/hold';
import { missingOf, pay, settle, unsettled } from '../state/payment';
import { placeIn } from '../state/places';
import { go } from '../state/router';
import { rules } from '../state/session';
import { keptOf, type ReadReservation as Details } from '../state/tickets';
import { useChangesElsewhere, useCommand, useInterval, useLoaded, useTimeLeft, type Loaded } from '../ui/hooks';
import { bookingNumber } from '../ui/bookingNumber';
import { CalendarButton } from '../ui/CalendarButton';
import { Confirm, Countdown, ErrorNotice, Heading, Link, Loading } from '../ui/parts';
import { Poster } from '../ui/Poster';
import { RecoveryPanel } from '../ui/RecoveryPanel';
import { useEndOfHold, useReservation } from './useReservation';

type Performance = Schemas['PerformanceResponse'];

const UNSURE_POLL_MS = 2_000;

/** Shows a reservation by its status: the hold, the ticket, or how it ended. */
export function Reservation({ reservationId }: { reservationId: string }) {
  const { details, poll } = useReservation(reservationId);
  const [charged, setCharged] = useState(0);
  const status = details.value?.reservation.status;
  useEffect(() => {
    if (!status || status === 'held') return;
    clearHold(reservationId);
    settle(reservationId);
  }, [status]);
  if (!details.value) return <Unread {...details} />;

  const { reservation, performance } = details.value;
  switch (reservation.status) {
    case 'held': return <Hold {...details.value} onChange={details.reload} onPoll={poll} onPaid={setCharged} />;
    case 'paid': return <Ticket {...details.value} charged={charged} onChange={details.reload} />;
    case 'expired':
      return <Ended {...details.value} title="holdEnded" text={isSaleOver(performance) ? 'holdEndedSaleOver' : 'holdEndedText'} />;
    case 'released': return <Ended {...details.value} title="releasedTitle" text="releasedText" />;
    case 'refunded': return <Ended {...details.value} title="refundedTitle" text="refundedText" />;
  }
}

/** A reservation that is not read yet, or could not be. */
export function Unread({ error, reload }: Pick<Loaded<unknown>, 'error' | 'reload'>) {
  return error ? (
    <>
      <Heading>{t('errTitle')}</Heading>
      <ErrorNotice error={error} onRetry={reload}>
        <Link to={{ at: 'mine' }} class="button">{t('toMine')}</Link>
      </ErrorNotice>
    </>
  ) : <Loading />;
}

const startOf = ({ startsAt, timeZone }: Performance) => venueTime(startsAt, timeZone);

const isSaleOver = ({ salesCloseAt }: Performance) => Date.parse(salesCloseAt) <= serverNow();

interface HoldActions {
  /** Something has changed: reads the reservation again. */
  onChange(): void;
  /** Something may have changed. */
  onPoll(): void;
  onPaid(charged: number): void;
}

function Hold({ reservation, performance, onChange, onPoll, onPaid }: Details & HoldActions) {
  const { reservationId, amount, currency, createdAt, expiresAt } = reservation;
  const left = useTimeLeft(expiresAt);
  const wallet = useLoaded((signal) => readWallet(signal), [reservationId]);
  useChangesElsewhere(wallet.reload);
  const paying = useCommand();
  const releasing = useCommand();
  const [isConfirming, setIsConfirming] = useState(false);
  useEndOfHold(left, onPoll);
  const missing = wallet.value ? missingOf(amount, wallet.value.balance) : 0;
  const { maxChargeAmount, maxChanges } = rules();
  const isBusy = paying.isBusy || releasing.isBusy;
  // A payment of another tab, or one whose answer was lost, may still arrive: the service's word is awaited.
  const isUnsure = unsettled.value.has(reservationId) && !paying.isBusy;
  useInterval(isUnsure ? UNSURE_POLL_MS : undefined, onPoll);
  const payNow = () => paying.run(async () => {
    try {
      const outcome = await pay(reservation, performance.concertId, missing);
      if (outcome.is === 'settled') onPaid(outcome.charged);
    } finally {
      wallet.reload();
      onChange();
    }
  });
  const releaseSeats = () => releasing.run(() => release(reservation).finally(onChange));
  return (
    <div class="middle">
      <Heading>{t('holdTitle')}</Heading>
      <Countdown left={left} whole={Date.parse(expiresAt) - Date.parse(createdAt)} label={t('holdLeft')} />
      <p class="dim">{t('holdText')}{Date.parse(expiresAt) >= Date.parse(performance.salesCloseAt) && ` ${t('holdEndsWithSale')}`}</p>
      <Bill reservation={reservation} performance={performance} />
      <ErrorNotice error={paying.error ?? releasing.error} context={{ currency, zone: performance.timeZone }} />
      <ErrorNotice error={wallet.error} onRetry={wallet.reload} />
      {wallet.value && (
        <p class="row">
          <span>{t('balance')}</span>
          <b>{money(wallet.value.balance, currency)}</b>
        </p>
      )}
      {missing > 0 && <p class="dim" role="status">{t('missing', { amount: money(missing, currency) })}</p>}
      {isUnsure && <p class="notice" role="status">{t('payUnsure')}</p>}
      {missing > maxChargeAmount ? (
        <>
          <p>{t('chargeFirst', { max: money(maxChargeAmount, currency) })}</p>
          <Link to={{ at: 'wallet' }} class="button primary wide">{t('walletTitle')}</Link>
        </>
      ) : (
        <button type="button" class="primary wide" disabled={!wallet.value || isBusy || left === 0} onClick={payNow}>
          {paying.isBusy ? t('paying') : missing > 0
            ? t('chargeAndPay', { amount: money(missing, currency) })
            : t('pay', { amount: money(amount, currency) })}
        </button>
      )}
      <div class="actions">
        {/* Not while a payment may still arrive: it would be of other seats than its user saw. */}
        {/* The settings that an earlier version stored on this device do not say it. */}
        {maxChanges !== 0 && (
          <button type="button" class="quiet" disabled={isBusy || isUnsure || left === 0} onClick={() => {
            go({ at: 'change', reservationId });
            scrollTo(0, 0);
          }}>{t('changeSeats')}</button>
        )}
        <button type="button" class="quiet" disabled={isBusy} onClick={() => setIsConfirming(true)}>{t('release')}</button>
      </div>
      {isConfirming && (
        <Confirm question={t('releaseConfirm')} yes={t('release')} no={t('keepSeats')} onYes={releaseSeats}
          onClose={() => setIsConfirming(false)} />
      )}
    </div>
  );
}

function Bill({ reservation: { seats, amount, currency }, performance }: Details) {
  return (
    <div class="bill">
      <p><b>{performance.title}</b><br /><span class="dim">{startOf(performance)} · {performance.venue}</span></p>
      <ul>
        {seats.map((seat) => (
          <li key={seat.seatId} class="row"><span>{nameOfPlace(seat)}</span><span>{money(seat.price, currency)}</span></li>
        ))}
      </ul>
      <p class="row sum"><span>{t('total')}</span><b>{money(amount, currency)}</b></p>
    </div>
  );
}

function Ticket({ reservation, performance, charged, onChange }: Details & { charged: number; onChange: () => void }) {
  const { amount, currency, seats, reservationId } = reservation;
  const [isConfirming, setIsConfirming] = useState(false);
  const command = useCommand();
  const tickets = keptOf(reservationId);
  const hasStarted = Date.parse(performance.startsAt) <= serverNow();
  // Also after a refusal: it may have been refunded in another tab.
  const refundTicket = () => command.run(() => refund(reservation).then(() => {}).finally(onChange));
  return (
    <div class="middle">
      <Heading>{t('ticketTitle')}</Heading>
      {charged > 0 && (
        <p class="notice good" role="status">
          {t('chargedAndPaid', { charged: money(charged, currency), amount: money(amount, currency) })}
        </p>
      )}
      <section class="ticket" aria-label={t('ticket')}>
        <Poster id={performance.concertId} />
        <div class="ticket-text">
          <h2>{performance.title}</h2>
          <p>{performance.artist}</p>
          <p><b>{startOf(performance)}</b><br /><span class="dim">{performance.venue}</span></p>
          <ul class="ticket-seats">{seats.map((seat) => <li key={seat.seatId}>{nameOfPlace(seat)}</li>)}</ul>
          <p class="row"><span>{t('paid')}</span><b>{money(amount, currency)}</b></p>
          {reservation.number && (
            <p class="row"><span>{t('bookingNumber')}</span><b translate={false}>{bookingNumber(reservation.number)}</b></p>
          )}
        </div>
      </section>
      {tickets && (
        <div class="actions">
          <Link to={{ at: 'tickets', reservationId }} class="button primary grow">
            {counted('showTicket', 'showTickets', seats.length)}
          </Link>
          <CalendarButton tickets={tickets} />
        </div>
      )}
      <RecoveryPanel />
      <ErrorNotice error={command.error} context={{ currency, zone: performance.timeZone }} onRetry={refundTicket} />
      {hasStarted && <p class="dim">{t('refundOver')}</p>}
      <div class="actions">
        <Link to={{ at: 'mine' }} class="button">{t('toMine')}</Link>
        {!hasStarted && (
          <button type="button" class="quiet" disabled={command.isBusy} onClick={() => setIsConfirming(true)}>{t('refund')}</button>
        )}
      </div>
      {isConfirming && (
        <Confirm question={t('refundConfirm', { amount: money(amount, currency) })} yes={t('refund')} no={t('keepTicket')}
          onYes={refundTicket} onClose={() => setIsConfirming(false)} />
      )}
    </div>
  );
}

function Ended({ reservation, performance, title, text }: Details & { title: TextKey; text: TextKey }) {
  const wallet = useLoaded((signal) => readWallet(signal), [reservation.status]);
  useChangesElsewhere(wallet.reload);
  const { concertId, performanceId } = performance;
  // A user whose slot is open goes to the seat map; any other user goes through the waiting room.
  const at = placeIn(concertId)?.activeUntil ? 'seats' : 'line';
  return (
    <div class="middle">
      <Heading>{t(title)}</Heading>
      <p>{t(text)}</p>
      {wallet.value && (
        <p class="row"><span>{t('balance')}</span><b>{money(wallet.value.balance, wallet.value.currency)}</b></p>
      )}
      {!isSaleOver(performance) && <Link to={{ at, concertId, performanceId }} class="button primary">{t('backToMap')}</Link>}
      <Link to={{ at: 'mine' }} class="button quiet">{t('toMine')}</Link>
    </div>
  );
}
