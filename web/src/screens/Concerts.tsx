import { useEffect, useRef, useState } from 'preact/hooks';
import { get } from '../api/client';
import { serverNow } from '../api/clock';
import { counted, monthName, priceRange, t } from '../i18n';
import { venueShortDate } from '../i18n/venue';
import { keepListing, keptCount, keptScroll, listing, type Summary } from '../state/listing';
import { cameBack, route } from '../state/router';
import { rules } from '../state/session';
import { Poster } from '../ui/Poster';
import { ErrorNotice, Heading, Link, Loading } from '../ui/parts';

const PAGE_SIZE = 24;
// The most that one answer has.
const MAX_PAGE = 100;
const TYPING_MS = 300;
// Fewer concerts are seen at a glance.
const SEARCH_FROM = 9;

export function Concerts() {
  const { items, next, total, months, search, month } = listing.value;
  const [error, setError] = useState<unknown>();
  const [text, setText] = useState(search);
  const reading = useRef<AbortController>(undefined);
  const read = async (wanted: { search: string; month: string }, count: number, after: Summary[] = [], cursor?: string) => {
    reading.current?.abort();
    const { signal } = (reading.current = new AbortController());
    try {
      let [items, next] = [after, cursor];
      let found = { total: 0, months: [] as string[] };
      do {
        const limit = Math.min(MAX_PAGE, count - (items.length - after.length));
        const query = { limit, cursor: next, order: 'date', search: wanted.search || undefined, month: wanted.month || undefined };
        const page = await get('/v1/concerts', {}, { signal, query });
        if (signal.aborted) return;
        // A concert whose next date passed in between has moved to a later page.
        const known = new Set(page.items.map(({ concertId }) => concertId));
        items = [...items.filter(({ concertId }) => !known.has(concertId)), ...page.items];
        next = page.nextCursor ?? undefined;
        found = { total: page.total, months: page.months };
      } while (next && items.length - after.length < count);
      setError(undefined);
      listing.value = { ...wanted, ...found, items, next };
    } catch (fault) {
      if (!signal.aborted) setError(() => fault);
    }
  };
  const find = (wanted: { search: string; month: string }) => {
    listing.value = { ...listing.value, ...wanted };
    void read(wanted, PAGE_SIZE);
  };

  useKeptPlace(items !== undefined);
  useEffect(() => {
    // What was shown before stays while it is read again: its numbers may be old.
    void read({ search, month }, Math.max(PAGE_SIZE, items?.length ?? keptCount()));
    return () => reading.current?.abort();
  }, []);
  useEffect(() => {
    if (text.trim() === listing.value.search) return;
    const timer = setTimeout(() => find({ search: text.trim(), month: '' }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);

  const isFiltered = search !== '' || month !== '';
  return (
    <>
      <Heading>{t('concertsTitle')}</Heading>
      {(isFiltered || text !== '' || total >= SEARCH_FROM) && (
        <form class="find" role="search" onSubmit={(event) => event.preventDefault()}>
          <label class="field"><span>{t('searchLabel')}</span>
            <input type="search" value={text} maxLength={200} autocomplete="off" enterkeyhint="search"
              onInput={(event) => setText(event.currentTarget.value)} />
          </label>
          <label class="field"><span>{t('monthLabel')}</span>
            <select value={month} onChange={(event) => find({ search, month: event.currentTarget.value })}>
              <option value="">{t('anyMonth')}</option>
              {months.map((each) => <option key={each} value={each}>{monthName(each)}</option>)}
            </select>
          </label>
        </form>
      )}
      <ErrorNotice error={error} onRetry={() => void read({ search, month }, PAGE_SIZE)} />
      {!items && !error && <Loading />}
      {items && <p role="status" class={isFiltered ? 'dim' : 'unseen'}>{counted('foundOne', 'found', total)}</p>}
      {items?.length === 0 && !isFiltered && <p>{t('concertsEmpty')}</p>}
      <ul class="cards">
        {items?.map((concert) => <li key={concert.concertId}><Card concert={concert} /></li>)}
      </ul>
      {next && (
        <button type="button" class="quiet wide" onClick={() => void read({ search, month }, PAGE_SIZE, items, next)}>{t('more')}</button>
      )}
    </>
  );
}

/** Keeps how far the page is scrolled, and scrolls there again when the user comes back or loads the page again. */
function useKeptPlace(isThere: boolean) {
  const isRestored = useRef(false);
  useEffect(() => {
    const onScroll = () => route.value.at === 'concerts' && isRestored.current && keepListing(scrollY);
    addEventListener('scroll', onScroll, { passive: true });
    return () => removeEventListener('scroll', onScroll);
  }, []);
  useEffect(() => {
    if (!isThere || isRestored.current) return;
    isRestored.current = true;
    if (cameBack()) scrollTo(0, keptScroll());
    else keepListing(0);
  }, [isThere]);
  useEffect(() => {
    if (isRestored.current) keepListing(scrollY);
  }, [listing.value]);
}

function Card({ concert }: { concert: Summary }) {
  const { concertId, title, artist, venue, timeZone, nextStartsAt, dateCount, minPrice, maxPrice } = concert;
  return (
    <Link to={{ at: 'concert', concertId }} class="card">
      <Poster id={concertId} />
      <div class="card-text">
        <h2>{title}</h2>
        <p>{artist}</p>
        <p class="dim">{venue}</p>
        <p class="card-facts">
          <span>{venueShortDate(nextStartsAt, timeZone)}{dateCount > 1 && ` ${t('moreDates', { count: dateCount - 1 })}`}</span>
          <b>{priceRange(minPrice, maxPrice, rules().currency)}</b>
          <Availability concert={concert} />
        </p>
      </div>
    </Link>
  );
}

function Availability({ concert: { salesOpenAt, salesCloseAt, timeZone, seatsAvailable, seatsHeld } }: { concert: Summary }) {
  if (Date.parse(salesCloseAt) <= serverNow()) return <span class="tag gone">{t('saleClosed')}</span>;
  if (Date.parse(salesOpenAt) > serverNow()) {
    return <span class="tag">{t('salesOpenAt', { when: venueShortDate(salesOpenAt, timeZone) })}</span>;
  }


  // The service could not count in time: nothing is said rather than something that may be wrong.
  if (seatsAvailable === null || seatsAvailable === undefined) return null;
  if (seatsAvailable > 0) return <span class="tag">{t('seatsLeft', { count: seatsAvailable })}</span>;
  return <span class="tag gone">{t(seatsHeld ? 'allHeld' : 'soldOut')}</span>;
}
