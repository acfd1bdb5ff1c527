import { useComputed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Schemas } from '../api/types';
import { t } from '../i18n';
import { venueTime } from '../i18n/venue';
import { Legend } from '../map/Legend';
import type { LiveSeats } from '../map/seats';
import { SeatMap, type MapHandle } from '../map/SeatMap';
import { lazy } from '../ui/lazy';
import { Heading, Loading } from '../ui/parts';
import { useIsWide } from './useSeats';

// A small screen shows the map alone until its user asks for the list.
const SeatList = lazy(() => import('../map/SeatList').then((loaded) => loaded.SeatList));

interface Props {
  title: string;
  performance: Schemas['PerformanceResponse'];
  /** Beside the title: the time that is left. */
  aside: ComponentChildren;
  /** What happened to the choice, such as a chosen seat that another user took. */
  notice: string;
  error: ComponentChildren;
  seats: LiveSeats;
  currency: string;
  chosen: ReadonlySet<number>;
  /** Held or bought by this user. */
  own: ReadonlySet<number>;
  /** Own seats that can be chosen: those of a reservation that is being changed. */
  kept?: ReadonlySet<number>;
  /** Seats that the choice leaves alone. */
  lone: readonly number[];
  /** The tiers of the prices that are shown; empty for all. */
  tiers: ReadonlySet<number>;
  onTiers(tiers: ReadonlySet<number>): void;
  onSeat(index: number): void;
  onReady(map: MapHandle): void;
  /** The bar with the main action. */
  children: ComponentChildren;
}

/** The seats of a performance to choose from: the map with its legend, and the same seats as a list. */
export function SeatFrame({ title, performance, aside, notice, error, children, onReady, ...shown }: Props) {
  const { seats, currency, tiers, onTiers } = shown;
  const [view, setView] = useState<'map' | 'list'>('map');
  const isWide = useIsWide();
  // Not the version itself, so that this screen is not rendered again for each seat that changes.
  const hasSnapshot = useComputed(() => seats.version.value > 0);
  return (
    <div class={`choosing view-${view}`}>
      <div class="choosing-head">
        <div>
          <Heading>{title}</Heading>
          <p class="dim">
            <span class="one-line">{performance.title}</span>{' · '}
            {venueTime(performance.startsAt, performance.timeZone, { dateStyle: 'medium' })}
          </p>
        </div>
        {aside}
      </div>
      <p class="unseen" role="status">{notice}</p>
      {notice && <p class="notice" aria-hidden="true">{notice}</p>}
      {seats.streamStatus.value === 'lost' && <p class="notice bad" role="status">{t('mapLost')}</p>}
      {error}
      {!isWide && (
        <div class="tabs" role="group">
          {(['map', 'list'] as const).map((each) => (
            <button type="button" key={each} aria-pressed={view === each} onClick={() => setView(each)}>{t(each)}</button>
          ))}
        </div>
      )}
      <div class="choosing-body">
        <div class="map-pane">
          {!hasSnapshot.value && <Loading />}
          <SeatMap {...shown} onReady={onReady} />
          <Legend seats={seats} currency={currency} tiers={tiers} onTiers={onTiers} />
        </div>
        {(isWide || view === 'list') && <section class="list-pane" aria-label={t('list')}><SeatList {...shown} /></section>}
      </div>
      {children}
    </div>
  );
}
