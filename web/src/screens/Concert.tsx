import { get } from '../api/client';
import { serverNow } from '../api/clock';
import type { Schemas } from '../api/types';
import { money, t } from '../i18n';
import { venueTime } from '../i18n/venue';
import { saleOf } from '../state/phases';
import { rules } from '../state/session';
import { DrawDetails } from '../ui/Draw';
import { useInterval, useLoaded } from '../ui/hooks';
import { ErrorNotice, Heading, Link, Loading } from '../ui/parts';
import { Poster } from '../ui/Poster';
import { SaleStatus } from '../ui/SaleStatus';

// Slow on purpose: every fan has this screen open before sales start, and the exact counts matter only after the waiting room.
const REFRESH_MS = 10_000;
const FEW_LEFT_SHARE = 0.1;

export function Concert({ concertId }: { concertId: string }) {
  const concert = useLoaded((signal) => get('/v1/concerts/{concertId}', { concertId }, { signal }), [concertId]);
  const dates = useLoaded((signal) => get('/v1/concerts/{concertId}/performances', { concertId }, { signal }), [concertId]);
  const queue = useLoaded((signal) => get('/v1/concerts/{concertId}/queue', { concertId }, { signal }), [concertId]);
  useInterval(REFRESH_MS, () => {
    dates.reload();
    queue.reload();
  });
  if (!concert.value) return concert.error ? <ConcertNotFound error={concert.error} onRetry={concert.reload} /> : <Loading />;
  const { title, artist, venue, timeZone, performances } = concert.value;
  return (
    <>
      <Poster id={concertId} class="banner" />
      <Heading>{title}</Heading>
      <p class="lead">{artist} · {venue}</p>
      {queue.value && <SaleStatus queue={queue.value} zone={timeZone} />}
      <h2>{t('chooseDate')}</h2>
      <ErrorNotice error={dates.error} onRetry={dates.reload} />
      {!dates.value && !dates.error && <Loading />}
      <ul class="dates">
        {dates.value?.items.map((date) => (
          <li key={date.performanceId}><DateRow concertId={concertId} date={date} zone={timeZone} /></li>
        ))}
      </ul>
      <Prices sections={performances[0]?.sections ?? []} />
      {queue.value?.draw?.seed && <DrawDetails draw={queue.value.draw} />}
    </>
  );
}

function ConcertNotFound({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <>
      <Heading>{t('notFoundTitle')}</Heading>
      <ErrorNotice error={error} onRetry={onRetry}><Link to={{ at: 'concerts' }} class="button">{t('allConcerts')}</Link></ErrorNotice>
    </>
  );
}

function DateRow({ concertId, date, zone }: { concertId: string; date: Schemas['PerformanceCountModel']; zone: string }) {
  const { performanceId, startsAt, salesOpenAt, seatsTotal, seatsAvailable } = date;
  const sale = saleOf(date, serverNow());
  const isOver = sale === 'over' || sale === 'closed';
  const few = seatsAvailable <= seatsTotal * FEW_LEFT_SHARE;
  const left = isOver ? t(sale === 'over' ? 'over' : 'saleClosed')
    : sale === 'later' ? t('salesOpenAt', { when: venueTime(salesOpenAt, zone, { dateStyle: 'medium', isInSentence: true }) })
    : seatsAvailable === 0 ? t('soldOut') : t(few ? 'fewLeft' : 'seatsLeft', { count: seatsAvailable });
  const content = (
    <>
      <span class="date-when">{venueTime(startsAt, zone)}</span>
      <span class={few || isOver ? 'date-left few' : 'date-left'}>{left}</span>
      <meter class="bar" min="0" max={seatsTotal} value={seatsAvailable} aria-hidden="true" />
    </>
  );
  // A user may join the queue before sales open. A date whose sale is over has no link.
  if (isOver) return <div class="date off">{content}</div>;
  return (
    <Link to={{ at: 'line', concertId, performanceId }} class="date">
      {content}
      <span class="go">{t(sale === 'later' ? 'getInLine' : 'getTickets')} <span aria-hidden="true">→</span></span>
    </Link>
  );
}

function Prices({ sections }: { sections: Schemas['SectionModel'][] }) {
  const { currency } = rules();
  return (
    <>
      <h2>{t('priceList')}</h2>
      <ul class="prices">
        {sections.map(({ name, price }) => (
          <li key={name}><span>{name}</span><b>{money(price, currency)}</b></li>
        ))}
      </ul>
    </>
  );
}
