import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { RefusalError } from '../api/client';
import { dateTime, knownTime, t } from '../i18n';
import { ticketText } from '../i18n/lazy/ticket';
import { isElsewhere, venueTime } from '../i18n/venue';
import { nameOfPlace } from '../map/names';
import { shownCode } from '../state/recovery';
import { go } from '../state/router';
import { settings } from '../state/session';
import { forgetTickets, keptOf, readReservation, type KeptSeat, type KeptTickets } from '../state/tickets';
import '../styles/ticket.css';
import { bookingNumber } from '../ui/bookingNumber';
import { CalendarButton } from '../ui/CalendarButton';
import { useChangesElsewhere, useInterval, useLoaded } from '../ui/hooks';
import { ErrorNotice, Heading, Link, Loading } from '../ui/parts';
import { QrCode } from '../ui/QrCode';
import { useWakeLock } from '../ui/useWakeLock';

const POLL_MS = 30_000;
// After an answer that did not come: a connection is often back some seconds after the device says so.
const RETRY_MS = 5_000;
// An answer that takes longer than this is not worth waiting for at a gate: the page says of when the tickets are.
const PATIENCE_MS = 1_500;

/** The tickets of a reservation for the door: at once as this device knows them, and then as the service says. */
export function Tickets({ reservationId }: { reservationId: string }) {
  // Without retries: the next read follows soon.
  const read = useLoaded((signal) => readReservation(reservationId, { signal, noRetry: true }), [reservationId]);
  useChangesElsewhere(read.reload);
  useInterval(read.error ? RETRY_MS : POLL_MS, read.reload);
  useEffect(() => {
    window.addEventListener('online', read.reload);
    return () => window.removeEventListener('online', read.reload);
  }, []);
  const isGone = read.error instanceof RefusalError && read.error.code === 'reservation_not_found';
  const status = read.value?.reservation.status;
  const kept = keptOf(reservationId);
  useEffect(() => {
    if (isGone) forgetTickets(reservationId);
  }, [isGone]);
  useEffect(() => {
    // Not paid yet, or over for days: the reservation says more. Asked only of a new answer: another tab may have removed the tickets.
    if (status && status !== 'refunded' && !keptOf(reservationId)) go({ at: 'reservation', reservationId }, true);
  }, [read.value]);

  const isSlow = useIsSlow(read.value !== undefined);
  if (kept && !isGone) return <Gate tickets={kept} isOld={read.error !== undefined || isSlow} error={read.error} />;
  if (status === 'refunded') return <Refunded />;
  if (read.error === undefined) return <Loading />;
  return (
    <>
      <Heading>{t('errTitle')}</Heading>
      <ErrorNotice error={read.error} onRetry={read.reload}><ToMine /></ErrorNotice>
    </>
  );
}

function useIsSlow(isThere: boolean): boolean {
  const [isSlow, setIsSlow] = useState(!navigator.onLine);
  useEffect(() => {
    const timer = setTimeout(() => setIsSlow(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return isSlow && !isThere;
}

const ToMine = () => <Link to={{ at: 'mine' }} class="button quiet">{t('toMine')}</Link>;

function Refunded() {
  return (
    <div class="middle">
      <Heading>{ticketText('refundedTitle')}</Heading>
      <p role="status">{ticketText('refundedText')}</p>
      <ToMine />
    </div>
  );
}

function Gate({ tickets, isOld, error }: { tickets: KeptTickets; isOld: boolean; error: unknown }) {
  const { reservationId, title, seats } = tickets;
  const strip = useRef<HTMLDivElement>(null);
  // A hall lets its visitors in one by one: the next seat that nobody has used.
  const [index, setIndex] = useState(() => Math.max(0, seats.findIndex((seat) => !seat.checkedInAt)));
  useWakeLock();
  useLayoutEffect(() => strip.current?.scrollTo({ left: index * strip.current.clientWidth, behavior: 'instant' }), []);
  const show = (next: number) => {
    const to = Math.min(seats.length - 1, Math.max(0, next));
    strip.current?.scrollTo({ left: to * strip.current.clientWidth });
  };
  const onKey = (event: KeyboardEvent) => {
    const next = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: seats.length - 1 }[event.key];
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    show(next);
  };
  const position = ticketText('position', { index: index + 1, count: seats.length });
  return (
    <div class="gate" onKeyDown={onKey}>
      <div class="gate-bar">
        <ToMine />
        {seats.length > 1 && (
          <>
            <button type="button" class="round" aria-label={ticketText('before')} disabled={index === 0} onClick={() => show(index - 1)}>
              <span aria-hidden="true">‹</span>
            </button>
            <span role="status">{position}</span>
            <button type="button" class="round" aria-label={ticketText('after')} disabled={index === seats.length - 1}
              onClick={() => show(index + 1)}>
              <span aria-hidden="true">›</span>
            </button>
          </>
        )}
      </div>
      <div class="unseen"><Heading>{title}</Heading></div>
      <div class="gate-seats" ref={strip} role="group" aria-label={ticketText('seats')} tabIndex={0}
        onScroll={({ currentTarget: { scrollLeft, clientWidth } }) => setIndex(Math.round(scrollLeft / Math.max(1, clientWidth)))}>
        {seats.map((seat) => <Seat key={seat.seatId} seat={seat} tickets={tickets} />)}
      </div>
      {isOld && !(error instanceof RefusalError) && (
        <p class="notice gate-old" role="status">{t('lastKnown', { time: knownTime(tickets.readAt) })}</p>
      )}
      {error instanceof RefusalError && <ErrorNotice error={error} />}
      <p class="dim small gate-hint">{ticketText('bright')}</p>
      <div class="actions gate-actions">
        <CalendarButton tickets={tickets} />
        <button type="button" onClick={() => print()}>{ticketText('print')}</button>
        <Link to={{ at: 'reservation', reservationId }} class="button quiet">{ticketText('reservation')}</Link>
      </div>
      {settings.value?.signIn === 'self' && (
        <p class="gate-recovery">
          {shownCode.value?.userId === tickets.userId
            ? ticketText('printedCode', { code: shownCode.value.code }) : ticketText('noPrintedCode')}
        </p>
      )}
    </div>
  );
}

function Seat({ seat, tickets: { title, venue, startsAt, timeZone, number } }: { seat: KeptSeat; tickets: KeptTickets }) {
  const name = nameOfPlace(seat);
  return (
    <article class="gate-seat" aria-label={name}>
      <QrCode text={seat.code} label={ticketText('codeOf', { seat: name })} />
      <div class="gate-facts">
        {seat.checkedInAt && (
          <p class="gate-used"><span aria-hidden="true">✓ </span>{ticketText('used', { time: usedTime(seat.checkedInAt, timeZone) })}</p>
        )}
        <p class="gate-place">{name}</p>
        {number && <p class="gate-number"><small>{t('bookingNumber')}</small><b translate={false}>{bookingNumber(number)}</b></p>}
        <p class="gate-what"><b>{title}</b><span>{venueTime(startsAt, timeZone)}</span><span>{venue}</span></p>
      </div>
    </article>
  );
}

/** On the clocks of the venue: that is where it was used. */
function usedTime(at: string, zone: string): string {
  return dateTime(at, { dateStyle: undefined, ...(isElsewhere(Date.parse(at), zone) ? { timeZone: zone } : {}) });
}
