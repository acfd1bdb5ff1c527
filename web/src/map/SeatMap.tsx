import { useEffect, useRef } from 'preact/hooks';
import { language, t } from '../i18n';
import { MapController } from './controller';
import type { LiveSeats } from './seats';

/** Operations on a map that is on the screen. */
export interface MapHandle {
  flash(indexes: Iterable<number>): void;
}

interface Props {
  seats: LiveSeats;
  currency: string;
  chosen?: ReadonlySet<number>;
  own?: ReadonlySet<number>;
  /** Seats that the choice leaves alone. */
  lone?: readonly number[];
  /** The tiers of the prices that are shown; empty for all. */
  tiers?: ReadonlySet<number>;
  onSeat(index: number): void;
  /** Its accessible name, if the booking page's text does not fit. */
  label?: string;
  onReady?(handle: MapHandle): void;
}

const NONE: ReadonlySet<number> = new Set();
const NO_SEATS: readonly number[] = [];

export function SeatMap({ seats, currency, chosen = NONE, own = NONE, lone = NO_SEATS, tiers = NONE, onSeat, label, onReady }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const bubble = useRef<HTMLDivElement>(null);
  const map = useRef<MapController | null>(null);
  const latest = useRef(onSeat);
  latest.current = onSeat;

  useEffect(() => {
    const live = new MapController(canvas.current!, bubble.current!, seats, currency, (index) => latest.current(index));
    map.current = live;
    onReady?.(live);
    return () => live.dispose();
  }, [seats]);

  useEffect(() => map.current?.mark({ chosen, own, lone, tiers }), [seats, chosen, own, lone, tiers]);
  useEffect(() => map.current?.redraw(), [language.value]);

  return (
    <div class="map">
      <canvas ref={canvas} role="img"
        aria-label={label ?? t('mapLabel', { available: seats.availableCount.value, total: seats.plan.seatCount })} />
      {/* Not for screen readers, which have the list: it follows the mouse and the finger. */}
      <div class="bubble" ref={bubble} aria-hidden="true" hidden />
      <div class="map-buttons">
        <button type="button" class="round" aria-label={t('zoomIn')} onClick={() => map.current?.zoomBy(1.8)}>+</button>
        <button type="button" class="round" aria-label={t('zoomOut')} onClick={() => map.current?.zoomBy(1 / 1.8)}>−</button>
        <button type="button" class="round" aria-label={t('wholeMap')} onClick={() => map.current?.showAll()}>⤢</button>
      </div>
    </div>
  );
}
