import { get } from '../api/client';
import type { Schemas } from '../api/types';
import { t } from '../i18n';
import { venueShortDate } from '../i18n/venue';
import { ErrorNotice, Heading, Link, Loading } from '../ui/parts';
import { useLoaded } from '../ui/hooks';
import { Poster } from '../ui/Poster';
import { usePages } from '../ui/usePages';

type Summary = Schemas['ConcertSummaryModel'];

const PAGE_SIZE = 12;

export function Concerts() {
  const pages = usePages<Summary>((cursor, signal) => get('/v1/concerts', {}, { signal, query: { limit: PAGE_SIZE, cursor } }));
  return (
    <>
      <Heading>{t('concertsTitle')}</Heading>
      <ErrorNotice error={pages.error} onRetry={pages.reload} />
      {!pages.items && !pages.error && <Loading />}
      {pages.items?.length === 0 && <p>{t('concertsEmpty')}</p>}
      <ul class="cards">
        {pages.items?.map((concert) => <li key={concert.concertId}><Card concert={concert} /></li>)}
      </ul>
      {pages.more && <button type="button" class="quiet wide" onClick={pages.more}>{t('more')}</button>}
    </>
  );
}

function Card({ concert }: { concert: Summary }) {
  const dates = useLoaded(
    (signal) => get('/v1/concerts/{concertId}/performances', { concertId: concert.concertId }, { signal }), [concert.concertId]);
  return (
    <Link to={{ at: 'concert', concertId: concert.concertId }} class="card">
      <Poster id={concert.concertId} />
      <div class="card-text">
        <h2>{concert.title}</h2>
        <p>{concert.artist}</p>
        <p class="dim">{concert.venue}</p>
        {dates.value && <Availability dates={dates.value.items} zone={concert.timeZone} />}
      </div>
    </Link>
  );
}

function Availability({ dates, zone }: { dates: Schemas['PerformanceCountModel'][]; zone: string }) {
  const left = dates.reduce((sum, date) => sum + date.seatsAvailable, 0);
  const first = dates[0];
  return (
    <p class="card-facts">
      {first && <span>{venueShortDate(first.startsAt, zone)}{dates.length > 1 && ` ${t('moreDates', { count: dates.length - 1 })}`}</span>}
      <span class={left === 0 ? 'tag gone' : 'tag'}>{left === 0 ? t('soldOut') : t('seatsLeft', { count: left })}</span>
    </p>
  );
}
