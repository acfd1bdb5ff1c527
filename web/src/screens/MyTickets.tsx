import { get } from '../api/client';
import type { Schemas } from '../api/types';
import { counted, knownTime, money, t } from '../i18n';
import { mineText } from '../i18n/lazy/mine';
import { venueShortDate } from '../i18n/venue';
import { nameOfPlace } from '../map/names';
import { authorization, user } from '../state/session';
import { keptOf, keptTickets, readReservation, type KeptTickets } from '../state/tickets';
import { bookingNumber } from '../ui/bookingNumber';
import { useChangesElsewhere, useLoaded } from '../ui/hooks';
import { ErrorNotice, Heading, Link, Loading } from '../ui/parts';
import { RecoverLink } from '../ui/RecoveryPanel';
import { usePages } from '../ui/usePages';

type Reservation = Schemas['ReservationResponse'];

const STATUS_TEXTS = {
  held: 'statusHeld', paid: 'statusPaid', expired: 'statusExpired', released: 'statusReleased', refunded: 'statusRefunded',
} as const satisfies Record<Reservation['status'], string>;

export function MyTickets() {
  // Opening an empty list does not create a user.
  return user.value ? <Tickets /> : <><Heading>{mineText('mineTitle')}</Heading><NoTickets /></>;
}

function NoTickets() {
  return (
    <>
      <p>{mineText('mineEmpty')} <Link to={{ at: 'concerts' }}>{t('allConcerts')}</Link></p>
      <p>{mineText('mineLost')}</p>
      <RecoverLink />
    </>
  );
}

function Tickets() {
  const pages = usePages<Reservation>(async (cursor, signal) =>
    get('/v1/reservations', {}, { headers: await authorization(), query: { cursor, limit: 20 }, signal }));
  useChangesElsewhere(pages.reload);
  return (
    <>
      <Heading>{mineText('mineTitle')}</Heading>
      <ErrorNotice error={pages.error} onRetry={pages.reload} />
      {!pages.items && <LastKnown />}
      {!pages.items && !pages.error && <Loading />}
      {pages.items?.length === 0 && <NoTickets />}
      <ul class="tickets">
        {pages.items?.map((each) => <li key={each.reservationId}><TicketRow reservation={each} /></li>)}
      </ul>
      {pages.more && <button type="button" class="quiet wide" onClick={pages.more}>{t('more')}</button>}
    </>
  );
}

/** Until the list has arrived: the tickets that this device has. */
function LastKnown() {
  return (
    <ul class="tickets">
      {keptTickets.value.map((each) => <li key={each.reservationId}><KeptRow tickets={each} /></li>)}
    </ul>
  );
}

function KeptRow({ tickets: { reservationId, number, title, startsAt, timeZone, seats, readAt } }: { tickets: KeptTickets }) {
  return (
    <Link to={{ at: 'tickets', reservationId }} class="tickets-row paid">
      <RowText title={title} startsAt={startsAt} timeZone={timeZone} seats={seats} number={number} />
      <span class="tickets-side">
        <span class="tag">{mineText('knownAt', { time: knownTime(readAt) })}</span>
        <ShowTickets count={seats.length} />
      </span>
    </Link>
  );
}

interface RowFacts {
  title: string | undefined;
  startsAt: string | undefined;
  timeZone: string | undefined;
  seats: { section: string; row: number; number: number }[];
  number: string | null | undefined;
}

function RowText({ title, startsAt, timeZone, seats, number }: RowFacts) {
  return (
    <span>
      <b>{title ?? '…'}</b><br />
      <span class="dim">{startsAt && timeZone && venueShortDate(startsAt, timeZone)}</span><br />
      <span class="small">{seats.map(nameOfPlace).join(', ')}</span>
      {number && <><br /><span class="small dim">{t('bookingNumber')} <span translate={false}>{bookingNumber(number)}</span></span></>}
    </span>
  );
}

function ShowTickets({ count }: { count: number }) {
  return <span class="go">{counted('showTicket', 'showTickets', count)} <span aria-hidden="true">→</span></span>;
}

function TicketRow({ reservation }: { reservation: Reservation }) {
  const { reservationId, performanceId, status, seats, amount, currency, number } = reservation;
  // Tickets that another device bought, or that came back with a recovery code, are kept on this one, too.
  const isNew = status === 'paid' && !keptOf(reservationId);
  const performance = useLoaded(async (signal) => isNew
    ? (await readReservation(reservationId, { signal })).performance
    : get('/v1/performances/{performanceId}', { performanceId }, { signal }), [performanceId, isNew]);
  return (
    <Link to={{ at: status === 'paid' ? 'tickets' : 'reservation', reservationId }} class={`tickets-row ${status}`}>
      <RowText title={performance.value?.title} startsAt={performance.value?.startsAt} timeZone={performance.value?.timeZone} seats={seats}
        number={number} />
      <span class="tickets-side">
        <span class={`tag ${status}`}>{mineText(STATUS_TEXTS[status])}</span>
        <b>{money(amount, currency)}</b>
        {status === 'held' && <span class="go">{t('payNow')} <span aria-hidden="true">→</span></span>}
        {status === 'paid' && <ShowTickets count={seats.length} />}
      </span>
    </Link>
  );
}
