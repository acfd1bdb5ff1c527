import { get } from '../api/client';
import { serverNow } from '../api/clock';
import type { Schemas } from '../api/types';
import { money, shortDate, t } from '../i18n';
import { priceGroups } from '../state/prices';
import { rules } from '../state/session';
import { DateRow } from '../ui/DateRow';
import { DrawDetails } from '../ui/Draw';
import { useInterval, useLoaded } from '../ui/hooks';
import { lazy } from '../ui/lazy';
import { ErrorNotice, Heading, Link, Loading } from '../ui/parts';
import { Poster } from '../ui/Poster';
import { SaleStatus } from '../ui/SaleStatus';

// Few concerts have so many dates.
const Calendar = lazy(() => import('../ui/Calendar').then((loaded) => loaded.Calendar));

// Slow on purpose: every fan has this screen open before sales start, and the exact counts matter only after the waiting room.
const REFRESH_MS = 10_000;
// More dates than this are shown month by month.
const MAX_LISTED_DATES = 12;
// Dates named above a price list.
const MAX_NAMED_DATES = 3;

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
      {dates.value && dates.value.items.length > MAX_LISTED_DATES
        ? <Calendar concertId={concertId} timeZone={timeZone} dates={dates.value.items} />
        : (
          <ul class="dates">
            {dates.value?.items.map((date) => (
              <li key={date.performanceId}><DateRow concertId={concertId} date={date} zone={timeZone} /></li>
            ))}
          </ul>
        )}
      <Prices dates={performances.filter(({ startsAt }) => Date.parse(startsAt) > serverNow())} timeZone={timeZone} />
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

/** One price list, or one for each that differs, with the dates that it is for. */
function Prices({ dates, timeZone }: { dates: Schemas['PerformanceModel'][]; timeZone: string }) {
  const { currency } = rules();
  const groups = priceGroups(dates);
  if (groups.length === 0) return null;
  return (
    <>
      <h2>{t('priceList')}</h2>
      {groups.map(({ startsAt, sections }) => (
        <section key={startsAt[0]} class="price-group">
          {groups.length > 1 && <h3>{t('pricesOf', { dates: namesOf(startsAt, timeZone) })}</h3>}
          <ul class="prices">
            {sections.map(({ name, price }) => (
              <li key={name}><span>{name}</span><b>{money(price, currency)}</b></li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function namesOf(startsAt: string[], timeZone: string): string {
  const names = startsAt.slice(0, MAX_NAMED_DATES).map((at) => shortDate(at, { timeZone, year: undefined })).join(', ');
  const rest = startsAt.length - MAX_NAMED_DATES;
  return rest > 0 ? `${names} ${t('moreDates', { count: rest })}` : names;
}
