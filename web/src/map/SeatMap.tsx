import { useEffect, useRef } from 'preact/hooks';
import { language, t } from '../i18n';
import { Camera } from './camera';
import { attachGestures } from './gestures';
import { seatAt } from './geometry';
import { Painter } from './painter';
import type { LiveSeats } from './seats';

// CSS pixels. A smaller seat is too small for a finger: a tap zooms in instead of choosing it.
const MIN_TAP_SCALE = 18;
const TAP_ZOOM_SCALE = 30;
const GLIDE_MS = 260;

/** Operations on a map that is on the screen. */
export interface MapHandle {
  flash(indexes: Iterable<number>): void;
}

interface Props {
  seats: LiveSeats;
  currency: string;
  chosen: ReadonlySet<number>;
  onSeat(index: number): void;
  /** Its accessible name, if the booking page's text does not fit. */
  label?: string;
  onReady?(handle: MapHandle): void;
}

export function SeatMap({ seats, currency, chosen, onSeat, label, onReady }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const map = useRef<MapController | null>(null);
  const latest = useRef(onSeat);
  latest.current = onSeat;

  useEffect(() => {
    const live = new MapController(canvas.current!, seats, currency, (index) => latest.current(index));
    map.current = live;
    onReady?.(live);
    return () => live.dispose();
  }, [seats]);

  useEffect(() => map.current?.choose(chosen), [chosen]);
  useEffect(() => map.current?.redraw(), [language.value]);

  return (
    <div class="map">
      <canvas ref={canvas} role="img"
        aria-label={label ?? t('mapLabel', { available: seats.availableCount.value, total: seats.plan.seatCount })} />
      <div class="map-buttons">
        <button type="button" class="round" aria-label={t('zoomIn')} onClick={() => map.current?.zoomBy(1.8)}>+</button>
        <button type="button" class="round" aria-label={t('zoomOut')} onClick={() => map.current?.zoomBy(1 / 1.8)}>−</button>
        <button type="button" class="round" aria-label={t('wholeMap')} onClick={() => map.current?.showAll()}>⤢</button>
      </div>
    </div>
  );
}

class MapController implements MapHandle {
  private readonly camera: Camera;
  private readonly painter: Painter;
  private readonly disposers: (() => void)[] = [];
  private glide = 0;

  constructor(
    canvas: HTMLCanvasElement, private readonly seats: LiveSeats, currency: string, private readonly onSeat: (index: number) => void,
  ) {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    this.camera = new Camera(seats.plan);
    this.painter = new Painter(canvas, seats, this.camera, currency, prefersReducedMotion(), dark.matches);
    const resized = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      this.painter.resize(width, height, Math.min(devicePixelRatio || 1, 2));
    });
    resized.observe(canvas);
    const recolor = () => this.painter.recolor(dark.matches);
    dark.addEventListener('change', recolor);
    this.disposers.push(
      () => resized.disconnect(),
      () => dark.removeEventListener('change', recolor),
      seats.onChange((changed) => this.painter.update(changed)),
      attachGestures(canvas, this.camera, () => this.stopAndDraw(), (x, y) => this.tap(x, y)),
      () => this.painter.dispose(),
      () => cancelAnimationFrame(this.glide),
    );
  }

  dispose(): void {
    for (const dispose of this.disposers) dispose();
  }

  redraw(): void {
    this.painter.invalidate();
  }

  choose(chosen: ReadonlySet<number>): void {
    this.painter.chosen = chosen;
    this.painter.invalidate();
  }

  flash(indexes: Iterable<number>): void {
    this.painter.flash(indexes);
  }

  showAll(): void {
    const { scale, x, y } = this.camera.whole();
    this.glideTo(scale, x, y, () => this.camera.showAll());
  }

  zoomBy(factor: number): void {
    this.glideTo(this.camera.scale * factor, this.camera.x, this.camera.y);
  }

  private tap(viewX: number, viewY: number): void {
    const { x, y } = this.camera.toPlan(viewX, viewY);
    if (this.camera.scale < MIN_TAP_SCALE) return this.glideTo(TAP_ZOOM_SCALE, x, y);
    const index = seatAt(this.seats.plan, x, y);
    if (index >= 0) this.onSeat(index);
  }

  private stopAndDraw(): void {
    cancelAnimationFrame(this.glide);
    this.painter.invalidate();
  }

  private glideTo(scale: number, x: number, y: number, onEnd?: () => void): void {
    cancelAnimationFrame(this.glide);
    const from = { scale: this.camera.scale, x: this.camera.x, y: this.camera.y };
    let began = -1;
    const step = (now: number) => {
      if (began < 0) began = now;
      const part = prefersReducedMotion() ? 1 : Math.min(1, (now - began) / GLIDE_MS);
      const eased = 1 - (1 - part) ** 3;
      const mix = (a: number, b: number) => a + (b - a) * eased;
      // Scales are interpolated as factors, which the eye sees as equal steps.
      this.camera.set(from.scale * (scale / from.scale) ** eased, mix(from.x, x), mix(from.y, y));
      if (part < 1) this.glide = requestAnimationFrame(step);
      else onEnd?.();
      this.painter.invalidate();
    };
    this.glide = requestAnimationFrame(step);
  }
}

const prefersReducedMotion = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
