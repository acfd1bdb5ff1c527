import { get } from '../api/client';
import type { Schemas } from '../api/types';
import { money, shortDate, t, type TextKey } from '../i18n';
import { nameOfPlace } from '../map/names';
import { authorization, user } from '../state/session';
import { useLoaded } from '../ui/hooks';
import { Heading, Link, Loading, Trouble } from '../ui/parts';
import { usePages } from '../ui/usePages';

type Reservation = Schemas['ReservationResponse'];

const WORDS: Record<Reservation['status'], TextKey> = {
  held: 'statusHeld', paid: 'statusPaid', expired: 'statusExpired', released: 'statusReleased', refunded: 'statusRefunded',
};

export function Mine() {
  // Nobody is made for a look at an empty list.
  return user.value ? <Reservations /> : <><Heading>{t('mineTitle')}</Heading><Nothing /></>;
}

function Nothing() {
  return <p>{t('mineEmpty')} <Link to={{ at: 'concerts' }}>{t('allConcerts')}</Link></p>;
}

function Reservations() {
  const pages = usePages<Reservation>(async (cursor, signal) =>
    get('/v1/reservations', {}, { headers: await authorization(), query: { cursor, limit: 20 }, signal }));
  return (
    <>
      <Heading>{t('mineTitle')}</Heading>
      <Trouble error={pages.error} onRetry={pages.reload} />
      {!pages.items && !pages.error && <Loading />}
      {pages.items?.length === 0 && <Nothing />}
      <ul class="mine">
        {pages.items?.map((each) => <li key={each.reservationId}><Row reservation={each} /></li>)}
      </ul>
      {pages.more && <button type="button" class="quiet wide" onClick={pages.more}>{t('more')}</button>}
    </>
  );
}

function Row({ reservation }: { reservation: Reservation }) {
  const { reservationId, performanceId, status, seats, amount, currency } = reservation;
  const performance = useLoaded(
    (signal) => get('/v1/performances/{performanceId}', { performanceId }, { signal }), [performanceId]);
  return (
    <Link to={{ at: 'reservation', reservationId }} class={`mine-row ${status}`}>
      <span>
        <b>{performance.value?.title ?? '…'}</b><br />
        <span class="dim">{performance.value && shortDate(performance.value.startsAt)}</span><br />
        <span class="small">{seats.map(nameOfPlace).join(', ')}</span>
      </span>
      <span class="mine-side">
        <span class={`tag ${status}`}>{t(WORDS[status])}</span>
        <b>{money(amount, currency)}</b>
        {status === 'held' && <span class="go">{t('payNow')} <span aria-hidden="true">→</span></span>}
        {status === 'paid' && <span class="go">{t('showTicket')} <span aria-hidden="true">→</span></span>}
      </span>
    </Link>
  );
}
