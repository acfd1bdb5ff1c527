import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { money, number, spokenTime, t } from '../i18n';
import { venueTime } from '../i18n/venue';
import { useInterval } from '../ui/hooks';
import { Heading, Loading } from '../ui/parts';
import { sumsOf, type DateFigures, type FiguresFeed, type Sale } from './feed';
import { currentPace } from './pace';
import { QueuePanel } from './QueuePanel';
import type { QueuesFeed } from './queuesFeed';
import { Sparkline } from './Sparkline';
import { tAdmin, type AdminKey } from './texts';

// A single failed poll is not shown: the next one follows a second later.
const STALE_AFTER_MS = 2_500;

export function FiguresScreen({ feed, queues }: { feed: FiguresFeed; queues: QueuesFeed }) {
  const sales = feed.sales.value;
  return (
    <>
      <Heading tab={`${tAdmin('figures')} · ${tAdmin('operators')}`}>{tAdmin('figures')}</Heading>
      <Stale feed={feed} />
      {!sales && !feed.isFailing.value && <Loading />}
      {sales?.length === 0 && <p>{tAdmin('none')} <a href="#/create">{tAdmin('createFirst')}</a></p>}
      <div class="sales">
        {sales?.map((sale) => <SaleCard key={sale.figures.concertId} sale={sale} queues={queues} />)}
      </div>
      {feed.hasMore.value && <button type="button" class="quiet wide" onClick={() => feed.more()}>{t('more')}</button>}
    </>
  );
}

/** Announces once that the figures are stale. Their age is visible, but a screen reader does not announce it each second. */
function Stale({ feed }: { feed: FiguresFeed }) {
  const [now, setNow] = useState(() => performance.now());
  useInterval(1_000, () => setNow(performance.now()));
  const age = now - feed.readAt.value;
  const isStale = feed.isFailing.value && age > STALE_AFTER_MS;
  return (
    <div class={isStale ? 'notice bad' : 'unseen'}>
      <p role="status">{isStale ? tAdmin('stale') : ''}</p>
      {isStale && feed.sales.value && <p>{tAdmin('staleAge', { age: spokenTime(age / 1_000) })}</p>}
    </div>
  );
}

function SaleCard({ sale: { figures, history }, queues }: { sale: Sale; queues: QueuesFeed }) {
  const { concertId, title, artist, venue, currency, timeZone, performances } = figures;
  const sums = sumsOf(performances);
  const heading = `sale-${concertId}`;
  return (
    <article class="sale" aria-labelledby={heading}>
      <h2 id={heading}><a href={`/concerts/${encodeURIComponent(concertId)}`}>{title}</a></h2>
      <p class="dim">{artist} · {venue}</p>
      <dl class="facts">
        <Fact name="waiting">{number(figures.waiting)}</Fact>
        <Fact name="active">{number(figures.active)}</Fact>
        <Fact name="held">{number(sums.seatsHeld)}</Fact>
        <Fact name="purchases">{number(sums.purchases)}</Fact>
        <Fact name="sold" class="half">
          {number(sums.seatsSold)} <small>{tAdmin('ofTotal', { total: sums.seatsTotal })}</small>
          <meter class="bar" min="0" max={sums.seatsTotal} value={sums.seatsSold} aria-hidden="true" />
        </Fact>
        <Fact name="revenue" class="half">{money(sums.revenue, currency)}</Fact>
        <Fact name="pace" class="whole">
          <span class="pace">{number(currentPace(history), { minimumFractionDigits: 1, maximumFractionDigits: 1 })}</span>
          <Sparkline values={history.paces} />
        </Fact>
      </dl>
      <details>
        <summary>{tAdmin('dates', { count: performances.length })}</summary>
        <Dates title={title} dates={performances} currency={currency} zone={timeZone} />
      </details>
      <QueuePanel concertId={concertId} title={title} feed={queues} />
    </article>
  );
}

function Fact({ name, class: kind, children }: { name: AdminKey; class?: string; children: ComponentChildren }) {
  return <div class={kind}><dt>{tAdmin(name)}</dt><dd>{children}</dd></div>;
}

function Dates({ title, dates, currency, zone }: { title: string; dates: readonly DateFigures[]; currency: string; zone: string }) {
  const label = tAdmin('tableOf', { title });
  const short = (at: string) => venueTime(at, zone, { dateStyle: 'medium' });
  return (
    // Focusable, so that a keyboard can scroll the table sideways.
    <div class="sideways" role="region" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">{tAdmin('date')}</th>
            {(['seats', 'available', 'held', 'sold', 'revenue', 'purchases', 'onSale'] as const).map((name) => (
              <th scope="col" key={name}>{tAdmin(name)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {dates.map((date) => (
            <tr key={date.performanceId}>
              <th scope="row">{short(date.startsAt)}</th>
              <td>{number(date.seatsTotal)}</td>
              <td>{number(date.seatsAvailable)}</td>
              <td>{number(date.seatsHeld)}</td>
              <td>{number(date.seatsSold)}</td>
              <td>{money(date.revenue, currency)}</td>
              <td>{number(date.purchases)}</td>
              <td>{short(date.salesOpenAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
