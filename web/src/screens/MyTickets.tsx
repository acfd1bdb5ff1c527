import { get } from '../api/client';
import type { Schemas } from '../api/types';
import { money, t, type TextKey } from '../i18n';
import { venueShortDate } from '../i18n/venue';
import { nameOfPlace } from '../map/names';
import { authorization, user } from '../state/session';
import { useChangesElsewhere, useLoaded } from '../ui/hooks';
import { ErrorNotice, Heading, Link, Loading } from '../ui/parts';
import { RecoverLink } from '../ui/RecoveryPanel';
import { usePages } from '../ui/usePages';

type Reservation = Schemas['ReservationResponse'];

const STATUS_TEXTS: Record<Reservation['status'], TextKey> = {
  held: 'statusHeld', paid: 'statusPaid', expired: 'statusExpired', released: 'statusReleased', refunded: 'statusRefunded',
};

export function MyTickets() {
  // Opening an empty list does not create a user.
  return user.value ? <Tickets /> : <><Heading>{t('mineTitle')}</Heading><NoTickets /></>;
}

function NoTickets() {
  return (
    <>
      <p>{t('mineEmpty')} <Link to={{ at: 'concerts' }}>{t('allConcerts')}</Link></p>
      <p>{t('mineLost')}</p>
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
      <Heading>{t('mineTitle')}</Heading>
      <ErrorNotice error={pages.error} onRetry={pages.reload} />
      {!pages.items && !pages.error && <Loading />}
      {pages.items?.length === 0 && <NoTickets />}
      <ul class="tickets">
        {pages.items?.map((each) => <li key={each.reservationId}><TicketRow reservation={each} /></li>)}
      </ul>
      {pages.more && <button type="button" class="quiet wide" onClick={pages.more}>{t('more')}</button>}
    </>
  );
}

function TicketRow({ reservation }: { reservation: Reservation }) {
  const { reservationId, performanceId, status, seats, amount, currency } = reservation;
  const performance = useLoaded(
    (signal) => get('/v1/performances/{performanceId}', { performanceId }, { signal }), [performanceId]);
  return (
    <Link to={{ at: 'reservation', reservationId }} class={`tickets-row ${status}`}>
      <span>
        <b>{performance.value?.title ?? '…'}</b><br />
        <span class="dim">{performance.value && venueShortDate(performance.value.startsAt, performance.value.timeZone)}</span><br />
        <span class="small">{seats.map(nameOfPlace).join(', ')}</span>
      </span>
      <span class="tickets-side">
        <span class={`tag ${status}`}>{t(STATUS_TEXTS[status])}</span>
        <b>{money(amount, currency)}</b>
        {status === 'held' && <span class="go">{t('payNow')} <span aria-hidden="true">→</span></span>}
        {status === 'paid' && <span class="go">{t('showTicket')} <span aria-hidden="true">→</span></span>}
      </span>
    </Link>
  );
}
